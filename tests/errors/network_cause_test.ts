// Each cause is brought about for real on loopback, so that a new Deno with other words is noticed.
import assert from "node:assert/strict";
import {
  describeTransportFailure,
  type TransportFailure,
} from "../../src/errors/transport_failure.ts";
import type { RequestCircumstances } from "../../src/errors/network_cause.ts";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import {
  type CertificateWish,
  makeAuthority,
  noOpenssl,
} from "../fixtures/throwaway_certificates.ts";
import type { NetworkCause } from "../../src/log/log_words.ts";

const DIRECT: RequestCircumstances = { hasAnswerBegun: false, hasProxy: false };
const PROXIED: RequestCircumstances = { hasAnswerBegun: false, hasProxy: true };

function expectCause(cause: NetworkCause, failure: TransportFailure): void {
  assert.equal(failure.cause, cause, failure.text.forLog());
}

/** What fetch throws, described. */
async function failureOf(
  url: string,
  init: RequestInit & { client?: Deno.HttpClient } = {},
  circumstances = DIRECT,
): Promise<TransportFailure> {
  try {
    const response = await fetch(url, init);
    await response.text();
  } catch (error) {
    return describeTransportFailure(error, new LiveSecrets(), circumstances);
  }
  throw new Error(`${url} answered`);
}

/** A listener on loopback that does something with each connection. */
function serveRaw(
  onConnection: (connection: Deno.TcpConn) => Promise<unknown>,
): { port: number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const connection of listener) {
      await onConnection(connection).catch(() => {});
      try {
        connection.close();
      } catch {
        // The other side closed it.
      }
    }
  })().catch(() => {});
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}

async function answerWith(connection: Deno.TcpConn, text: string): Promise<void> {
  await connection.read(new Uint8Array(4096));
  await connection.write(new TextEncoder().encode(text));
}

Deno.test("a name that does not exist is dns", async () => {
  expectCause("dns", await failureOf("https://no-such-host.invalid/"));
});

Deno.test("a closed port is connection_refused", async () => {
  expectCause("connection_refused", await failureOf(`http://127.0.0.1:${freePort()}/`));
});

Deno.test("a connection that is cut without an answer is connection_reset", async () => {
  using server = serveRaw((connection) => connection.read(new Uint8Array(4096)));
  expectCause("connection_reset", await failureOf(`http://127.0.0.1:${server.port}/`));
});

for (
  const [what, answer] of [
    ["SSH", "SSH-2.0-x\r\n"],
    ["HTML without a head", "<html>hi</html>"],
    ["a status that is no number", "HTTP/1.1 abc OK\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
    ["an endless head", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(2_000_000)}\r\n\r\n`],
  ] as const
) {
  Deno.test(`an answer of ${what} is wrong_protocol`, async () => {
    using server = serveRaw(async (connection) => {
      await connection.read(new Uint8Array(1024));
      const bytes = new TextEncoder().encode(answer);
      for (let sent = 0; sent < bytes.length;) {
        sent += await connection.write(bytes.subarray(sent));
      }
    });
    expectCause("wrong_protocol", await failureOf(`http://127.0.0.1:${server.port}/`));
  });
}

Deno.test("a body that is not in the encoding that its header names is answer_broken_off", async () => {
  using server = serveRaw(async (connection) => {
    await connection.read(new Uint8Array(1024));
    const head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}";
    await connection.write(new TextEncoder().encode(head));
  });
  const url = `http://127.0.0.1:${server.port}/`;
  expectCause("answer_broken_off", await failureOf(url, {}, { ...DIRECT, hasAnswerBegun: true }));
});

Deno.test("a TLS connection that ends in its handshake is no answer that broke off", () => {
  const failure = describeTransportFailure(
    new TypeError("unexpected end of file"),
    new LiveSecrets(),
    DIRECT,
  );
  assert.notEqual(failure.cause, "answer_broken_off");
});

