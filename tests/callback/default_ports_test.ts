// The ports that a sign-in has unless told otherwise, and who gets them where somebody else holds one.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { type Program, startProgram } from "../../scripts/rehearsal/program.ts";
import { checkPorts } from "../../src/support/doctor/port_checks.ts";
import { holdPort, NOT_FOUND, refusePort } from "../fixtures/held_port.ts";
import { completes, startLogin } from "../fixtures/in_process_login.ts";
import { logLines, START } from "../fixtures/log_lines.ts";
import { onOwnLoopback } from "../fixtures/own_loopback.ts";
import { CODEX } from "../fixtures/real_codex.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { hasIPv6 } from "../fixtures/ipv6.ts";

const FALLBACK =
  " WARN codex_login::server: default login callback port is unavailable; falling back to the registered fallback port preferred_bind_address=127.0.0.1:1455 fallback_bind_address=127.0.0.1:1457";

function startOnDefaultPorts(issuer: string): Promise<Program> {
  return startProgram({ issuer, hasOwnLoopback: true });
}

onOwnLoopback(import.meta.url, () => {
  testLogin("the default is 1455, on both loopback addresses", async () => {
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

  testLogin(
    "a foreign program on 1455 gets one /cancel, then the login goes on at 1457",
    async () => {
      await using holder = holdPort(1455, NOT_FOUND);
      await using server = startAuthorizationServer();
      await using login = await startLogin({ issuer: server.issuer, port: undefined });
      await login.authorizeUrl();
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

  testLogin("a second instance ends the first and gets 1455 itself", async () => {
    await using server = startAuthorizationServer();
    await using first = await startOnDefaultPorts(server.issuer);
    await first.authorizeUrl();
    await using second = await startOnDefaultPorts(server.issuer);
    const { code, stderr } = await first.end();
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

  testLogin("both ports taken: exit 1, in words that say what to do", async () => {
    await using first = holdPort(1455, NOT_FOUND);
    await using second = holdPort(1457, NOT_FOUND);
    await using program = await startOnDefaultPorts("http://127.0.0.1:9");
    const { code, stderr } = await program.end();
    assert.equal(code, 1);
    assert.match(stderr, /^Error logging in: Port 127\.0\.0\.1:1457 is already in use/m);
    const held = (port: number) => `${port} is held by [^,.]+`;
    const both = `^Why: Neither callback port is free: ${held(1455)}, and ${held(1457)}\\.$`;
    assert.match(stderr, new RegExp(both, "m"));
    assert.match(stderr, /^What to do: .*`.*1455.*1457.*`/m);
    assert.match(stderr, new RegExp(`^Details: ${program.home.logFile}$`, "m"));
    assert.doesNotMatch(stderr, /Starting local login server/);
    for (const { received } of [first, second]) assert.equal(received.length, 1);
    const lines = logLines(await program.home.readLog());
    assert.deepEqual(lines.slice(0, 2), [START, FALLBACK]);
    assert.match(lines[2] ?? "", /^ERROR .*bind_address=127\.0\.0\.1:1457$/);
  });

  testLogin("a reserved 1455 is not retried: 1457 at once, with the WARN", async () => {
    using refused = refusePort(1455);
    await using server = startAuthorizationServer();
    await using login = await startLogin({ issuer: server.issuer, port: undefined });
    await login.authorizeUrl();
    assert.equal(refused.times(), 1);
    assert.equal(login.port, 1457);
    assert.deepEqual(login.logLines(), [START, FALLBACK]);
    await completes(login);
  });

  Deno.test("the doctor looks at both", () => {
    assert.deepEqual(checkPorts().map(({ id, status }) => `${id} ${status}`), [
      ...["port-1455-ipv4 ok", "port-1455-ipv6 ok"],
      ...["port-1457-ipv4 ok", "port-1457-ipv6 ok"],
    ]);
  });

  Deno.test({
    name: "interop: each cancels the other's waiting browser login and gets the port",
    ignore: CODEX === "",
    async fn() {
      await using server = startAuthorizationServer();
      await using home = await makeProgramHome();
      await using first = await startProgram({ issuer: server.issuer, home, hasOwnLoopback: true });
      await first.waitForStderr(/localhost:1455\./);
      const theirs = new Deno.Command(CODEX, {
        args: ["login", "--experimental_issuer", server.issuer],
        env: { PATH: Deno.env.get("PATH") ?? "", HOME: home.path, CODEX_HOME: home.codexHome },
        clearEnv: true,
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const stderr = collectText(theirs.stderr);
      try {
        await stderr.waitFor(/localhost:1455\./);
        const end = await first.end();
        assert.equal(end.code, 1);
        assert.match(end.stderr, /^Error logging in: Login cancelled$/m);
        await using second = await startProgram({
          issuer: server.issuer,
          home,
          hasOwnLoopback: true,
        });
        await second.waitForStderr(/localhost:1455\./);
        assert.equal((await theirs.status).code, 1);
        await stderr.waitFor(/Login cancelled|cancelled/);
      } finally {
        await theirs.status;
        await stderr.stop();
      }
    },
  });
});
