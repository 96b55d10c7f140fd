/** What the doctor finds on the way to the issuer, on real sockets. */
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import type { Check } from "../../../src/support/doctor/check.ts";
import { isPrivateAddress } from "../../../src/support/doctor/connection.ts";
import { checkNetwork } from "../../../src/support/doctor/network_checks.ts";
import { issuerFetch } from "../../../src/oauth/issuer_fetch.ts";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { hasOpenssl, makeThrowawayCa } from "../../../scripts/rehearsal/throwaway_ca.ts";
import { makeAuthority, noOpenssl } from "../../fixtures/throwaway_certificates.ts";

const never = new AbortController().signal;
const DIRECT = { kind: "direct", exemptedBy: undefined } as const;

/** What a direct way to `issuer` needs. */
function directly(issuer: string) {
  return { issuer, route: DIRECT, fetch: issuerFetch([]) };
}

/** Checks with certificates of one's own. */
async function checkTrusting(certificates: string[], issuer: string): Promise<Check[]> {
  using client = Deno.createHttpClient({ caCerts: certificates });
  return await checkNetwork({
    ...directly(issuer),
    fetch: (url, init) => fetch(url, { ...init, client }),
  }, never);
}

function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

/** What the doctor says about an issuer that answers so. */
async function askIssuer(answer: () => Response): Promise<string> {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer();
  });
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  try {
    const checks = await checkNetwork(directly(issuer), never);
    assert.deepEqual(asked, ["GET /.well-known/openid-configuration"]);
    return told(checks);
  } finally {
    await server.shutdown();
  }
}

const ANSWERS: [what: string, answer: () => Response, expected: RegExp][] = [
  [
    "a good answer",
    () => new Response("{}"),
    /^dns ok .*\ntcp ok .*\ntls skipped .*\nhttp ok The issuer answered 200 OK after \d+ ms\.\nclock ok/,
  ],
  ["not found", () => new Response("", { status: 404 }), /http ok/],
  [
    "a redirect, which is not followed",
    () => Response.redirect("http://127.0.0.1:9/", 302),
    /http ok .*302/,
  ],
  [
    "a challenge",
    () => new Response("", { status: 403, headers: { "cf-mitigated": "challenge" } }),
    /http failed .*Cloudflare/,
  ],
  ["a filter", () => new Response("<html>", { status: 403 }), /http failed .*forbids/],
  [
    "a filter's web page",
    () => new Response("<p>No.", { status: 403, headers: { "content-type": "text/html" } }),
    /http failed .* 403 Forbidden after \d+ ms\. A web page that forbids the request came/,
  ],
  [
    "a web page, as the login page of a network",
    () => new Response("<p>Hi", { headers: { "content-type": "text/html" } }),
    /http warning .*\. A web page came in place of the issuer's answer/,
  ],
  [
    "a network's own wish for a sign-in",
    () => new Response("", { status: 511 }),
    /http failed .* 511 .*\. This network wants a sign-in of its own/,
  ],
  [
    "a proxy's wish for credentials",
    () => new Response("", { status: 407 }),
    /http failed .* 407 .*\. The proxy wants a name and a password/,
  ],
  ["too many requests", () => new Response("", { status: 429 }), /http warning .*too many/],
  ["a broken gateway", () => new Response("", { status: 502 }), /http warning .*502 Bad Gateway/],
  [
    "a clock ahead",
    () => new Response("", { headers: { date: new Date(Date.now() - 300_000).toUTCString() } }),
    /clock warning .* (299|30[01]) s ahead of/,
  ],
  [
    "a clock behind",
    () => new Response("", { headers: { date: new Date(Date.now() + 90_000).toUTCString() } }),
    /clock warning .* (89|9[01]) s behind/,
  ],
  [
    "a clock a little off",
    () => new Response("", { headers: { date: new Date(Date.now() + 40_000).toUTCString() } }),
    /clock ok/,
  ],
];

for (const [what, answer, expected] of ANSWERS) {
  Deno.test(`the issuer gives ${what}`, async () =>
    assert.match(await askIssuer(answer), expected));
}

