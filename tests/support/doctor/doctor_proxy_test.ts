/** What the doctor finds out about the proxy that a sign-in would go by; as a person starts it, and on loopback. */
import { Secret } from "../../../src/log/text/secret.ts";
import assert from "node:assert/strict";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../../scripts/rehearsal/program.ts";
import type { Check } from "../../../src/support/doctor/check.ts";
import { checkNetwork } from "../../../src/support/doctor/network_checks.ts";
import { findRoute } from "../../../src/support/doctor/route_checks.ts";
import { checkProxies } from "../../../src/support/doctor/proxy_checks.ts";
import { PROXY_BEHAVIOURS, type ProxyBehaviour, startBadProxy } from "../../fixtures/bad_proxy.ts";
import { startProxyServer } from "../../fixtures/proxy_server.ts";
import { makeAuthority, noOpenssl } from "../../fixtures/throwaway_certificates.ts";

const never = new AbortController().signal;

function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

/** What the doctor says of the proxy in HTTPS_PROXY, and of a request to an issuer behind it. */
async function judge(url: string, caCerts: string[] = []): Promise<string> {
  const route = {
    kind: "proxy",
    variable: "HTTPS_PROXY",
    url: new Secret(new URL(url).href),
  } as const;
  const readEnvironment = (name: string) => name === "HTTPS_PROXY" ? url : undefined;
  using client = Deno.createHttpClient({ proxy: { url }, caCerts });
  const checks = [
    ...await checkProxies({ readEnvironment, route }, never),
    ...await checkNetwork({
      issuer: "https://issuer.example",
      route,
      fetch: (address, init) => fetch(address, { ...init, client }),
    }, never),
  ];
  assert.doesNotMatch(JSON.stringify(checks), /c4nary|127\.0/);
  return told(checks);
}

const IS_OPEN =
  /^proxy-HTTPS_PROXY ok HTTPS_PROXY names a proxy \((?:http|https|socks5h?)\), and its/;

const CASES: readonly [scheme: "http" | "socks5h", ProxyBehaviour, RegExp][] = [
  ["http", "closes", /http failed The proxy of HTTPS_PROXY took the connection and closed it/],
  [
    "http",
    "talks SSH",
    /http failed .* refused a tunnel to the issuer, or what answers there is no/,
  ],
  ["http", "refuses", /http failed The proxy of HTTPS_PROXY refused a tunnel to the issuer/],
  ["http", "wants credentials", /http failed The proxy of HTTPS_PROXY wants a name and a password/],
  ["socks5h", "closes", /http failed The proxy of HTTPS_PROXY took the connection and closed it/],
  ["socks5h", "talks HTTP", /http failed What HTTPS_PROXY names does not answer as a proxy/],
  [
    "socks5h",
    "takes no way of SOCKS to sign in",
    /http failed The proxy of HTTPS_PROXY wants a name and a password, or others/,
  ],
];

for (const [scheme, behaviour, expected] of CASES) {
  Deno.test(`the doctor finds a ${scheme} proxy that ${behaviour}`, async () => {
    await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour]);
    const judged = await judge(`${scheme}://c4nary:c4nary@127.0.0.1:${proxy.port}`);
    assert.match(judged, IS_OPEN);
    assert.match(judged, expected);
  });
}

Deno.test("a SOCKS proxy with a name and no password is no proxy to go by", async () => {
  const readEnvironment = (name: string) => name === "ALL_PROXY" ? "socks5://me@c4nary:1" : "";
  const route = findRoute("https://issuer.example", readEnvironment);
  const checks = await checkProxies({ readEnvironment, route }, never);
  assert.match(
    told(checks),
    /^proxy-ALL_PROXY failed .* with a user name and no password; no sign/,
  );
});

Deno.test({
  name: "a proxy that works lets the request through, with credentials, by CONNECT and by SOCKS",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    const certificate = await authority.issue({ names: ["issuer.example"] });
    const options = { hostname: "127.0.0.1", port: 0, onListen() {}, ...certificate };
    const issuer = Deno.serve(options, () => new Response("{}"));
    const hosts = { "issuer.example:443": issuer.addr.port };
    const trusted = [authority.certificate];
    for (const scheme of ["http", "socks5h"]) {
      await using proxy = startProxyServer({ hosts, credentials: "me:c4nary" });
      const place = `127.0.0.1:${proxy.port}`;
      const right = await judge(`${scheme}://me:c4nary@${place}`, trusted);
      assert.match(right, IS_OPEN);
      assert.match(right, /^http ok The issuer, by the proxy of HTTPS_PROXY, answered 200 OK/m);
      assert.equal(proxy.requests.at(-1)?.credentials, "me:c4nary");
      for (const wrong of ["", "me:c4nary2@"]) {
        assert.match(
          await judge(`${scheme}://${wrong}${place}`, trusted),
          /^http failed The proxy of HTTPS_PROXY wants a name and a password, or others than/m,
        );
      }
    }
    await issuer.shutdown();
  },
});

Deno.test({
  name: "an https proxy's own certificate is told as the proxy's",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    const early = await authority.issue({ from: "20400101000000Z" });
    await using proxy = startBadProxy(PROXY_BEHAVIOURS["tunnels"], early);
    const judged = await judge(`https://localhost:${proxy.port}/`, [authority.certificate]);
    assert.match(judged, /\ndns skipped .*\ntcp skipped .*\ntls skipped .*\nhttp failed/);
    assert.match(
      judged,
      /failed The certificate of the https proxy of HTTPS_PROXY is not valid yet/,
    );
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
