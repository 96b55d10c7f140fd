// What cannot be brought about everywhere: numbers of other systems, limits, words that nobody knows.
import assert from "node:assert/strict";
import { classifyWords, type RequestCircumstances } from "../../src/errors/classify.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import type { NetworkCause } from "../../src/log/log_words.ts";

const DIRECT: RequestCircumstances = { hasAnswerBegun: false, hasProxy: false };
const PROXIED: RequestCircumstances = { hasAnswerBegun: false, hasProxy: true };

const NUMBERS: [cause: NetworkCause, numbers: number[]][] = [
  // Linux, macOS, Windows.
  ["connection_refused", [111, 61, 10061]],
  ["connection_reset", [104, 102, 54, 52, 10054, 10053, 10052, 32]],
  ["connect_timeout", [110, 60, 10060]],
  ["unreachable", [100, 101, 50, 51, 10050, 10051, 112, 113, 64, 65, 10064, 10065]],
  ["connection_forbidden", [13, 10013]],
  ["dns", [11001, 11002]],
];

for (const [cause, numbers] of NUMBERS) {
  Deno.test(`the system's ${numbers.join(", ")} mean ${cause}, in whatever language`, () => {
    const phase = cause === "connection_reset" ? "client error (SendRequest)" : "tcp connect error";
    for (const number of numbers) {
      const said = `${phase}: Es wurde nichts daraus. (os error ${number})`;
      assert.equal(classifyWords(said, DIRECT), cause, said);
      // The number counts before words that speak of something else.
      assert.equal(classifyWords(`dns error, connection refused? ${said}`, DIRECT), cause);
    }
  });
}

Deno.test("through a proxy, a number of connecting is about the proxy", () => {
  for (const number of [111, 10061, 101, 113, 10065, 11001]) {
    const said = `Nichts (os error ${number})`;
    assert.equal(classifyWords(said, PROXIED), "proxy_unreachable");
  }
  assert.equal(classifyWords("tcp connect error: x (os error 110)", PROXIED), "proxy_unreachable");
});

Deno.test("a reset while connecting is the handshake's, and a proxy's or the issuer's behind one", () => {
  const said = "client error (Connect): x (os error 10054)";
  assert.equal(classifyWords(said, DIRECT), "tls_handshake");
  assert.equal(classifyWords(said, PROXIED), "connection_reset");
});

for (
  const [circumstances, cause] of [
    [{ ...DIRECT, acceptsConnections: true }, "read_timeout"],
    [{ ...DIRECT, hasAnswerBegun: true }, "read_timeout"],
    [{ ...DIRECT, acceptsConnections: false }, "connect_timeout"],
    [{ ...PROXIED, acceptsConnections: false }, "proxy_unreachable"],
    [PROXIED, "proxy_timeout"],
    [DIRECT, "timeout"],
  ] as const
) {
  Deno.test(`a time limit with ${JSON.stringify(circumstances)} is ${cause}`, async () => {
    const never = new AbortController().signal;
    const error = await withTimeLimit(1, never, () => new Promise(() => {})).catch((e) => e);
    const failure = describeTransportFailure(error, new LiveSecrets(), circumstances);
    assert.deepEqual([failure.cause, failure.isTimeout], [cause, true]);
  });
}

Deno.test("words that nobody knows are other, with the real message, and the host's name decides nothing", () => {
  const failure = (message: string) =>
    describeTransportFailure(new TypeError(message), new LiveSecrets(), DIRECT);
  const unknown = failure("something new went wrong (os error 4711)");
  assert.equal(unknown.cause, "other");
  assert.equal(unknown.text.forPerson(), "something new went wrong (os error 4711)");
  const url = "https://tls.dns-error.example/UnknownIssuer/timeout";
  assert.equal(failure(`error for url (${url}): new`).cause, "other");
});

Deno.test("a TLS connection that ends in its handshake is no answer that broke off", () => {
  const said = "unexpected end of file";
  assert.notEqual(classifyWords(said, DIRECT), "answer_broken_off");
  assert.equal(classifyWords(said, { ...DIRECT, hasAnswerBegun: true }), "answer_broken_off");
});

Deno.test("the words for a connection that TLS saw cut have no link in them", () => {
  const words = "peer closed connection without sending TLS close_notify: " +
    "https://docs.rs/rustls/latest/rustls/manual/_03_howto/index.html#unexpected-eof";
  const error = new TypeError(`client error (SendRequest): ${words}`);
  const failure = describeTransportFailure(error, new LiveSecrets(), DIRECT);
  assert.equal(failure.cause, "connection_reset");
  assert.match(failure.text.forPerson(), /without sending TLS close_notify$/);
});
