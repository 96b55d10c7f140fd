/** Standard output that cannot be written: a full device is an error, a reader that went away is none. */
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { GOOD_LOGIN } from "../../scripts/rehearsal/sample_logs.ts";
import { runCommand } from "../fixtures/run_command.ts";

const ignore = Deno.build.os !== "linux";

/** Runs the program within a shell's line, where it is `"$@"`. */
async function runInShell(home: ProgramHome, line: string, args: string[], stdin = "null") {
  const launch = await launchOfProgram({ args, folders: [home.codexHome] });
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", line, "sh", launch.command, ...launch.args, ...args],
    env: { ...await environmentOfProgram(home), BROWSER: "/bin/sh" },
    clearEnv: true,
    stdin: stdin === "null" ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== "null") {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stderr } = await child.output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

async function homeWithSignIn(): Promise<ProgramHome> {
  const home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`, { mode: 0o700 });
  await Deno.writeTextFile(home.logFile, GOOD_LOGIN, { mode: 0o600 });
  await Deno.writeTextFile(home.authFile, '{"OPENAI_API_KEY":"sk-c4nary"}', { mode: 0o600 });
  return home;
}

const COMMANDS = [
  ["--version"],
  ["--help"],
  ["logs"],
  ["logs", "--last"],
  ["doctor", "--offline", "--json"],
  ["doctor", "--offline"],
  ["report", "--json"],
  ["status", "--json"],
];

for (const args of COMMANDS) {
  Deno.test(`${args.join(" ")} with output that is lost: exit code 1 and one line`, async () => {
    await using home = await homeWithSignIn();
    const run = { home, env: { BROWSER: "/bin/sh" } };
    const lost = await runCommand(args, { ...run, outputFailure: "the disk is full" });
    assert.deepEqual([lost.code, lost.stderr], [
      1,
      "Error: standard output cannot be written (the disk is full).\n",
    ]);
    const whole = await runCommand(args, run);
    assert.deepEqual([whole.code, whole.stderr], [0, ""]);
  });
}

for (const args of [["permissions"], ["logs", "--last"], ["status", "--json"]]) {
  Deno.test({
    name: `${args.join(" ")} on a full device: exit code 1 and one line; on a closed pipe: no word`,
    ignore,
    async fn() {
      await using home = await homeWithSignIn();
      const full = await runInShell(home, 'exec "$@" >/dev/full', args);
      assert.equal(full.code, 1, full.stderr);
      assert.match(
        full.stderr,
        /^Error: standard output cannot be written \(the disk is full\)\.\n$/,
      );
      const closed = await runInShell(home, '{ "$@"; echo "$?" >&2; } | true', args);
      assert.equal(closed.stderr, "0\n");
    },
  });
}

Deno.test({
  name: "a sign-in's exit code says how it ended, whatever became of its output",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    const args = ["--with-api-key", "--json"];
    const { code, stderr } = await runInShell(home, 'exec "$@" >/dev/full', args, "sk-c4nary\n");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /API key saved/);
  },
});
