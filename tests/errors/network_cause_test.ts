/**
 * Each cause is brought about for real on loopback: the servers and proxies run here, and the request comes
 * from this Deno and from the one that DENO_COMPILE names, so that a Deno with other words is noticed.
 */
import assert from "node:assert/strict";
import { explainTransport } from "../../src/errors/explain.ts";
import { PLAIN_ROUTE, type RequestContext } from "../../src/errors/explanation.ts";
import { findTransportFailure } from "../../src/errors/transport_failure.ts";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import {
  CAN_RESET,
  PROXY_BEHAVIOURS,
  type ProxyAct,
  type ProxyBehaviour,
  startBadProxy,
  startResettingServer,
} from "../fixtures/bad_proxy.ts";
import {
  denosAtHand,
  FetchFailure,
  type FetchingDeno,
  startFetching,
} from "../fixtures/fetching_deno.ts";
import {
  type CertificateWish,
  makeAuthority,
  noOpenssl,
  type ThrowawayAuthority,
} from "../fixtures/throwaway_certificates.ts";
import type { NetworkCause } from "../../src/log/log_words.ts";

const never = new AbortController().signal;
/** Only where nobody answers is it waited for. */
const SHORT_LIMIT_MS = 700;
const LIMIT_MS = 30_000;

/** How a request is to fail, and what is to be told of it. */
interface Provocation {
  readonly what: string;
  readonly cause: NetworkCause;
  readonly words?: RegExp;
  readonly ignore?: boolean;
  /** Sets the trap, and has somebody walk into it; an authority is there where openssl is. */
  provoke(ask: Ask, authority: ThrowawayAuthority): Promise<Told>;
}

/** Asks in vain, by a proxy and with more trust where they are given. */
type Ask = (
  url: string,
  way?: { readonly proxy?: string; readonly caCerts?: readonly string[] },
) => Promise<Told>;

/** The class of a failure, and what people are told. */
interface Told {
  readonly cause: NetworkCause;
  readonly what: string;
  /** The runtime's words, for whoever reads that a test failed. */
  readonly said: string;
}

function askWith(deno: FetchingDeno, limitMs: number): Ask {
  return async (url, { proxy, caCerts } = {}) => {
    const context: RequestContext = {
      ...PLAIN_ROUTE,
      proxyVariable: proxy && "HTTPS_PROXY",
      isProxyTls: proxy?.startsWith("https:") ?? false,
      url: new URL(url),
      flow: "browser",
    };
    /** As the program asks: what is thrown, or the limit. */
    const fetch = async (url: string, { method }: RequestInit = {}) => {
      await deno.fetch(url, { proxy, ...(caCerts && { caCerts }), ...(method && { method }) });
      return new Response();
    };
    const thrown: unknown = await withTimeLimit(limitMs, never, () => fetch(url))
      .then(() => assert.fail(`${url} answered`), (error) => error);
    const isFetch = thrown instanceof FetchFailure;
    const failure = await findTransportFailure(
      isFetch ? thrown.error : thrown,
      { ...context, hasAnswerBegun: isFetch && thrown.hasAnswerBegun },
      new LiveSecrets(),
      (url, init) => fetch(url, init).catch((e) => Promise.reject(e.error ?? e)),
      never,
    );
    const { what } = explainTransport(failure, context);
    return { cause: failure.cause, what, said: failure.text.forPerson() };
  };
}

/** What a server does with each connection, as a provocation. */
function serving(what: string, cause: NetworkCause, act: ProxyAct, scheme = "http"): Provocation {
  return {
    what,
    cause,
    async provoke(ask) {
      await using server = startBadProxy(act);
      return await ask(`${scheme}://localhost:${server.port}/`);
    },
  };
}

/** An answer that is always this text. */
function answering(what: string, cause: NetworkCause, text: string, scheme = "http"): Provocation {
  return serving(what, cause, async (connection) => {
    await connection.read(new Uint8Array(4096));
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await connection.write(bytes.subarray(sent));
    }
  }, scheme);
}

const HEAD = "HTTP/1.1 200 OK\r\n";

