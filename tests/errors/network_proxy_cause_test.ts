// What goes wrong with a proxy, brought about for real on loopback: who it was, and how far that is known.
import assert from "node:assert/strict";
import { explainNetwork } from "../../src/errors/explanation.ts";
import { findCircumstances } from "../../src/errors/network_circumstances.ts";
import { networkRoute } from "../../src/config/network_route.ts";
import { Secret } from "../../src/log/secret.ts";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";
import {
  CAN_RESET,
  PROXY_BEHAVIOURS,
  type ProxyBehaviour,
  startBadProxy,
  startResettingServer,
} from "../fixtures/bad_proxy.ts";
import {
  type CertificateWish,
  makeAuthority,
  noOpenssl,
  type ServerCertificate,
} from "../fixtures/throwaway_certificates.ts";
import type { NetworkCause } from "../../src/log/log_words.ts";

const never = new AbortController().signal;
const LIMIT_MS = 700;

/** What a request by a proxy ends with: class and words, as in a sign-in. */
async function failBy(
  proxyUrl: string,
  url = "https://issuer.example/",
  caCerts: string[] = [],
): Promise<{ cause: NetworkCause; what: string }> {
  using client = Deno.createHttpClient({ proxy: { url: proxyUrl }, caCerts });
  const ask = (url: string, init: RequestInit) => fetch(url, { ...init, client });
  const route = networkRoute(
    { kind: "proxy", variable: "HTTPS_PROXY", url: new Secret(proxyUrl) },
    undefined,
  );
  try {
    await withTimeLimit(LIMIT_MS, never, (signal) => ask(url, { signal }));
  } catch (error) {
    const failed = {
      url: new URL(url),
      hasAnswerBegun: false,
      hasProxy: true,
      isProxyTls: route.isProxyTls ?? false,
    };
    const circumstances = await findCircumstances(error, failed, ask, never);
    const failure = describeTransportFailure(error, new LiveSecrets(), circumstances);
    const setting = { ...route, url: new URL(url) };
    const { what } = explainNetwork(failure.cause, setting, failure.isProxyPossible);
    return { cause: failure.cause, what };
  }
  throw new Error("it answered");
}

const CASES: readonly [
  scheme: "http" | "socks5" | "socks5h",
  behaviour: ProxyBehaviour,
  cause: NetworkCause,
  words: RegExp,
][] = [
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

for (const [scheme, behaviour, cause, words] of CASES) {
  Deno.test(`a ${scheme} proxy that ${behaviour} is ${cause}`, async () => {
    await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour]);
    // A name that this machine can resolve itself, as socks5 does.
    const url = scheme === "socks5" ? "https://localhost:9443/" : "https://issuer.example/";
    const found = await failBy(`${scheme}://127.0.0.1:${proxy.port}`, url);
    assert.equal(found.cause, cause, found.what);
    assert.match(found.what, words);
  });
}

Deno.test({
  name: "a reset on the way through a proxy may be anybody's",
  ignore: !CAN_RESET,
  async fn() {
    for (const scheme of ["http", "socks5h"]) {
      await using proxy = await startResettingServer();
      const { cause, what } = await failBy(`${scheme}://127.0.0.1:${proxy.port}`);
      assert.equal(cause, "connection_reset", what);
      assert.match(
        what,
        /^The proxy of HTTPS_PROXY, or something between it and issuer\.example:443,/,
      );
    }
  },
});

Deno.test("a plain request by a proxy that does not talk HTTP is proxy_wrong_protocol", async () => {
  await using proxy = startBadProxy(PROXY_BEHAVIOURS["talks SSH"]);
  const { cause } = await failBy(`http://127.0.0.1:${proxy.port}`, "http://issuer.example/");
  assert.equal(cause, "proxy_wrong_protocol");
});

const BAD_CERTIFICATES: [cause: NetworkCause, isTrusted: boolean, CertificateWish, RegExp][] = [
  ["tls_unknown_issuer", false, {}, /comes from an authority that is not known here/],
  ["tls_wrong_name", true, { names: ["other.example"] }, /belongs to another name than/],
  ["tls_expired", true, { until: "20200201000000Z" }, /has expired by this machine's clock/],
  ["tls_not_yet_valid", true, { from: "20400101000000Z" }, /is not valid yet by this machine/],
];

for (const [cause, isTrusted, wish, words] of BAD_CERTIFICATES) {
  Deno.test({
    name: `an https proxy's certificate that is ${cause} is told as the proxy's`,
    ignore: noOpenssl,
    async fn() {
      await using authority = await makeAuthority();
      const certificate = await authority.issue(wish);
      await using proxy = startBadProxy(PROXY_BEHAVIOURS["closes"], certificate);
      const trusted = isTrusted ? [authority.certificate] : [];
      const found = await failBy(`https://localhost:${proxy.port}`, undefined, trusted);
      assert.equal(found.cause, `proxy_${cause}`, found.what);
      assert.match(found.what, words);
      assert.match(found.what, /the https proxy of HTTPS_PROXY/);
    },
  });
}

/** An issuer's certificate behind an https proxy that is all right. */
async function failBehind(
  issuerWish: CertificateWish,
  answerPlainly: "answers" | "hangs",
): Promise<{ cause: NetworkCause; what: string }> {
  await using authority = await makeAuthority();
  const issuer: ServerCertificate = await authority.issue(issuerWish);
  await using server = startBadProxy(PROXY_BEHAVIOURS["closes"], issuer);
  await using proxy = startBadProxy(
    PROXY_BEHAVIOURS[answerPlainly === "answers" ? "tunnels" : "tunnels, but no plain request"],
    await authority.issue(),
  );
  const url = `https://localhost:${server.port}/`;
  return await failBy(`https://localhost:${proxy.port}`, url, [authority.certificate]);
}

Deno.test({
  name: "the issuer's certificate behind an https proxy is told as the issuer's",
  ignore: noOpenssl,
  async fn() {
    const { cause, what } = await failBehind({ from: "20400101000000Z" }, "answers");
    assert.equal(cause, "tls_not_yet_valid");
    assert.match(what, /^The certificate of localhost:\d+ is not valid yet/);
  },
});

Deno.test({
  name: "where an https proxy gives no second answer, both are named",
  ignore: noOpenssl,
  async fn() {
    const { cause, what } = await failBehind({ until: "20200201000000Z" }, "hangs");
    assert.equal(cause, "tls_expired");
    assert.match(
      what,
      /^The certificate of either localhost:\d+ or the https proxy of HTTPS_PROXY has/,
    );
  },
});
