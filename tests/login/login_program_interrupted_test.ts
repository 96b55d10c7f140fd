// The real main.ts, told to end: by a signal or by /cancel, while it waits and while an endpoint hangs.
import assert from "node:assert/strict";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { neverAnswer } from "../../scripts/rehearsal/misbehaviour.ts";
import type { Program } from "../../scripts/rehearsal/program.ts";
import { logLines, START } from "../fixtures/log_lines.ts";
import { ask } from "../fixtures/raw_http.ts";
import { assertFailure, withProgram } from "../fixtures/with_program.ts";

const isWindows = Deno.build.os === "windows";

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