const DIRECT: Provocation[] = [
  {
    what: "a name that does not exist",
    cause: "dns",
    provoke: (ask) => ask("https://no-such-host.invalid/"),
  },
  {
    what: "a closed port",
    cause: "connection_refused",
    provoke: (ask) => ask(`http://127.0.0.1:${freePort()}/`),
  },
  {
    what: "an address that TCP cannot reach",
    cause: "unreachable",
    ignore: Deno.build.os !== "linux",
    provoke: (ask) => ask("http://255.255.255.255:9999/"),
  },
  serving("a server that says nothing", "read_timeout", (_connection, end) => end),
  serving(
    "a connection that is closed without an answer",
    "connection_reset",
    (connection) => connection.read(new Uint8Array(4096)),
  ),
  {
    what: "a connection that is reset",
    cause: "connection_reset",
    ignore: !CAN_RESET,
    async provoke(ask) {
      await using server = await startResettingServer();
      return await ask(`http://127.0.0.1:${server.port}/`);
    },
  },
  answering("an answer of SSH", "wrong_protocol", "SSH-2.0-x\r\n"),
  answering("an answer of HTML without a head", "wrong_protocol", "<html>hi</html>"),
  answering("a status that is no number", "wrong_protocol", "HTTP/1.1 abc OK\r\n\r\n"),
  answering(
    "an answer with two lengths",
    "wrong_protocol",
    `${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
  ),
  answering("an endless head", "wrong_protocol", `${HEAD}X: ${"a".repeat(2_000_000)}\r\n\r\n`),
  answering(
    "a body that is not in the encoding that its header names",
    "answer_broken_off",
    `${HEAD}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
  ),
  answering(
    "an answer that ends in the middle",
    "answer_broken_off",
    `${HEAD}Content-Length: 100\r\n\r\n{`,
  ),
  answering("a plain server on the TLS port", "tls_handshake", `${HEAD}\r\n`, "https"),
  serving(
    "a handshake that breaks off",
    "tls_handshake",
    (connection) => connection.read(new Uint8Array(4096)),
    "https",
  ),
];

type BadCertificate = [cause: NetworkCause, isTrusted: boolean, CertificateWish, words: RegExp];
const BAD_CERTIFICATES: BadCertificate[] = [
  ["tls_unknown_issuer", false, {}, /comes from an authority that is not known here/],
  ["tls_wrong_name", true, { names: ["other.example"] }, /belongs to another name than/],
  ["tls_expired", true, { until: "20200201000000Z" }, /has expired by this machine's clock/],
  ["tls_not_yet_valid", true, { from: "20400101000000Z" }, /is not valid yet by this machine/],
];

/** A provocation with a certificate. */
function certified(
  provocation: Omit<Provocation, "provoke">,
  provoke: Provocation["provoke"],
): Provocation {
  return { ...provocation, ignore: noOpenssl, provoke };
}

const CERTIFICATES: Provocation[] = [
  ...BAD_CERTIFICATES.flatMap(([cause, isTrusted, wish, words]) => [
    certified({ what: "an issuer's certificate", cause, words }, async (ask, authority) => {
      const certificate = await authority.issue(wish);
      await using server = startBadProxy(PROXY_BEHAVIOURS["closes"], certificate);
      const caCerts = isTrusted ? [authority.certificate] : [];
      return await ask(`https://localhost:${server.port}/`, { caCerts });
    }),
    certified({
      what: "an https proxy's certificate",
      cause: `proxy_${cause}` as NetworkCause,
      words: new RegExp(`^(?=.*the https proxy of HTTPS_PROXY).*${words.source}`),
    }, async (ask, authority) => {
      const certificate = await authority.issue(wish);
      await using proxy = startBadProxy(PROXY_BEHAVIOURS["closes"], certificate);
      const caCerts = isTrusted ? [authority.certificate] : [];
      return await ask("https://issuer.example/", {
        proxy: `https://localhost:${proxy.port}`,
        caCerts,
      });
    }),
  ]),
  certified({
    what: "a certificate that signed itself",
    cause: "tls_unknown_issuer",
  }, async (ask, { certificate, key }) => {
    await using server = startBadProxy(PROXY_BEHAVIOURS["closes"], { cert: certificate, key });
    return await ask(`https://localhost:${server.port}/`);
  }),
  ...([
    [
      { from: "20400101000000Z" },
      "tunnels",
      "tls_not_yet_valid",
      /^The certificate of localhost:\d+ is not valid yet/,
    ],
    [
      { until: "20200201000000Z" },
      "tunnels, but no plain request",
      "tls_expired",
      /^The certificate of either localhost:\d+ or the https proxy of HTTPS_PROXY has/,
    ],
  ] as const).map(([wish, behaviour, cause, words]) =>
    certified({
      what: `the issuer's certificate behind an https proxy that ${behaviour}`,
      cause,
      words,
    }, async (ask, authority) => {
      const closes = PROXY_BEHAVIOURS["closes"];
      await using server = startBadProxy(closes, await authority.issue(wish));
      await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour], await authority.issue());
      return await ask(`https://localhost:${server.port}/`, {
        proxy: `https://localhost:${proxy.port}`,
        caCerts: [authority.certificate],
      });
    })
  ),
];

