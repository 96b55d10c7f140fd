import assert from "node:assert/strict";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { LOG_TEXT_LIMIT } from "../../src/log/text/backend_text.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";

const CANARY = "canary-Q7x0123456789";
const URL_TEXT = `https://user:${CANARY}@auth.example/oauth/token?code=${CANARY}&a=1#${CANARY}`;
const SHOWN = "https://auth.example/oauth/token?code=<redacted>&a=1";

const SECRETS = LiveSecrets.ofUrls(
  ["https://auth.example", "https://tls.example/timeout"],
  new Secret(CANARY),
);

const describe = (error: unknown, hasAnswerBegun = false) =>
  describeTransportFailure(
    error,
    SECRETS,
    {
      hasAnswerBegun,
      hasProxy: false,
    },
  );

/** As Deno 2.4 throws: everything in the message. */
const flat = (words: string) =>
  new TypeError(`error sending request for url (${URL_TEXT}): ${words}`);
/** As Deno 2.9 throws: the words in the cause. */
const nested = (words: string) => new TypeError("fetch failed", { cause: flat(words) });

for (
  const [what, words, isConnect, isTimeout] of [
    [
      "a name that is not known",
      "client error (Connect): dns error: failed to lookup address information",
      true,
      false,
    ],
    [
      "a refused connection",
      "client error (Connect): tcp connect error: Connection refused (os error 111)",
      true,
      false,
    ],
    [
      "a TCP time-out",
      "client error (Connect): tcp connect error: Connection timed out (os error 110)",
      true,
      true,
    ],
    [
      "an unknown issuer of the certificate",
      "client error (Connect): invalid peer certificate: UnknownIssuer",
      true,
      false,
    ],
    [
      "a reset",
      "client error (SendRequest): connection error: Connection reset by peer (os error 104)",
      false,
      false,
    ],
    [
      "a connection that was closed early",
      "client error (SendRequest): connection closed before message completed",
      false,
      false,
    ],
  ] as const
) {
  for (const [shape, error] of [["flat", flat(words)], ["nested", nested(words)]] as const) {
    Deno.test(`${what} is told in the runtime's words, ${shape}`, () => {
      const failure = describe(error);
      assert.deepEqual(
        [failure.isConnect, failure.isTimeout, failure.isRequest],
        [isConnect, isTimeout, true],
      );
      const text = failure.text.forLog();
      assert.ok(text.endsWith(words.slice(0, 60)) || text.includes(words.slice(0, 60)), text);
      assert.ok(text.includes(SHOWN), text);
      for (const each of [text, failure.text.forPerson()]) {
        assert.ok(!each.includes("canary"), each);
      }
    });
  }
}

Deno.test("what the host or the path is called tells nothing about the failure", () => {
  const { isTimeout, isConnect, text } = describe(
    new TypeError(
      "error sending request for url (https://tls.example/timeout/oauth/token?x=1): " +
        "client error (SendRequest): connection error: Connection reset by peer (os error 104)",
    ),
  );
  assert.deepEqual([isTimeout, isConnect], [false, false]);
  assert.match(text.forLog(), /https:\/\/tls\.example\/timeout/);
});

Deno.test("our own time limit is a time-out and no failed connection", async () => {
  const error = await withTimeLimit(1, new AbortController().signal, () => new Promise(() => {}))
    .catch((error: unknown) => error);
  const { isTimeout, isConnect, isRequest, text } = describe(error);
  assert.deepEqual([isTimeout, isConnect, isRequest], [true, false, true]);
  assert.equal(text.forLog(), "timed out after 0.001 s");
});

Deno.test("an answer that broke off is neither a connection nor a request", () => {
  const error = new TypeError("error reading a body from connection: tls close_notify missing");
  const { isConnect, isRequest } = describe(error, true);
  assert.deepEqual([isConnect, isRequest], [false, false]);
});

Deno.test("a URL that cannot be parsed is not told at all", () => {
  const failure = describe(new TypeError(`Invalid URL: 'http://user:${CANARY}@host:port/'`));
  assert.equal(failure.text.forPerson(), "Invalid URL: 'http://user:<redacted>@host:port/'");
  assert.equal(failure.text.forLog(), "Invalid URL: '<masked>'");
});

Deno.test("a message that its cause repeats is told once", () => {
  const error = new Error("outer: inner", { cause: new Error("inner") });
  assert.equal(describe(error).text.forPerson(), "outer: inner");
  const chain = new Error("a", { cause: new Error("b", { cause: new Error("c") }) });
  assert.equal(describe(chain).text.forPerson(), "a: b: c");
});

Deno.test("causes that go in a circle come to an end", () => {
  const error = new Error("round");
  error.cause = error;
  assert.equal(describe(error).text.forPerson(), "round");
  const endless = Array.from({ length: 50 }, (_, i) => `cause ${i}`)
    .reduceRight<Error | undefined>((cause, message) => new Error(message, { cause }), undefined);
  assert.equal(describe(endless).text.forPerson().split(": ").length, 5);
});

Deno.test("what is no Error, or has no words, is an unknown error", () => {
  for (const thrown of [undefined, null, "canary", 7, { message: "canary" }, new Error("")]) {
    const { text, isTimeout, isConnect } = describe(thrown);
    assert.equal(text.forLog(), "unknown error");
    assert.deepEqual([isTimeout, isConnect], [false, false]);
  }
});

Deno.test("the words are one line of at most 200 characters", () => {
  const text = describe(new Error(`a\r\nb\u2028${" words".repeat(1_000)}`)).text.forLog();
  assert.ok(text.startsWith("a\\r\\nb\\u{2028} words words"), text);
  assert.equal(text.length, LOG_TEXT_LIMIT);
});

Deno.test("what this Deno itself throws is told, and shows no secret of the URL", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const error = await fetch(`http://127.0.0.1:${port}/oauth/token?code=${CANARY}`)
    .catch((error: unknown) => error);
  const { isConnect, isTimeout, isRequest, text } = describe(error);
  assert.deepEqual([isConnect, isTimeout, isRequest], [true, false, true]);
  assert.match(text.forLog(), /refused/i);
  assert.ok(!text.forLog().includes("canary"));
});
