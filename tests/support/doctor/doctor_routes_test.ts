/** What the doctor finds about CA files and proxies. */
import assert from "node:assert/strict";
import { checkCertificates } from "../../../src/support/doctor/certificate_checks.ts";
import type { Check } from "../../../src/support/doctor/check.ts";
import { checkProxies } from "../../../src/support/doctor/proxy_checks.ts";
import { proxyAddresses } from "../../../src/support/doctor/proxy_variables.ts";
import { findRoute } from "../../../src/support/doctor/route_checks.ts";
import { findProxyRoute, usableRoute } from "../../../src/config/network/proxy_route.ts";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { hasOpenssl, makeThrowawayCa } from "../../../scripts/rehearsal/throwaway_ca.ts";

const never = new AbortController().signal;

function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the doctor says of a CA file, `days` from now. */
async function judgeFile(path: string, days = 0): Promise<string> {
  const readEnvironment = (name: string) =>
    ({ CODEX_CA_CERTIFICATE: "", SSL_CERT_FILE: path })[name];
  const { check } = await checkCertificates(readEnvironment, Date.now() + days * DAY_MS);
  assert.doesNotMatch(JSON.stringify(check), /c4nary|codex-login-ca/);
  return `${check.status} ${check.sentence} ${check.fix ?? ""}`;
}

Deno.test({
  name: "the CA file is judged by its certificates' dates, without their names",
  ignore: !await hasOpenssl(),
  async fn() {
    await using ca = await makeThrowawayCa();
    assert.match(
      await judgeFile(ca.caFile),
      /^ok The file that SSL_CERT_FILE names holds 1 certificate, added/,
    );
    assert.match(
      await judgeFile(ca.caFile, 350),
      /^warning .* expires on \d{4}-\d\d-\d\d\. Nothing is wrong yet: ask .* for the one that follows/,
    );
    assert.match(
      await judgeFile(ca.caFile, 400),
      /^warning .* all expired by this machine's clock/,
    );
  },
});

Deno.test({
  name: "a CA file whose certificate is not valid yet is told so, with the clock, and still works",
  ignore: !await hasOpenssl(),
  async fn() {
    await using ca = await makeThrowawayCa({ authorityFrom: "20400101000000Z" });
    assert.match(
      await judgeFile(ca.caFile),
      /^warning .* 1 certificate; not valid yet by this machine's clock, before 2040-01-01 .* Check this machine's date and time first/,
    );
    const caCerts = [await Deno.readTextFile(ca.caFile)];
    using client = Deno.createHttpClient({ caCerts });
    const options = { hostname: "127.0.0.1", port: 0, cert: ca.cert, key: ca.key };
    const server = Deno.serve({ ...options, onListen() {} }, () => new Response("taken"));
    const response = await fetch(`https://localhost:${server.addr.port}/`, { client });
    assert.equal(await response.text(), "taken", "so it is no failure, but a warning");
    await server.shutdown();
  },
});

Deno.test("a CA variable without a usable file fails, and none is ok", async () => {
  const judge = async (path: string | undefined) => {
    const { check, certificates } = await checkCertificates((name) =>
      name === "CODEX_CA_CERTIFICATE" ? path : undefined
    );
    assert.deepEqual(certificates, []);
    return `${check.status} ${check.sentence}`;
  };
  assert.match(await judge(undefined), /^ok No CA variable is set/);
  assert.match(
    await judge("/no/such/c4nary"),
    /^failed .* CODEX_CA_CERTIFICATE names cannot be read/,
  );
  const file = await Deno.makeTempFile();
  assert.match(await judge(file), /^failed .* holds no PEM certificate/);
  await Deno.remove(file);
});

Deno.test("proxies are told by name and scheme, asked for their port, and never named", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const environment: Record<string, string> = {
    HTTPS_PROXY: `http://u5er:c4nary@127.0.0.1:${port}`,
    HTTP_PROXY: `http://127.0.0.1:${freePort()}`,
    ALL_PROXY: "socks://c4nary.example",
    all_proxy: "http://[c4nary",
  };
  const readEnvironment = (name: string) => environment[name];
  const settings = {
    readEnvironment,
    route: { kind: "direct", exemptedBy: undefined },
    target: "issuer.example:443",
    name: "the issuer",
    isTargetTls: true,
    certificates: [],
  } as const;
  const checks = await checkProxies(settings, never);
  listener.close();
  assert.deepEqual(checks.map(({ id, status }) => `${id} ${status}`), [
    "proxy-HTTPS_PROXY ok",
    "proxy-HTTP_PROXY failed",
    "proxy-ALL_PROXY failed",
    "proxy-all_proxy failed",
  ]);
  assert.match(told(checks), /HTTPS_PROXY names a proxy \(http\), and its port is open/);
  assert.doesNotMatch(JSON.stringify(checks), /c4nary|u5er|127\.0/);
  assert.equal(proxyAddresses(readEnvironment)[0], `127.0.0.1:${port}`);
  assert.match(
    told(await checkProxies(settings, undefined)),
    /HTTPS_PROXY .* it was not asked/,
  );
});

const UNUSABLE: readonly [value: string, doctor: RegExp, signIn: RegExp][] = [
  ['"http://c4nary:3128"', /holds no proxy URL that can be read/, /no proxy URL that can be read/],
  ["http:/c4nary:3128", /holds no proxy URL that can be read/, /no proxy URL that can be read/],
  [
    'http://me:c4nary"w@p:1',
    /holds no proxy URL that can be read/,
    /no proxy URL that can be read/,
  ],
  ["http://CORP\\c4nary:pw@p", /holds no proxy URL that can be read/, /no proxy URL that can be r/],
  ["socks4://c4nary:1", /has a scheme that cannot be used/, /by socks4:\/\/, which cannot be used/],
];

for (const [value, doctor, signIn] of UNUSABLE) {
  Deno.test(`the doctor tells ${value} as a sign-in does, and tries no connection`, async () => {
    const readEnvironment = (name: string) => name === "HTTPS_PROXY" ? value : undefined;
    const route = findRoute("https://issuer.example", readEnvironment);
    assert.equal(route.kind === "unusable" ? route.variable : undefined, "HTTPS_PROXY");
    assert.throws(
      () => usableRoute(findProxyRoute("https://issuer.example", readEnvironment)),
      signIn,
    );
    const checks = await checkProxies({ readEnvironment, route }, never);
    assert.match(told(checks), doctor);
    assert.match(told(checks), /^proxy-HTTPS_PROXY failed HTTPS_PROXY .*; no sign-in starts\.$/);
    assert.doesNotMatch(JSON.stringify(checks), /c4nary/);
    assert.deepEqual(proxyAddresses(readEnvironment), []);
  });
}