type BadProxyCase = [scheme: string, ProxyBehaviour, NetworkCause, words: RegExp];
const BAD_PROXIES: BadProxyCase[] = [
  ["http", "hangs", "proxy_timeout", /through the proxy of HTTPS_PROXY: it keeps silent, or issu/],
  ["socks5h", "hangs", "proxy_timeout", /it keeps silent, or issuer\.example:443 behind it does/],
  ["http", "hangs after opening", "proxy_timeout", /it keeps silent, or issuer\.example:443/],
  ["http", "closes", "proxy_broken_off", /took the connection and closed it without an answer/],
  ["socks5h", "closes", "proxy_broken_off", /took the connection and closed it/],
  [
    "http",
    "talks SSH",
    "proxy_refused_tunnel",
    /refused a tunnel to .*, or what answers there is no/,
  ],
  ["http", "refuses", "proxy_refused_tunnel", /refused a tunnel to issuer\.example:443/],
  ["socks5h", "talks SSH", "proxy_wrong_protocol", /does not answer as a proxy of its scheme/],
  ["socks5", "talks HTTP", "proxy_wrong_protocol", /does not answer as a proxy of its scheme/],
  ["http", "wants credentials", "proxy_authentication", /wants a name and a password, or others/],
  [
    "socks5h",
    "takes no way of SOCKS to sign in",
    "proxy_authentication",
    /wants a name and a password, or others/,
  ],
  ["socks5h", "was refused by the host", "connection_refused", /^issuer\.example:443 refused/],
  ["socks5h", "lost the way to the host", "unreachable", /no route to issuer\.example:443/],
  ["socks5h", "knows no such address", "proxy_refused_tunnel", /refused a tunnel to issuer/],
  ["socks5h", "answers with no known code", "proxy_refused_tunnel", /refused a tunnel to issuer/],
  ["socks5h", "finds no way to the host", "unreachable", /no route to issuer\.example:443/],
  ["http", "talks too much", "proxy_wrong_protocol", /does not answer as a proxy of its scheme/],
];

const PROXIES: Provocation[] = [
  ...BAD_PROXIES.map(([scheme, behaviour, cause, words]): Provocation => ({
    what: `a ${scheme} proxy that ${behaviour}`,
    cause,
    words,
    async provoke(ask) {
      await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour]);
      // A name that this machine can resolve itself, as socks5 does.
      const url = scheme === "socks5" ? "https://localhost:9443/" : "https://issuer.example/";
      return await ask(url, { proxy: `${scheme}://127.0.0.1:${proxy.port}` });
    },
  })),
  ...["http", "socks5h"].map((scheme): Provocation => ({
    what: `a ${scheme} proxy whose port is closed`,
    cause: "proxy_unreachable",
    words: /^The proxy of HTTPS_PROXY could not be reached/,
    provoke: (ask) =>
      ask("https://issuer.example/", { proxy: `${scheme}://127.0.0.1:${freePort()}` }),
  })),
  ...["http", "socks5h"].map((scheme): Provocation => ({
    what: `a ${scheme} proxy whose name does not exist`,
    cause: "proxy_unreachable",
    provoke: (ask) => ask("https://issuer.example/", { proxy: `${scheme}://no-such.invalid:3128` }),
  })),
  ...["http", "socks5h"].map((scheme): Provocation => ({
    what: `a reset on the way through a ${scheme} proxy, which may be anybody's,`,
    cause: "connection_reset",
    words: /^The proxy of HTTPS_PROXY, or something between it and issuer\.example:443,/,
    ignore: !CAN_RESET,
    async provoke(ask) {
      await using proxy = await startResettingServer();
      return await ask("https://issuer.example/", { proxy: `${scheme}://127.0.0.1:${proxy.port}` });
    },
  })),
  {
    what: "a plain request by a proxy that does not talk HTTP",
    cause: "proxy_wrong_protocol",
    async provoke(ask) {
      await using proxy = startBadProxy(PROXY_BEHAVIOURS["talks SSH"]);
      return await ask("http://issuer.example/", { proxy: `http://127.0.0.1:${proxy.port}` });
    },
  },
];

/** Nobody asks it for anything. */
const NO_AUTHORITY: ThrowawayAuthority = {
  certificate: "",
  key: "",
  issue: () => assert.fail("there is no openssl"),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

const DENOS = await denosAtHand();
for (const [name, path] of DENOS) {
  Deno.test(`each cause, brought about by ${name}, is told`, async (test) => {
    await using deno = await startFetching(path);
    await using authority = noOpenssl ? NO_AUTHORITY : await makeAuthority();
    for (
      const { what, cause, words, ignore, provoke } of [...DIRECT, ...CERTIFICATES, ...PROXIES]
    ) {
      await test.step({
        name: `${what} is ${cause}`,
        ignore: ignore ?? false,
        // A request that ran out of time goes on until its server ends.
        sanitizeOps: false,
        sanitizeResources: false,
        async fn() {
          const limitMs = cause.endsWith("_timeout") ? SHORT_LIMIT_MS : LIMIT_MS;
          const told = await provoke(askWith(deno, limitMs), authority);
          assert.equal(told.cause, cause, told.said);
          if (words) assert.match(told.what, words);
        },
      });
    }
  });
}

if (DENOS.size === 1) {
  const name = "each cause, brought about by the Deno that DENO_COMPILE names, which names none";
  Deno.test({ name, ignore: true, fn() {} });
}
