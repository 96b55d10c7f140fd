/** Whatever stands in the place of a file: no command that looks hangs, reads without end, or breaks. */
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { runCommand, runProcess } from "../fixtures/run_command.ts";

const NAMES = ["auth.json", "config.toml", ".env", "log/codex-login.log"];
/** So large that reading it would take longer than a test may, and a hole on the disk. */
const HUGE_BYTES = 8 * 1024 ** 3;

type Make = (path: string) => void;

const KINDS: readonly [what: string, make: Make][] = [
  ["a huge file", (path) => {
    using file = Deno.openSync(path, { createNew: true, write: true, mode: 0o600 });
    file.truncateSync(HUGE_BYTES);
  }],
  ["a FIFO", (path) => {
    new Deno.Command("mkfifo", { args: [path] }).outputSync();
  }],
  ["a link to itself", (path) => Deno.symlinkSync("loop", path.replace(/[^/]+$/, "loop"))],
  ["a folder", (path) => Deno.mkdirSync(path)],
  ["an empty file", (path) => Deno.writeTextFileSync(path, "", { mode: 0o600 })],
  ["noise", (path) => Deno.writeFileSync(path, new Uint8Array(70_000).fill(0xfe), { mode: 0o600 })],
];

async function runAll(home: ProgramHome, what: string): Promise<void> {
  const commands = ["doctor --offline --json", "status --json", "report --json", "logs --last"];
  // A pipe that is opened would stop this process in the middle of a call; and one kind is to be met with the
  // permissions that a person gives the program.
  const run = what.startsWith("a FIFO") ? runProcess : runCommand;
  for (const line of commands) {
    const { code, stdout, stderr } = await run(line.split(" "), { home });
    assert.ok([0, 1, 2].includes(code), `${line} with ${what} ends with ${code}`);
    assert.doesNotMatch(stdout + stderr, /internal error|NotCapable|Uncaught/, `${line}, ${what}`);
    if (line.includes("--json")) JSON.parse(stdout);
  }
}

for (const [what, make] of KINDS) {
  for (const name of NAMES) {
    Deno.test({
      name: `${what} in the place of ${name}`,
      ignore: Deno.build.os === "windows",
      async fn() {
        await using home = await makeProgramHome();
        const path = `${home.codexHome}/${name}`;
        await Deno.mkdir(`${home.codexHome}/log`, { mode: 0o700 });
        make(path);
        if (what === "a link to itself") Deno.symlinkSync("loop", path);
        await runAll(home, `${what} as ${name}`);
      },
    });
  }
}

Deno.test("a CODEX_HOME that is no folder is one failure, not one for each file in it", async () => {
  await using home = await makeProgramHome();
  const file = `${home.path}/file`;
  await Deno.writeTextFile(file, "");
  const env = { CODEX_HOME: file };
  const { stdout } = await runCommand(["doctor", "--offline", "--json"], { home, env });
  const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string }[] };
  const failed = checks.filter(({ status }) => status === "failed").map(({ id }) => id);
  assert.deepEqual(failed.filter((id) => !id.startsWith("port-")), ["codex-home"]);
});

Deno.test("what a report's place refuses is said in a few words of ours", async () => {
  await using home = await makeProgramHome();
  for (const output of ["/dev/full", home.path, `${home.path}/none/report.html`]) {
    for (const force of [[], ["--force"]]) {
      // With all permissions, and as root, it would put a file in the device's place.
      const run = output.startsWith("/dev/") ? runProcess : runCommand;
      const { code, stderr } = await run(["report", "-o", output, ...force], { home });
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^Error: \S+ (?:is there already|cannot be written: [A-Za-z' ]+)[^\n]*\.\n$/,
      );
      assert.doesNotMatch(stderr, /Requires|--allow|os error|\.tmp/);
    }
  }
});

Deno.test({
  name: "a report replaces a file, and nothing else that stands in its place",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using home = await makeProgramHome();
    const output = `${home.path}/pipe`;
    await new Deno.Command("mkfifo", { args: [output] }).output();
    const { code, stderr } = await runCommand(["report", "-o", output, "--force"], { home });
    assert.equal(stderr, `Error: ${output} cannot be written: it is not a regular file.\n`);
    assert.equal(code, 1);
    assert.equal((await Deno.lstat(output)).isFifo, true);
  },
});
