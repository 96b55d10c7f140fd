// Which port the login gets, and what it says where another program holds it. The registered ports are fixed,
// so the tests that need them stand back where somebody else is using them.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { holdPort, NOT_FOUND } from "../fixtures/held_port.ts";
import { type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { logLines, START } from "../fixtures/log_lines.ts";
import { areRegisteredPortsFree, hasIPv6 } from "../fixtures/ports.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { realDelay } from "../fixtures/waiting.ts";

const FALLBACK =
  " WARN codex_login::server: default login callback port is unavailable; falling back to the registered fallback port preferred_bind_address=127.0.0.1:1455 fallback_bind_address=127.0.0.1:1457";
const HELD_IPV6 =
  " WARN codex_login::server: another program holds the IPv6 callback port bind_address=[::1]:";

/** Runs `use` with a login on the registered ports, unless somebody uses them. */
function testRegistered(name: string, fn: () => Promise<void>): void {
  testLogin(name, async () => {
    if (!areRegisteredPortsFree()) return console.log("skipped: 1455 or 1457 is in use here");
    await fn();
  });
}

/** Lets fake time run until `promise` settles. */
async function fastForward<T>(
  time: FakeTime,
  promise: Promise<T>,
): Promise<{ value: T; elapsedMs: number }> {
  let hasSettled = false;
  const settled = promise.finally(() => hasSettled = true);
  while (!hasSettled) {
    await realDelay(1); // what came over a socket is real
    await time.tickAsync(20);
  }
  return { value: await settled, elapsedMs: time.now - time.start };
}

async function completes(login: InProcessLogin): Promise<void> {
  assert.equal((await visitOnce(await login.authorizeUrl())).at(-1)?.status, 200);
  assert.equal(await login.end(), undefined);
}

testRegistered("the default is 1455, on both loopback addresses", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer, port: undefined });
  await login.authorizeUrl();
  assert.equal(login.port, 1455);
  if (hasIPv6()) {
    assert.throws(() => Deno.listen({ hostname: "::1", port: 1455 }), Deno.errors.AddrInUse);
  }
  await completes(login);
  assert.equal(login.logLines().length, 4);
});

testRegistered(
  "a foreign program on 1455 gets one /cancel, then the login goes on at 1457",
  async () => {
    await using holder = holdPort(1455, NOT_FOUND);
    await using server = startAuthorizationServer();
    const start = performance.now();
    await using login = await startLogin({ issuer: server.issuer, port: undefined });
    await login.authorizeUrl();
    const elapsed = performance.now() - start;
    assert.ok(elapsed > 1_800 && elapsed < 3_500, `${elapsed} ms`);
    assert.equal(login.port, 1457);
    assert.equal(holder.received.length, 1);
    assert.match(
      holder.received[0] ?? "",
      /^GET \/cancel HTTP\/1\.1\r\nHost: 127\.0\.0\.1:1455\r\n/,
    );
    assert.doesNotMatch(holder.received[0] ?? "", /origin|referer|sec-fetch/i);
    await completes(login);
    assert.deepEqual(login.logLines().slice(0, 2), [START, FALLBACK]);
    assert.equal(login.logLines().length, 5);
  },
);

