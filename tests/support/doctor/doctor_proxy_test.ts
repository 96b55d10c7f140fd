/** The doctor asks the proxy that a sign-in would go by, by itself; as a person starts it, and on loopback. */
import { Secret } from "../../../src/log/secret.ts";
import assert from "node:assert/strict";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../../scripts/rehearsal/program.ts";
import type { Check } from "../../../src/support/doctor/check.ts";
import { checkNetwork } from "../../../src/support/doctor/network_checks.ts";
import { checkProxies } from "../../../src/support/doctor/proxy_checks.ts";
import { PROXY_BEHAVIOURS, type ProxyBehaviour, startBadProxy } from "../../fixtures/bad_proxy.ts";
import { startProxyServer } from "../../fixtures/proxy_server.ts";
import { makeAuthority, noOpenssl } from "../../fixtures/throwaway_certificates.ts";

const never = new AbortController().signal;

function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

/** What the doctor says of the proxy in HTTPS_PROXY. */
async function judge(url: string, certificates: readonly string[] = []): Promise<string> {
  const checks = await checkProxies({
    readEnvironment: (name) => name === "HTTPS_PROXY" ? url : undefined,
    route: { kind: "proxy", variable: "HTTPS_PROXY", url: new Secret(new URL(url).href) },
    target: "issuer.example:443",
    name: "the issuer",
    isTargetTls: true,
    certificates,
  }, never);
  assert.doesNotMatch(JSON.stringify(checks), /c4nary|127\.0/);
  return told(checks);
}

const CASES: readonly [scheme: "http" | "socks5h", ProxyBehaviour, RegExp][] = [
  ["http", "hangs", /failed HTTPS_PROXY names .*; it takes connections and gives no answer/],
  ["http", "closes", /failed The proxy of HTTPS_PROXY took the connection and closed it/],
  ["http", "talks SSH", /failed What HTTPS_PROXY names does not answer as a proxy/],
  ["http", "refuses", /failed The proxy of HTTPS_PROXY refused a tunnel to the issuer/],
  ["http", "wants credentials", /failed The proxy of HTTPS_PROXY wants a name and a password/],
  ["http", "hangs after opening", /^proxy-HTTPS_PROXY ok .*, and it answers as one/],
  ["socks5h", "hangs", /failed .*takes connections and gives no answer/],
  ["socks5h", "closes", /failed The proxy of HTTPS_PROXY took the connection and closed it/],
  ["socks5h", "talks HTTP", /failed What HTTPS_PROXY names does not answer as a proxy/],
];

for (const [scheme, behaviour, expected] of CASES) {
  Deno.test(`the doctor finds a ${scheme} proxy that ${behaviour}`, async () => {
    await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour]);
    assert.match(await judge(`${scheme}://c4nary:c4nary@127.0.0.1:${proxy.port}`), expected);
  });
}

Deno.test("a proxy that works answers as one, with credentials, by CONNECT and by SOCKS", async () => {
  await using issuer = startBadProxy(PROXY_BEHAVIOURS["hangs"]);
  const hosts = { "issuer.example:443": issuer.port };
  for (const scheme of ["http", "socks5h"]) {
    await using proxy = startProxyServer({ hosts, credentials: "me:c4nary %" });
    const right = await judge(`${scheme}://me:c4nary%20%25@127.0.0.1:${proxy.port}`);
    assert.match(
      right,
      /^proxy-HTTPS_PROXY ok HTTPS_PROXY names a proxy .*, and it answers as one/,
    );
  }
  await using strict = startProxyServer({ hosts, credentials: "me:c4nary" });
  assert.match(
    await judge(`http://127.0.0.1:${strict.port}`),
    /failed .* wants a name and a password/,
  );
});

Deno.test("a SOCKS proxy's refusals are told apart, in the words of SOCKS", async () => {
  await using strict = startProxyServer({ credentials: "me:c4nary" });
  const place = `127.0.0.1:${strict.port}`;
  const CASES: [url: string, expected: RegExp][] = [
    [`socks5h://${place}`, /failed The SOCKS proxy of HTTPS_PROXY wants a name and a password/],
    [`socks5h://me:c4nary2@${place}`, /failed .* refused the name and the password that HTTPS_P/],
    [`socks5://me@${place}`, /failed .* with a user name and no password; no sign-in/],
    [`socks5://me:${"c4nary".repeat(50)}@${place}`, /failed .* longer than SOCKS can carry/],
    [`socks5h://me:c4nary@${place}`, /ok HTTPS_PROXY names a proxy .* answers as one/],
  ];
  for (const [url, expected] of CASES) {
    const said = await judge(url);
    assert.match(said, expected, url.replace(place, ""));
    assert.doesNotMatch(said, /407/);
  }
  await using closed = startBadProxy(PROXY_BEHAVIOURS["takes no way of SOCKS to sign in"]);
  assert.match(
    await judge(`socks5://me:c4nary@127.0.0.1:${closed.port}`),
    /failed The SOCKS proxy of HTTPS_PROXY takes neither a name and a password nor/,
  );
});

