/** What the doctor finds about CA files and proxies. */
import assert from "node:assert/strict";
import { checkCertificates } from "../src/doctor/certificate_checks.ts";
import type { Check } from "../src/doctor/check.ts";
import { checkProxies } from "../src/doctor/proxy_checks.ts";
import { proxyAddresses, proxyFor } from "../src/doctor/proxy_variables.ts";
import { freePort } from "../scripts/rehearsal/free_port.ts";
import { hasOpenssl, makeThrowawayCa } from "../scripts/rehearsal/throwaway_ca.ts";

const never = new AbortController().signal;

function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

Deno.test({
  name: "the CA file is judged by its certificates' last days, without their names",
  ignore: !await hasOpenssl(),
  async fn() {
    await using ca = await makeThrowawayCa(365);
    const DAY_MS = 24 * 60 * 60 * 1000;
    const after = async (days: number) => {
      const readEnvironment = (name: string) =>
        ({ CODEX_CA_CERTIFICATE: "", SSL_CERT_FILE: ca.caFile })[name];
      const { check } = await checkCertificates(readEnvironment, Date.now() + days * DAY_MS);
      assert.doesNotMatch(JSON.stringify(check), /c4nary|codex-login-ca/);
      return `${check.status} ${check.sentence}`;
    };
    assert.match(
      await after(0),
      /^ok The file that SSL_CERT_FILE names holds 1 certificate, added/,
    );
    assert.match(await after(350), /^warning .* expires on \d{4}-\d\d-\d\d\.$/);
    assert.match(await after(400), /^failed .* none of which is valid/);
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

const ROUTES: [url: string, environment: Record<string, string>, name: string | undefined][] = [
  ["https://a.example", { HTTPS_PROXY: "http://p:1" }, "HTTPS_PROXY"],
  ["https://a.example", { https_proxy: "p:1" }, "https_proxy"],
  ["https://a.example", { HTTP_PROXY: "http://p:1" }, undefined],
  ["http://127.0.0.1", { HTTP_PROXY: "http://p:1" }, "HTTP_PROXY"],
  ["https://a.example", { all_proxy: "socks5h://p" }, "all_proxy"],
  ["https://a.example", { ALL_PROXY: "http://q:1", HTTPS_PROXY: "http://p:1" }, "HTTPS_PROXY"],
  ["https://a.example", { HTTPS_PROXY: "socks://p:1" }, undefined],
  ["https://a.example", { HTTPS_PROXY: "http://p:1", NO_PROXY: "b.example, .example" }, undefined],
  ["https://a.example", { HTTPS_PROXY: "http://p:1", no_proxy: "*" }, undefined],
  ["https://a.example", { HTTPS_PROXY: "http://p:1", NO_PROXY: "xample" }, "HTTPS_PROXY"],
];

for (const [url, environment, name] of ROUTES) {
  Deno.test(`${url} with ${JSON.stringify(environment)} goes by ${name ?? "no proxy"}`, () => {
    assert.equal(proxyFor(new URL(url), (variable) => environment[variable])?.name, name);
  });
}

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
  const checks = await checkProxies(readEnvironment, never);
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
    told(await checkProxies(readEnvironment, undefined)),
    /HTTPS_PROXY .* it was not asked/,
  );
});