Deno.test("a refused connection is told from a name that cannot be resolved", async () => {
  assert.match(
    told(await checkNetwork(directly(`http://127.0.0.1:${freePort()}`), never)),
    /^dns ok .*\ntcp failed The issuer refused the connection \(step: connect\)\.\nhttp skipped/,
  );
  assert.match(
    told(await checkNetwork(directly("https://no-such-name.invalid"), never)),
    /^dns failed The name of the issuer could not be resolved \(step: DNS\)\.\nhttp skipped/,
  );
});

Deno.test("an interruption ends a check that waits for a silent issuer", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = (async () => [await listener.accept(), await listener.accept()])();
  const issuer = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  const interruption = new AbortController();
  const checking = checkNetwork(directly(issuer), interruption.signal);
  const connections = await accepted;
  const reason = new Error("interrupted");
  interruption.abort(reason);
  await assert.rejects(checking, reason);
  for (const connection of connections) connection.close();
  listener.close();
});

Deno.test({
  name: "TLS: an unknown authority, the right one, and a server that speaks something else",
  ignore: !await hasOpenssl(),
  async fn() {
    await using ca = await makeThrowawayCa();
    const options = { hostname: "127.0.0.1", port: 0, cert: ca.cert, key: ca.key, onListen() {} };
    const server = Deno.serve(options, () => new Response("{}"));
    const issuer = `https://localhost:${server.addr.port}`;
    const check = (certificates: string[], issuerUrl = issuer) =>
      checkTrusting(certificates, issuerUrl);
    assert.match(
      told(await check([])),
      /tls failed The certificate of the issuer comes from an auth/,
    );
    const trusted = [await Deno.readTextFile(ca.caFile)];
    assert.match(told(await check(trusted)), /tls ok .*\nhttp ok .*200/);
    await server.shutdown();
    const plain = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(),
    );
    assert.match(
      told(await check(trusted, `https://localhost:${plain.addr.port}`)),
      /tls failed No TLS connection to the issuer came about/,
    );
    await plain.shutdown();
  },
});

Deno.test({
  name: "TLS: a certificate that has expired, and one that is not valid yet, point to the clock",
  ignore: noOpenssl,
  async fn() {
    await using authority = await makeAuthority();
    for (
      const [wish, expected] of [
        [{ until: "20200201000000Z" }, /^tls failed The certificate of the issuer has expired by/m],
        [
          { from: "20400101000000Z" },
          /^tls failed The certificate of the issuer is not valid yet/m,
        ],
      ] as const
    ) {
      const options = { hostname: "127.0.0.1", port: 0, ...await authority.issue(wish) };
      const server = Deno.serve({ ...options, onListen() {} }, () => new Response());
      const issuer = `https://localhost:${server.addr.port}`;
      const checks = await checkTrusting([authority.certificate], issuer);
      assert.match(told(checks), expected);
      assert.match(checks.at(-2)?.fix ?? "", /^Check this machine's date and time first/);
      await server.shutdown();
    }
  },
});

Deno.test("private addresses are told from public ones", () => {
  for (
    const address of [
      "10.1.2.3",
      "172.16.0.1",
      "192.168.1.1",
      "100.64.0.1",
      "::1",
      "fd00::1",
      "fe80::1",
    ]
  ) {
    assert.ok(isPrivateAddress(address), address);
  }
  for (const address of ["104.18.32.47", "172.32.0.1", "100.128.0.1", "2606:4700::1", "fec::1"]) {
    assert.ok(!isPrivateAddress(address), address);
  }
});

Deno.test("a name is said to be resolved only where it was", async () => {
  const connect = Deno.connect;
  using time = new FakeTime();
  try {
    Deno.connect = (() => new Promise(() => {})) as unknown as typeof connect;
    const checks = checkNetwork(directly("http://issuer.test"), never);
    await time.tickAsync(5_000);
    assert.match(told(await checks), /^dns skipped Whether .* is not known\.\ntcp failed/);
  } finally {
    Deno.connect = connect;
  }
});
