// The real main.ts as a child: what only a whole process shows, such as exit codes, signals and file modes.
import assert from "node:assert/strict";
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../scripts/rehearsal/browser.ts";
import { freePort } from "../scripts/rehearsal/free_port.ts";
import { neverAnswer } from "../scripts/rehearsal/misbehaviour.ts";
import { redirectBack } from "../scripts/rehearsal/oauth_rules.ts";
import { type Program, startProgram } from "../scripts/rehearsal/program.ts";
import { makeProgramHome } from "../scripts/rehearsal/program_home.ts";
import {
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  logLines,
  logTimes,
  RECEIVED,
  START,
} from "./support/log_lines.ts";
import { ask } from "./support/raw_http.ts";
import { spawnProgram } from "./support/spawned_program.ts";
import { until } from "./support/waiting.ts";

const isWindows = Deno.build.os === "windows";

/** A program on a port of its own, at a server that behaves as `behaviour` says. */
async function withProgram(
  behaviour: AuthorizationServerOptions,
  use: (program: Program, port: number, issuer: string) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  await using server = startAuthorizationServer(behaviour);
  const port = freePort();
  await using program = await startProgram({
    issuer: server.issuer,
    args: ["--port", String(port), ...args],
  });
  await use(program, port, server.issuer);
}

/** The end of stderr after a failure: what, then why and what to do where known, and where the log is. */
function assertFailure(stderr: string, why: string, { home }: Program): void {
  const end = stderr.slice(stderr.indexOf("\nError logging in: ") + 1)
    .replace(/^(?:Why|What to do): .+\n/gm, "");
  assert.equal(end, `Error logging in: ${why}\nDetails: ${home.logFile}\n`, stderr);
}

async function mode(path: string): Promise<number> {
  return (await Deno.lstat(path)).mode! & 0o777;
}

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
    assert.equal(await mode(authFile), 0o600);
    assert.equal(await mode(logFile), 0o600);
    assert.equal(await mode(`${codexHome}/log`), 0o700);
    assert.deepEqual([...Deno.readDirSync(codexHome)].map(({ name }) => name).sort(), [
      "auth.json",
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

const signals = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

for (const [name, exitCode] of signals) {
  Deno.test({
    name: `${name} while waiting: exit ${exitCode}, one line on stderr, one in the log`,
    ignore: isWindows,
    async fn() {
      await withProgram({}, async (program) => {
        await program.authorizeUrl();
        program.signal(name);
        const { code, stderr } = await program.end(3_000);
        assert.equal(code, exitCode);
        assert.match(
          stderr,
          new RegExp(`
[^
]*\(${name}\)[^
]*
$`),
        );
        assert.equal(stderr.split(name).length, 2, stderr);
        assert.doesNotMatch(stderr, /Error logging in|Details:/);
        assert.deepEqual(logLines(await program.home.readLog()), [
          START,
          ` WARN codex_cli::login: login ended by a signal signal=${name}`,
        ]);
      });
    },
  });
}

const interruptions: [string, (program: Program, port: number) => unknown, exitCode: number][] = [
  ["SIGINT", (program) => program.signal("SIGINT"), 130],
  ["SIGTERM", (program) => program.signal("SIGTERM"), 143],
  ["/cancel", (_program, port) => ask(port, "/cancel"), 1],
];

for (const [what, interrupt, exitCode] of interruptions) {
  const ignore = isWindows && what !== "/cancel";
  Deno.test({
    name: `${what} while the token endpoint hangs: exit ${exitCode}, and auth.json is as it was`,
    ignore,
    async fn() {
      const asked = Promise.withResolvers<void>();
      const token = () => {
        asked.resolve();
        return neverAnswer();
      };
      await withProgram({ token }, async (program, port) => {
        await Deno.writeTextFile(program.home.authFile, '{"old":true}', { mode: 0o600 });
        const visit = visitOnce(await program.authorizeUrl());
        await asked.promise;
        await interrupt(program, port);
        const { code, stderr } = await program.end(3_000);
        assert.equal(code, exitCode, stderr);
        assert.ok(((await visit).at(-1)?.status ?? 0) >= 400);
        assert.equal(await program.home.readAuth(), '{"old":true}');
      });
    },
  });

  Deno.test({
    name: `${what} while the API-key endpoint hangs: exit 0, and the tokens are saved`,
    ignore,
    async fn() {
      const asked = Promise.withResolvers<void>();
      const apiKey = () => {
        asked.resolve();
        return neverAnswer();
      };
      await withProgram({ apiKey }, async (program, port) => {
        const visit = visitOnce(await program.authorizeUrl()).catch(() => []);
        await asked.promise;
        await interrupt(program, port);
        const { code, stderr } = await program.end(4_000);
        await visit;
        assert.equal(code, 0, stderr);
        assert.match(stderr, /^Successfully logged in$/m);
        const saved = JSON.parse(await program.home.readAuth() ?? "{}");
        assert.equal(saved.OPENAI_API_KEY, null);
        assert.ok(saved.tokens.refresh_token);
      });
    },
  });
}

Deno.test("/cancel while waiting: exit 1 and Login cancelled", async () => {
  await withProgram({}, async (program, port) => {
    await program.authorizeUrl();
    await ask(port, "/cancel");
    const { code, stderr } = await program.end(3_000);
    assert.equal(code, 1);
    assertFailure(stderr, "Login cancelled", program);
    assert.deepEqual(logLines(await program.home.readLog()), [
      START,
      " WARN codex_login::server: login cancelled",
    ]);
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

Deno.test("a browser that never asks for /success: exit 0 in about 2 s", async () => {
  await withProgram({}, async (program, port) => {
    const authorize = await fetch(await program.authorizeUrl(), { redirect: "manual" });
    await authorize.body?.cancel();
    const callback = new URL(authorize.headers.get("location") ?? "");
    const start = performance.now();
    assert.equal((await ask(port, callback.pathname + callback.search)).status, 302);
    assert.equal((await program.end()).code, 0);
    const elapsed = performance.now() - start;
    assert.ok(elapsed < 3_500, `${elapsed} ms`);
  });
});

Deno.test("a good login ends at once when the browser has its page", async () => {
  await withProgram({}, async (program) => {
    await visitOnce(await program.authorizeUrl());
    const start = performance.now();
    assert.equal((await program.end()).code, 0);
    const elapsed = performance.now() - start;
    assert.ok(elapsed < 1_000, `${elapsed} ms`);
  });
});

Deno.test("a revocation that hangs: exit 0 within about 2 s", async () => {
  await using server = startAuthorizationServer({ revoke: () => neverAnswer() });
  await using program = await startProgram({
    issuer: server.issuer,
    args: ["--port", String(freePort())],
  });
  const { issuer } = server;
  const tokens = { refresh_token: "old", oauth_provenance: { issuer } };
  await Deno.writeTextFile(program.home.authFile, JSON.stringify({ tokens }), { mode: 0o600 });
  await visitOnce(await program.authorizeUrl());
  const start = performance.now();
  assert.equal((await program.end()).code, 0);
  const elapsed = performance.now() - start;
  assert.ok(elapsed < 3_500, `${elapsed} ms`);
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
