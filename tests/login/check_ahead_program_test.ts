// The check ahead in the program: on both sides of the split, as JSON Lines, with a device code and for a host.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { pending, startDeviceServer } from "../../scripts/rehearsal/device_server.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { PROXY_BEHAVIOURS, startBadProxy } from "../fixtures/bad_proxy.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startInProcessAppServer } from "../fixtures/in_process_app_server.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import {
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  logLines,
  RECEIVED,
  START,
} from "../fixtures/log_lines.ts";
import { someTurns, until } from "../fixtures/waiting.ts";

const DISCOVERY = "/.well-known/openid-configuration";
const WARNING = /^Warning: this sign-in would fail now\. .+\nWhat to do: .+\n/m;
const isUnreached = (issuer: string) => `${new URL(issuer).host} refused the connection`;

const linesOf = (stdout: string) =>
  stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

Deno.test("a good sign-in with the check logs its four lines and no more, and asks once", async () => {
  await using server = startAuthorizationServer();
  const port = freePort();
  await using program = await startProgram({
    issuer: server.issuer,
    args: ["--check", "--port", String(port)],
  });
  const url = await program.authorizeUrl();
  await until(() => server.requests.some(({ path }) => path === DISCOVERY));
  await visitOnce(url);
  const { code, stderr } = await program.end();
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /Warning/);
  assert.equal(server.requests.filter(({ path }) => path === DISCOVERY).length, 1);
  assert.deepEqual(logLines(await program.home.readLog() ?? ""), [
    START,
    RECEIVED,
    exchangeStart(server.issuer, port),
    EXCHANGE_SUCCEEDED,
  ]);
});

Deno.test("an issuer that is not there is told before a callback; Ctrl-C then ends it at once", async () => {
  const issuer = `http://127.0.0.1:${freePort()}`;
  await using program = await startProgram({ issuer, args: ["--check", "--json"] });
  await program.waitForStderr(WARNING);
  // The line for a program comes second, and what is sent on Windows leaves no time for it.
  await until(() => program.stdout().includes('"type":"warning"'));
  program.signal("SIGINT");
  const { code, stderr, stdout } = await program.end();
  // Windows knows no signal: what is sent ends the process there.
  if (Deno.build.os !== "windows") assert.equal(code, 130, stderr);
  const [warning, ...more] = linesOf(stdout).filter(({ type }) => type === "warning");
  assert.deepEqual(more, []);
  const { message, what, todo, ...rest } = warning ?? {};
  assert.deepEqual(rest, { type: "warning", class: "connection_refused" });
  assert.equal(message, `${what} ${todo}`);
  assert.ok(`${what}`.startsWith(isUnreached(issuer)), `${what}`);
  const log = await program.home.readLog() ?? "";
  assert.equal(log.match(/ WARN codex_login::server: issuer check failed class=conn/g)?.length, 1);
});

Deno.test("a proxy's password is in nothing that the check says", async () => {
  await using proxy = startBadProxy(PROXY_BEHAVIOURS["wants credentials"]);
  await using program = await startProgram({
    issuer: "https://issuer.example.test",
    env: { HTTPS_PROXY: `http://someone:canary-canary@127.0.0.1:${proxy.port}`, RUST_LOG: "trace" },
    args: ["--json"],
  });
  await program.waitForStderr(WARNING);
  program.signal("SIGTERM");
  const { stderr, stdout } = await program.end();
  assert.match(stderr, /The proxy of HTTPS_PROXY wants a name and a password/);
  const log = await program.home.readLog() ?? "";
  assert.match(
    log,
    /issuer check failed class=proxy_authentication host=issuer\.example\.test:443/,
  );
  assert.match(log, /DEBUG codex_login::server: issuer check class=proxy_auth.* duration_ms=\d+/);
  assert.doesNotMatch(stderr + stdout + log, /someone|canary/);
});

Deno.test("an issuer on loopback is not asked by itself, and no other with --no-check", async () => {
  await using server = startAuthorizationServer();
  await using program = await startInProcess({ issuer: server.issuer });
  await visitOnce(await program.authorizeUrl());
  assert.equal((await program.end()).code, 0);
  assert.ok(server.requests.every(({ path }) => path !== DISCOVERY));
  await using other = await startInProcess({
    issuer: "https://issuer.invalid",
    args: ["--no-check"],
  });
  await other.authorizeUrl();
  await someTurns();
  other.signal("SIGINT");
  await other.end();
  assert.ok(other.events.every(({ event }) => !event.startsWith("issuer check")));
});

Deno.test("a device code waits beside the same check", async () => {
  using time = new FakeTime();
  await using device = startDeviceServer({ polls: [pending(), pending()] });
  await using program = await startInProcess({
    issuer: device.issuer,
    noBrowser: false,
    args: ["--device-auth", "--check", "--json"],
  });
  const { code, stderr } = await fastForward(time, program.end());
  assert.equal(code, 0, stderr);
  const checks = program.events.filter(({ event }) => event.startsWith("issuer check"));
  assert.deepEqual(checks.map(({ event }) => event), ["issuer check"]);
});

Deno.test("a host is told by a warning, once, and that it is over", async () => {
  const port = freePort();
  const issuer = `http://127.0.0.1:${port}`;
  using time = new FakeTime();
  await using server = await startInProcessAppServer({ issuer, hasCheck: true });
  const { result } = await server.request("account/login/start", { type: "chatgpt" });
  const loginId = result?.["loginId"];
  const warning = await fastForward(time, server.notification("warning"));
  const { message, ...rest } = warning.params ?? {};
  assert.deepEqual(rest, { threadId: null, loginId, class: "connection_refused", isOver: false });
  assert.match(`${message}`, /^127\.0\.0\.1:\d+ refused the connection .+\. Check the firewall/);
  const from = server.messages.length;
  const listener = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, () => new Response());
  const over = await fastForward(time, server.notification("warning", from));
  assert.deepEqual(over.params, {
    threadId: null,
    message: `127.0.0.1:${port} is reachable again.`,
    loginId,
    class: "connection_refused",
    isOver: true,
  });
  await server.request("account/login/cancel", { loginId });
  await fastForward(time, server.notification("account/login/completed"));
  await listener.shutdown();
});
