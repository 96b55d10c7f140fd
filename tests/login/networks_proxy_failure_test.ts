// Proxies that fail, as a person meets them: the real program, at the token exchange and with a device code.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { PROXY_BEHAVIOURS, type ProxyBehaviour, startBadProxy } from "../fixtures/bad_proxy.ts";
import {
  type CertificateWish,
  makeAuthority,
  noOpenssl,
  type ThrowawayAuthority,
} from "../fixtures/throwaway_certificates.ts";

const ISSUER = "https://issuer.example.test";

interface End {
  readonly code: number;
  readonly stderr: string;
  readonly log: string;
}

/** Signs in through the proxy that `env` names; the browser reaches a plain server by itself. */
async function signIn(env: Record<string, string>): Promise<End> {
  await using server = startAuthorizationServer();
  await using program = await startProgram({
    issuer: ISSUER,
    env,
    args: ["--port", String(freePort())],
  });
  const shown = await program.authorizeUrl();
  await visitOnce(new URL(`${shown.pathname}${shown.search}`, server.issuer));
  const { code, stderr } = await program.end();
  return { code, stderr, log: await program.home.readLog() ?? "" };
}

async function signInWithDevice(env: Record<string, string>): Promise<End> {
  await using program = await startProgram({ issuer: ISSUER, env, args: ["--device-auth"] });
  const { code, stderr } = await program.end();
  return { code, stderr, log: await program.home.readLog() ?? "" };
}

const WAYS = [
  ["the token exchange", signIn, "oauth token exchange failure class"],
  ["the device code's request", signInWithDevice, "device code request failure class"],
] as const;

const CASES: readonly [ProxyBehaviour, cause: string, words: RegExp][] = [
  ["closes", "proxy_broken_off", /^Why: The proxy of HTTPS_PROXY took the connection and closed/m],
  ["talks SSH", "proxy_refused_tunnel", /^Why: .*, or what answers there is no proxy/m],
  ["talks too much", "proxy_wrong_protocol", /^Why: What HTTPS_PROXY names does not answer as/m],
];

for (const [what, run, line] of WAYS) {
  for (const [behaviour, cause, words] of CASES) {
    Deno.test(`at ${what} a proxy that ${behaviour} is ${cause}`, async () => {
      await using proxy = startBadProxy(PROXY_BEHAVIOURS[behaviour]);
      const { code, stderr, log } = await run({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
      assert.equal(code, 1, stderr);
      assert.match(log, new RegExp(`WARN codex_login::\\w+: ${line} class=${cause} host=`), stderr);
      assert.match(stderr, words);
    });
  }
}

/** Runs against an https proxy with such a certificate, the authority of which is trusted. */
async function withHttpsProxy(
  wish: CertificateWish,
  run: (env: Record<string, string>, authority: ThrowawayAuthority) => Promise<void>,
): Promise<void> {
  await using authority = await makeAuthority();
  await using proxy = startBadProxy(PROXY_BEHAVIOURS["closes"], await authority.issue(wish));
  const caFile = await Deno.makeTempFile();
  await Deno.writeTextFile(caFile, authority.certificate);
  const env = { HTTPS_PROXY: `https://localhost:${proxy.port}`, CODEX_CA_CERTIFICATE: caFile };
  try {
    await run(env, authority);
  } finally {
    await Deno.remove(caFile);
  }
}

for (const [what, run, line] of WAYS) {
  Deno.test({
    name: `at ${what} an https proxy's certificate that is not valid yet is told as the proxy's`,
    ignore: noOpenssl,
    fn: () =>
      withHttpsProxy({ from: "20400101000000Z" }, async (env) => {
        const { code, stderr, log } = await run(env);
        assert.equal(code, 1, stderr);
        assert.match(log, new RegExp(`${line} class=proxy_tls_not_yet_valid host=`));
        assert.match(
          stderr,
          /^Why: The certificate of the https proxy of HTTPS_PROXY is not valid/m,
        );
        assert.match(stderr, /^What to do: Check this machine's date and time first/m);
      }),
  });
}
