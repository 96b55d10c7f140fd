import assert from "node:assert/strict";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { runProcess } from "../fixtures/run_command.ts";
import { withProgram } from "../fixtures/with_program.ts";

const SHARE = "\\\\localhost\\no-such-share";
const WORDS = "this program can use nothing on the network, only what is on this machine";

function testOnWindows(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os !== "windows", fn });
}

testOnWindows("CODEX_HOME on the network is refused before anything is bound", async () => {
  await using program = await startProgram({ env: { CODEX_HOME: SHARE } });
  const { code, stderr } = await program.end();
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `Error: CODEX_HOME points to ${JSON.stringify(SHARE)}, which cannot be read (${WORDS}).\n`,
  );
});

testOnWindows("a home on the network, too", async () => {
  await using program = await startProgram({ env: { CODEX_HOME: undefined, USERPROFILE: SHARE } });
  const { code, stderr } = await program.end();
  assert.equal(code, 2);
  assert.ok(stderr.startsWith(`Error: ${SHARE}\\.codex cannot be created (${WORDS});`), stderr);
});

testOnWindows("with log_dir on the network a sign-in goes on without a log", () =>
  withProgram(
    {},
    async (program) => {
      await program.authorizeUrl();
      const warning =
        `Warning: the log ${SHARE}\\logs\\codex-login.log cannot be written (${WORDS});`;
      assert.ok(program.stderr().startsWith(warning), program.stderr());
      // It is no folder of the disk at hand either.
      assert.throws(() => Deno.statSync("\\localhost"), Deno.errors.NotFound);
    },
    ["-c", `log_dir=${SHARE}\\logs`],
  ));

testOnWindows("the doctor says of CODEX_HOME on the network why it cannot be used", async () => {
  await using home = await makeProgramHome();
  const { stdout } = await runProcess(["doctor", "--offline"], {
    home,
    env: { CODEX_HOME: SHARE },
  });
  assert.ok(stdout.includes(`codex-home: CODEX_HOME cannot be used: ${WORDS}.\n`), stdout);
});