Deno.test("an answer that ends in the middle is answer_broken_off", async () => {
  using server = serveRaw((connection) =>
    answerWith(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
  );
  const url = `http://127.0.0.1:${server.port}/`;
  expectCause("answer_broken_off", await failureOf(url, {}, { ...DIRECT, hasAnswerBegun: true }));
});

Deno.test("a plain server on the TLS port is tls_handshake", async () => {
  using server = serveRaw((connection) => answerWith(connection, "HTTP/1.1 400 Bad\r\n\r\n"));
  expectCause("tls_handshake", await failureOf(`https://localhost:${server.port}/`));
});

Deno.test("a handshake that breaks off is tls_handshake", async () => {
  using server = serveRaw((connection) => connection.read(new Uint8Array(4096)));
  expectCause("tls_handshake", await failureOf(`https://localhost:${server.port}/`));
});

const BAD_CERTIFICATES: [what: string, cause: NetworkCause, isTrusted: boolean, CertificateWish][] =
  [
    ["from an unknown authority", "tls_unknown_issuer", false, {}],
    ["for another name", "tls_wrong_name", true, { names: ["other.example"] }],
    ["that has expired", "tls_expired", true, { until: "20200201000000Z" }],
    ["that is not valid yet", "tls_not_yet_valid", true, { from: "20400101000000Z" }],
  ];

for (const [what, cause, isTrusted, wish] of BAD_CERTIFICATES) {
  Deno.test({
    name: `a certificate ${what} is ${cause}`,
    ignore: noOpenssl,
    async fn() {
      await using authority = await makeAuthority();
      using listener = Deno.listenTls({
        hostname: "127.0.0.1",
        port: 0,
        ...await authority.issue(wish),
      });
      listener.accept().catch(() => {});
      using client = Deno.createHttpClient(isTrusted ? { caCerts: [authority.certificate] } : {});
      const url = `https://localhost:${listener.addr.port}/`;
      expectCause(cause, await failureOf(url, { client }));
    },
    sanitizeResources: false,
    sanitizeOps: false,
  });
}

Deno.test({
  name: "a certificate that signed itself is tls_unknown_issuer",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    using listener = Deno.listenTls({
      hostname: "127.0.0.1",
      port: 0,
      cert: authority.certificate,
      key: authority.key,
    });
    listener.accept().catch(() => {});
    const url = `https://localhost:${listener.addr.port}/`;
    expectCause("tls_unknown_issuer", await failureOf(url));
  },
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test("the words for a connection that TLS saw cut have no link in them", () => {
  const words = "peer closed connection without sending TLS close_notify: " +
    "https://docs.rs/rustls/latest/rustls/manual/_03_howto/index.html#unexpected-eof";
  const failure = describeTransportFailure(
    new TypeError(`client error (SendRequest): ${words}`),
    new LiveSecrets(),
    DIRECT,
  );
  expectCause("connection_reset", failure);
  assert.match(failure.text.forPerson(), /without sending TLS close_notify$/);
});

Deno.test("a proxy that refuses connections is proxy_unreachable", async () => {
  using client = Deno.createHttpClient({ proxy: { url: `http://127.0.0.1:${freePort()}` } });
  expectCause(
    "proxy_unreachable",
    await failureOf("https://issuer.example/", { client }, PROXIED),
  );
});

Deno.test("a SOCKS proxy that refuses connections is proxy_unreachable", async () => {
  using client = Deno.createHttpClient({ proxy: { url: `socks5://127.0.0.1:${freePort()}` } });
  expectCause(
    "proxy_unreachable",
    await failureOf("https://issuer.example/", { client }, PROXIED),
  );
});

for (
  const [status, cause] of [
    ["407 Proxy Authentication Required", "proxy_authentication"],
    ["403 Forbidden", "proxy_refused_tunnel"],
    ["503 Service Unavailable", "proxy_refused_tunnel"],
  ] as const
) {
  Deno.test(`a proxy that answers ${status} is ${cause}`, async () => {
    using server = serveRaw((connection) =>
      answerWith(connection, `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
    );
    using client = Deno.createHttpClient({ proxy: { url: `http://127.0.0.1:${server.port}` } });
    expectCause(cause, await failureOf("https://issuer.example/", { client }, PROXIED));
  });
}

for (
  const [circumstances, cause] of [
    [{ ...DIRECT, acceptsConnections: true }, "read_timeout"],
    [{ ...DIRECT, hasAnswerBegun: true }, "read_timeout"],
    [{ ...DIRECT, acceptsConnections: false }, "connect_timeout"],
    [{ ...PROXIED, acceptsConnections: false }, "proxy_unreachable"],
    [DIRECT, "other"],
  ] as const
) {
  Deno.test(`a time limit with ${JSON.stringify(circumstances)} is ${cause}`, async () => {
    const never = new AbortController().signal;
    const error = await withTimeLimit(1, never, () => new Promise(() => {})).catch((e) => e);
    expectCause(cause, describeTransportFailure(error, new LiveSecrets(), circumstances));
  });
}

Deno.test("words that nobody knows are other, and the host's name decides nothing", () => {
  const failure = (message: string) =>
    describeTransportFailure(new TypeError(message), new LiveSecrets(), DIRECT);
  expectCause("other", failure("something new went wrong"));
  expectCause("other", failure("error for url (https://tls.dns-error.example/UnknownIssuer): new"));
});