testRegistered("a second instance ends the first and gets 1455 itself", async () => {
  await using server = startAuthorizationServer();
  await using first = await startProgram({ issuer: server.issuer });
  await first.authorizeUrl();
  await using second = await startProgram({ issuer: server.issuer });
  const { code, stderr } = await first.end(5_000);
  assert.equal(code, 1);
  assert.match(stderr, /^Error logging in: Login cancelled$/m);
  assert.equal(
    logLines(await first.home.readLog()).at(-1),
    " WARN codex_login::server: login cancelled",
  );
  const url = await second.authorizeUrl();
  assert.match(url.searchParams.get("redirect_uri") ?? "", /^http:\/\/localhost:1455\//);
  assert.equal((await visitOnce(url)).at(-1)?.status, 200);
  assert.equal((await second.end()).code, 0);
  assert.equal(logLines(await second.home.readLog()).length, 4);
});

testRegistered("both ports taken: exit 1, in words that say what to do", async () => {
  await using first = holdPort(1455, NOT_FOUND);
  await using second = holdPort(1457, NOT_FOUND);
  await using program = await startProgram({ issuer: "http://127.0.0.1:9" });
  const { code, stderr } = await program.end(10_000);
  assert.equal(code, 1);
  assert.match(stderr, /^Error logging in: Port 127\.0\.0\.1:1457 is already in use/m);
  assert.match(stderr, /^What to do: .*`.*1457.*`/m);
  assert.match(stderr, new RegExp(`^Details: ${program.home.logFile}$`, "m"));
  assert.doesNotMatch(stderr, /Starting local login server/);
  for (const { received } of [first, second]) assert.equal(received.length, 1);
  const lines = logLines(await program.home.readLog());
  assert.deepEqual(lines.slice(0, 2), [START, FALLBACK]);
  assert.match(lines[2] ?? "", /^ERROR .*bind_address=127\.0\.0\.1:1457$/);
});

testLogin("--port has no fallback, but still asks its holder to give way", async () => {
  using time = new FakeTime();
  await using holder = holdPort(0, NOT_FOUND);
  const { port } = holder;
  await using login = await startLogin({ issuer: "https://issuer.example", port });
  const { value: error, elapsedMs } = await fastForward(time, login.end());
  assert.equal(error?.failure.kind, "port_unavailable");
  assert.match(error?.message ?? "", new RegExp(`^Port 127\\.0\\.0\\.1:${port} is already in use`));
  assert.equal(holder.received.length, 1);
  assert.equal(login.logLines().length, 2);
  assert.ok(elapsedMs >= 2_000 && elapsedMs < 2_500, `${elapsedMs} ms`);
});

testLogin("a holder that never answers /cancel costs 2 s and the retries, no more", async () => {
  using time = new FakeTime();
  await using holder = holdPort(0, undefined);
  await using login = await startLogin({ issuer: "https://issuer.example", port: holder.port });
  const { value: error, elapsedMs } = await fastForward(time, login.end());
  assert.equal(error?.failure.kind, "port_unavailable");
  assert.ok(elapsedMs >= 4_000 && elapsedMs < 4_500, `${elapsedMs} ms`);
});

testLogin("a port that is freed during the retries is taken", async () => {
  await using server = startAuthorizationServer();
  const holder = holdPort(0, NOT_FOUND);
  const { port } = holder;
  await using login = await startLogin({ issuer: server.issuer, port });
  while (holder.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await holder[Symbol.asyncDispose]();
  await completes(login);
  assert.equal(login.logLines().length, 4);
});

testLogin("[::1] held by another program: one warning, one WARN, and the login works", async () => {
  if (!hasIPv6()) return console.log("skipped: this machine has no [::1]");
  await using holder = holdPort(0, NOT_FOUND, "::1");
  const { port } = holder;
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer, port });
  assert.equal((await login.callback({ code: await login.approve() })).status, 302);
  const warnings = login.terminal().split("\n").filter((line) => line.includes(`[::1]:${port}`));
  assert.equal(warnings.length, 1, login.terminal());
  assert.equal(login.logLines()[1], HELD_IPV6 + port);
  assert.deepEqual(holder.received, []);
});

/** Lets the system refuse a port as it does one of a reserved range (Windows, mostly). */
function refusePort(port: number): Disposable {
  const { listen } = Deno;
  const refusing = (options: { port: number }) => {
    if (options.port === port) throw new Deno.errors.PermissionDenied("access is forbidden");
    return listen(options);
  };
  Deno.listen = refusing as typeof Deno.listen;
  return { [Symbol.dispose]: () => void (Deno.listen = listen) };
}

testRegistered("a reserved 1455 is not retried: 1457 at once, with the WARN", async () => {
  using _refused = refusePort(1455);
  await using server = startAuthorizationServer();
  const start = performance.now();
  await using login = await startLogin({ issuer: server.issuer, port: undefined });
  await login.authorizeUrl();
  assert.ok(performance.now() - start < 1_000, "it retried what cannot change");
  assert.equal(login.port, 1457);
  assert.deepEqual(login.logLines(), [START, FALLBACK]);
  await completes(login);
});

testLogin("a reserved --port is told with its reason", async () => {
  const port = freePort();
  using _refused = refusePort(port);
  await using login = await startLogin({ issuer: "https://issuer.example", port });
  const error = await login.end();
  assert.equal(error?.failure.kind, "port_unavailable");
  assert.match(error?.message ?? "", new RegExp(`^Port 127\\.0\\.0\\.1:${port} cannot be used`));
  assert.match(error?.message ?? "", /access is forbidden/);
});

testLogin("DENO_SERVE_ADDRESS does not move the callback server", async () => {
  await using server = startAuthorizationServer();
  Deno.env.set("DENO_SERVE_ADDRESS", "tcp:127.0.0.1:1");
  try {
    await using login = await startLogin({ issuer: server.issuer });
    await completes(login);
  } finally {
    Deno.env.delete("DENO_SERVE_ADDRESS");
  }
});
