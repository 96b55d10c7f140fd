/** What the doctor finds on the way to the issuer, on real sockets. */
import assert from "node:assert/strict";
import type { Check } from "../src/doctor/check.ts";
import { isPrivateAddress } from "../src/doctor/connection.ts";
import { checkNetwork } from "../src/doctor/network_checks.ts";
import { explainNetworkError, type NetworkStep } from "../src/doctor/network_words.ts";
import { freePort } from "../scripts/rehearsal/free_port.ts";
import { hasOpenssl, makeThrowawayCa } from "../scripts/rehearsal/throwaway_ca.ts";

const never = new AbortController().signal;
const noEnvironment = () => undefined;

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
    const settings = { issuer, certificates: [], readEnvironment: noEnvironment };
    const checks = await checkNetwork(settings, never);
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
    /^dns ok .*\ntcp ok .*\ntls skipped .*\nhttp ok the issuer answered 200 OK after \d+ ms\.\nclock ok/,
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
  const readEnvironment = noEnvironment;
  const refused = `http://127.0.0.1:${freePort()}`;
  assert.match(
    told(await checkNetwork({ issuer: refused, certificates: [], readEnvironment }, never)),
    /^dns ok .*\ntcp failed the issuer: the connection is refused\.\nhttp skipped/,
  );
  const unknown = "https://no-such-name.invalid";
  assert.match(
    told(await checkNetwork({ issuer: unknown, certificates: [], readEnvironment }, never)),
    /^dns failed the issuer: its name cannot be resolved\.\nhttp skipped/,
  );
});

Deno.test("an interruption ends a check that waits for a silent issuer", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = (async () => [await listener.accept(), await listener.accept()])();
  const issuer = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  const interruption = new AbortController();
  const settings = { issuer, certificates: [], readEnvironment: noEnvironment };
  const checking = checkNetwork(settings, interruption.signal);
  const connections = await accepted;
  const reason = new Error("interrupted");
  interruption.abort(reason);
  await assert.rejects(checking, reason);
  for (const connection of connections) connection.close();
  listener.close();
});

Deno.test("with a proxy the steps are the proxy's", async () => {
  const readEnvironment = (name: string) =>
    ({ https_proxy: "http://u5er:c4nary@127.0.0.1:47011" })[name];
  const issuer = "https://issuer.invalid";
  const text = told(await checkNetwork({ issuer, certificates: [], readEnvironment }, never));
  assert.match(text, /^dns skipped The proxy of https_proxy connects to the issuer/);
  assert.match(text, /^http .* the issuer, by the proxy of https_proxy/m);
  assert.doesNotMatch(text, /c4nary|u5er|47011/);
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
      checkNetwork({ issuer: issuerUrl, certificates, readEnvironment: noEnvironment }, never);
    assert.match(
      told(await check([])),
      /tls failed the issuer: its certificate comes from an auth/,
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
      /tls failed the issuer: no TLS connection comes about/,
    );
    await plain.shutdown();
  },
});

// Both runtimes' words: 2.4 has them in the message, 2.9 in the cause.
const WORDS: [text: string, step: NetworkStep, what: RegExp][] = [
  ["client error (Connect): dns error: failed to lookup address information", "dns", /resolved/],
  [
    "client error (Connect): tcp connect error: Connection refused (os error 111)",
    "tcp",
    /refused/,
  ],
  ["tcp connect error: Network is unreachable (os error 101)", "tcp", /does not reach/],
  ["connection error: Connection reset by peer (os error 104)", "tcp", /cut off/],
  ["invalid peer certificate: UnknownIssuer", "tls", /authority/],
  ['invalid peer certificate: certificate not valid for name "a"', "tls", /another name/],
  ["invalid peer certificate: certificate expired: verification time 1", "tls", /clock/],
  ["tunnel error: proxy authorization required (407)", "http", /credentials/],
  ["client error (Connect): tunnel error: unsuccessful", "http", /does not let/],
  ["something nobody has seen", "http", /could not be asked/],
];

for (const [text, step, what] of WORDS) {
  Deno.test(`the runtime's words: ${text}`, () => {
    for (
      const error of [
        new TypeError(text),
        new TypeError("fetch failed", { cause: new Error(text) }),
      ]
    ) {
      const failure = explainNetworkError(error, "http");
      assert.equal(failure.step, step);
      assert.match(failure.what, what);
    }
  });
}

Deno.test("a limit that ran out belongs to the step that was tried", () => {
  const error = new DOMException("timed out after 5 s", "TimeoutError");
  assert.equal(explainNetworkError(error, "tls").step, "tls");
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
