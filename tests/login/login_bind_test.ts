// What the login does where another program holds the port that it is told to take; of the default ports see
// tests/callback/default_ports_test.ts.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { holdPort, NOT_FOUND, refusePort } from "../fixtures/held_port.ts";
import { completes, type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { hasIPv6 } from "../fixtures/ipv6.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { until } from "../fixtures/waiting.ts";

const HELD_IPV6 =
  " WARN codex_login::server: another program holds the IPv6 callback port bind_address=[::1]:";

const triesIn = ({ events }: InProcessLogin) =>
  events.filter(({ event }) => event === "login callback port is held; trying again").length;

testLogin("--port has no fallback, but still asks its holder to give way", async () => {
  using time = new FakeTime();
  await using holder = holdPort(0, NOT_FOUND);
  const { port } = holder;
  await using login = await startLogin({ issuer: "https://issuer.example", port });
  const error = await fastForward(time, login.end());
  assert.equal(error?.failure.kind, "port_unavailable");
  assert.match(error?.message ?? "", new RegExp(`^Port 127\\.0\\.0\\.1:${port} is already in use`));
  assert.equal(holder.received.length, 1);
  assert.equal(triesIn(login), 10);
  assert.equal(login.logLines().length, 2);
});

testLogin("a holder that never answers /cancel costs 2 s and the retries, no more", async () => {
  using time = new FakeTime();
  await using holder = holdPort(0, undefined);
  await using login = await startLogin({ issuer: "https://issuer.example", port: holder.port });
  await until(() => holder.received.length === 1);
  const begun = time.now;
  const error = await fastForward(time, login.end());
  const tookMs = time.now - begun;
  assert.equal(error?.failure.kind, "port_unavailable");
  // On the fake clock, where nothing but these limits takes time.
  assert.ok(tookMs >= 4_000 && tookMs < 4_500, `${tookMs} ms`);
});

testLogin("a port that is freed during the retries is taken", async () => {
  await using server = startAuthorizationServer();
  const holder = holdPort(0, NOT_FOUND);
  const { port } = holder;
  await using login = await startLogin({ issuer: server.issuer, port });
  await until(() => holder.received.length > 0);
  await holder[Symbol.asyncDispose]();
  await completes(login);
  assert.equal(login.logLines().length, 4);
});

testLogin("[::1] held by another program: one warning, one WARN, and the login works", async () => {
  await using holder = holdPort(0, NOT_FOUND, "::1");
  const { port } = holder;
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer, port });
  assert.equal((await login.callback({ code: await login.approve() })).status, 302);
  const warnings = login.terminal().split("\n").filter((line) => line.includes(`[::1]:${port}`));
  assert.equal(warnings.length, 1, login.terminal());
  assert.equal(login.logLines()[1], HELD_IPV6 + port);
  assert.deepEqual(holder.received, []);
}, !hasIPv6());

testLogin("a reserved --port is told with its reason", async () => {
  const port = freePort();
  using _refused = refusePort(port);
  await using login = await startLogin({ issuer: "https://issuer.example", port });
  const error = await login.end();
  assert.equal(error?.failure.kind, "port_unavailable");
  assert.match(error?.message ?? "", new RegExp(`^Port 127\\.0\\.0\\.1:${port} cannot be used`));
  assert.match(error?.message ?? "", /access is forbidden/);
});

Deno.test("DENO_SERVE_ADDRESS does not move the callback server", async () => {
  await using server = startAuthorizationServer();
  const port = freePort();
  // In a process of its own: test files that run at the same time share their environment.
  await using program = await startProgram({
    issuer: server.issuer,
    args: ["--port", String(port)],
    env: { DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${freePort()}` },
  });
  const url = await program.authorizeUrl();
  const redirectUri = url.searchParams.get("redirect_uri");
  assert.equal(redirectUri, `http://localhost:${port}/auth/callback`);
  assert.equal((await visitOnce(url)).at(-1)?.status, 200);
  assert.equal((await program.end()).code, 0);
});
