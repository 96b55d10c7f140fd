// The real main.ts as a child: what only a whole process shows, such as exit codes, signals and file modes.
import assert from "node:assert/strict";
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { neverAnswer } from "../../scripts/rehearsal/misbehaviour.ts";
import { redirectBack } from "../../scripts/rehearsal/oauth_rules.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { modeOf } from "../fixtures/file_mode.ts";
import {
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  logLines,
  logTimes,
  RECEIVED,
  START,
} from "../fixtures/log_lines.ts";
import { ask } from "../fixtures/raw_http.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { until } from "../fixtures/waiting.ts";
import { assertFailure, withProgram } from "../fixtures/with_program.ts";

const isWindows = Deno.build.os === "windows";

Deno.test("a good login: exit 0, the four lines in order, and files that are private", async () => {
  await withProgram({}, async (program, port, issuer) => {
    const hops = await visitOnce(await program.authorizeUrl());
    assert.deepEqual(hops.map(({ status }) => status), [302, 302, 200]);
    const { code, stderr, stdout } = await program.end();
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    const log = await program.home.readLog();
    assert.deepEqual(logLines(log), [
      START,
      RECEIVED,
      exchangeStart(issuer, port),
      EXCHANGE_SUCCEEDED,
    ]);
    const times = logTimes(log);
    assert.deepEqual(
      times,
      times.toSorted(),
      "the two sides of the program disagree about the time",
    );
    const { authFile, logFile, codexHome } = program.home;
    assert.ok(stderr.endsWith(`\nSuccessfully logged in\nYour credentials are in ${authFile}.\n`));
    if (isWindows) return;
    assert.equal(modeOf(authFile), 0o600);
    assert.equal(modeOf(logFile), 0o600);
    assert.equal(modeOf(`${codexHome}/log`), 0o700);
    assert.deepEqual([...Deno.readDirSync(codexHome)].map(({ name }) => name).sort(), [
      "auth.json",
      "auth.json.lock",
      "auth.lock",
      "log",
    ]);
  });
});

Deno.test("a denied login: exit 1, the three lines, the reason, and where the log is", async () => {
  const denied = { error: "access_denied", error_description: "You chose Cancel" };
  const authorize: AuthorizationServerOptions["authorize"] = (request) =>
    redirectBack(request, denied);
  await withProgram({ authorize }, async (program) => {
    const hops = await visitOnce(await program.authorizeUrl());
    assert.equal(hops.at(-1)?.status, 403);
    const { code, stderr } = await program.end();
    assert.equal(code, 1);
    assert.match(stderr, /\nOAuth callback error: Sign-in failed: You chose Cancel\nError/);
    assertFailure(stderr, "Sign-in failed: You chose Cancel", program);
    assert.deepEqual(logLines(await program.home.readLog()), [
      START,
      RECEIVED.replace("has_code=true", "has_code=false").replace(
        "has_error=false",
        "has_error=true",
      ),
      ' WARN codex_login::server: oauth callback returned error error_code="access_denied" has_error_description=true',
    ]);
    assert.equal(await program.home.readAuth(), undefined);
  });
});

Deno.test("--timeout 1: exit 1 after a second, with what was ignored and why", async () => {
  await withProgram({}, async (program, port) => {
    await program.authorizeUrl();
    await ask(port, "/auth/callback?code=c&state=wrong");
    const { code, stderr } = await program.end(5_000);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error logging in: Login timed out after 1 s .*1 callback was ignored \(1 with a wrong state/m,
    );
    assert.equal(
      logLines(await program.home.readLog()).at(-1),
      " WARN codex_login::server: login timed out limit_seconds=1 ignored_callbacks=1",
    );
  }, ["--timeout", "1"]);
});

Deno.test("a revocation that hangs does not hold the end, which is exit 0", async () => {
  await using server = startAuthorizationServer({ revoke: () => neverAnswer() });
  await using program = await startProgram({ issuer: server.issuer });
  const { issuer } = server;
  const tokens = { refresh_token: "old", oauth_provenance: { issuer } };
  await Deno.writeTextFile(program.home.authFile, JSON.stringify({ tokens }), { mode: 0o600 });
  await visitOnce(await program.authorizeUrl());
  assert.equal((await program.end()).code, 0);
  assert.equal(server.requestsTo("revoke").length, 1);
});

/** The address that the stand-in for $BROWSER was opened with. */
async function openedUrl(file: string): Promise<URL> {
  const read = () => {
    try {
      return Deno.readTextFileSync(file);
    } catch {
      return "";
    }
  };
  await until(() => read().endsWith("\n"));
  return new URL(read().trim());
}

for (
  const [what, wrapper] of [["closed", ["sh", "-c", 'exec "$@" 2>&-', "sh"]], [
    "a broken pipe",
    [],
  ]] as const
) {
  Deno.test({
    name: `a stderr that is ${what} hurts no login`,
    ignore: isWindows,
    async fn() {
      await using server = startAuthorizationServer();
      await using home = await makeProgramHome();
      const browser = `${home.path}/browser`;
      await Deno.writeTextFile(browser, `#!/bin/sh\necho "$1" > ${home.path}/url\n`, {
        mode: 0o755,
      });
      const args = ["--port", String(freePort())];
      const child = await spawnProgram({ home, issuer: server.issuer, args, browser, wrapper });
      await child.stderr.cancel();
      const hops = await visitOnce(await openedUrl(`${home.path}/url`));
      assert.equal(hops.at(-1)?.status, 200);
      assert.equal((await child.status).code, 0);
      assert.ok(await home.readAuth());
      assert.equal(logLines(await home.readLog()).length, 4);
    },
  });
}

Deno.test({
  name: "whoever finds the port open can end the sign-in by a signal, and is told",
  ignore: isWindows,
  async fn() {
    const port = freePort();
    await using program = await startProgram({ args: ["--port", String(port)] });
    await until(() =>
      Deno.connect({ hostname: "127.0.0.1", port }).then((connection) => {
        connection.close();
        return true;
      }, () => false)
    );
    program.signal("SIGINT");
    const { code, stderr } = await program.end();
    assert.equal(code, 130, stderr);
    assert.match(stderr, /interrupted \(SIGINT\)/);
  },
});