Deno.test({
  name: "an https proxy's own certificate is told as the proxy's, by itself and behind a request",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    const early = await authority.issue({ from: "20400101000000Z" });
    await using proxy = startBadProxy(PROXY_BEHAVIOURS["tunnels"], early);
    const url = `https://localhost:${proxy.port}/`;
    const expected = /failed The certificate of the https proxy of HTTPS_PROXY is not valid yet/;
    assert.match(await judge(url, [authority.certificate]), expected);
    using client = Deno.createHttpClient({ proxy: { url }, caCerts: [authority.certificate] });
    const checks = await checkNetwork({
      issuer: "https://issuer.example",
      certificates: [authority.certificate],
      route: { kind: "proxy", variable: "HTTPS_PROXY", url: new Secret(url) },
      fetch: (address, init) => fetch(address, { ...init, client }),
    }, never);
    assert.match(told(checks), /^dns skipped .*\ntcp skipped .*\ntls skipped .*\nhttp failed/);
    assert.match(told(checks), expected);
  },
});

Deno.test({
  name: "a good https proxy answers as one",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    const behaviour = PROXY_BEHAVIOURS["hangs after opening"];
    await using proxy = startBadProxy(behaviour, await authority.issue());
    const judged = await judge(`https://localhost:${proxy.port}/`, [authority.certificate]);
    assert.match(judged, /^proxy-HTTPS_PROXY ok .*\(https\), and it answers as one/);
  },
});

Deno.test("a variable that keeps a sign-in from starting leaves the issuer unasked", async () => {
  await using home = await makeProgramHome();
  const env = { HTTPS_PROXY: "socks://c4nary.example:1", BROWSER: "/bin/sh" };
  await using program = await startProgram({ home, args: ["doctor"], env });
  const { code, stdout } = await program.end();
  assert.equal(code, 1);
  assert.match(stdout, /^FAILED {3}proxy-HTTPS_PROXY: .*scheme that cannot be used/m);
  assert.match(stdout, /^skipped {2}http: .* was not asked: HTTPS_PROXY is wrong\.$/m);
  assert.doesNotMatch(stdout, /c4nary/);
});

Deno.test("a SOCKS proxy that this build may not reach fails, where the runtime asks for that right", async () => {
  await using home = await makeProgramHome();
  const env = { ALL_PROXY: `socks5h://127.0.0.2:${freePort()}`, BROWSER: "/bin/sh" };
  await using program = await startProgram({ home, args: ["doctor", "--offline"], env });
  const { code, stdout } = await program.end();
  const isAsked = !/^2\.[0-8]\./.test(Deno.version.deno);
  if (isAsked) assert.equal(code, 1);
  const row = isAsked
    ? /^FAILED {3}proxy-ALL_PROXY: .* \(socks5h\), which this build may not reach/m
    : /^ok {7}proxy-ALL_PROXY: .*it was not asked/m;
  assert.match(stdout, row);
});

Deno.test("a proxy that .env names is the one that is asked, as in a sign-in", async () => {
  await using home = await makeProgramHome();
  await using proxy = startProxyServer();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("{}"),
  );
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  await Deno.writeTextFile(`${home.codexHome}/.env`, `HTTP_PROXY=http://127.0.0.1:${proxy.port}\n`);
  const env = { HTTP_PROXY: `http://127.0.0.1:${freePort()}`, BROWSER: "/bin/sh" };
  await using program = await startProgram({ home, issuer, args: ["doctor"], env });
  const { stdout } = await program.end();
  assert.match(
    stdout,
    /^ok {7}dotenv: The file \.env in CODEX_HOME sets HTTP_PROXY, which counts/m,
  );
  assert.match(stdout, /^ok {7}proxy-HTTP_PROXY: HTTP_PROXY names a proxy \(http\)/m);
  assert.match(stdout, /^ok {7}http: The issuer, by the proxy of HTTP_PROXY, answered 200 OK/m);
  assert.equal(proxy.requests.length, 1);
  await server.shutdown();
});
