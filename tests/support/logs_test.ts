/** `codex-login logs`: where the log is, its last sign-in, and what is being written. */
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { spawnPiped } from "../../scripts/rehearsal/child_process.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { DENIED_LOGIN, GOOD_LOGIN, UPSTREAM_LOGIN } from "../../scripts/rehearsal/sample_logs.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { runCommand, type RunEnd } from "../fixtures/run_command.ts";
import { until, within } from "../fixtures/waiting.ts";
import { asOnUnix } from "../fixtures/unix_spelling.ts";
import { testUnlessWine } from "../fixtures/wine.ts";

const logs = (home: ProgramHome, ...args: string[]): Promise<RunEnd> =>
  runCommand(["logs", ...args], { home });

async function withLog(text: string, use: (home: ProgramHome) => Promise<void>): Promise<void> {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`);
  await Deno.writeTextFile(home.logFile, text);
  await use(home);
}

Deno.test("logs prints the path alone, also of a log that is not there yet, and creates nothing", async () => {
  await using home = await makeProgramHome();
  const { code, stdout, stderr } = await logs(home);
  assert.deepEqual([code, stdout, stderr], [0, `${home.logFile}\n`, ""]);
  assert.deepEqual([...Deno.readDirSync(home.codexHome)], []);
  const elsewhere = await logs(home, "-c", "log_dir=/somewhere/else");
  assert.equal(asOnUnix(elsewhere.stdout), "/somewhere/else/codex-login.log\n");
});

Deno.test("logs in a home without .codex creates none", async () => {
  await using home = await makeProgramHome();
  await Deno.remove(home.codexHome);
  await using program = await startInProcess({
    home,
    args: ["logs"],
    env: { CODEX_HOME: undefined },
  });
  assert.equal((await program.end()).stdout, `${home.logFile}\n`);
  assert.deepEqual([...Deno.readDirSync(home.path)], []);
});

Deno.test("--last prints the last sign-in as it stands in the file", async () => {
  await withLog(DENIED_LOGIN + GOOD_LOGIN, async (home) => {
    assert.equal((await logs(home, "--last")).stdout, GOOD_LOGIN);
  });
  await withLog(GOOD_LOGIN + UPSTREAM_LOGIN, async (home) => {
    assert.equal((await logs(home, "--last")).stdout, UPSTREAM_LOGIN);
  });
});

Deno.test("--last finds a sign-in in the file that was rotated away", async () => {
  await withLog("", async (home) => {
    await Deno.writeTextFile(`${home.logFile}.1`, GOOD_LOGIN);
    assert.equal((await logs(home, "--last")).stdout, GOOD_LOGIN);
  });
});

Deno.test("--level of a log that is not there says so and exits with 1", async () => {
  await using home = await makeProgramHome();
  const { code, stdout, stderr } = await logs(home, "--level", "trace");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /There is no sign-in in .*codex-login\.log yet/);
});

Deno.test("--last without any sign-in says so and exits with 1", async () => {
  await withLog("something else\n", async (home) => {
    const { code, stdout, stderr } = await logs(home, "--last");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /There is no sign-in in .*codex-login\.log yet/);
  });
});

Deno.test("--level shows what is at least as severe, over the whole log or the last sign-in", async () => {
  await withLog(DENIED_LOGIN + UPSTREAM_LOGIN, async (home) => {
    const levels = ({ stdout }: RunEnd) => stdout.match(/ERROR|WARN|INFO/g)?.join(" ");
    assert.equal(levels(await logs(home, "--level", "warn")), "WARN WARN ERROR ERROR");
    assert.equal(levels(await logs(home, "--level=error", "--last")), "ERROR ERROR");
  });
});

Deno.test("a foreign log moves no cursor and shows no credential, e-mail or home", async () => {
  const foreign = "a\u001b]0;title\u0007b\u001b[2Jc\u202e Bearer aBcdef0123456789 " +
    "https://me:pw@host.example/p?code=c4n4ry&a=1 someone@company.example /home/alice/x\u0000\n";
  await withLog(GOOD_LOGIN + foreign, async (home) => {
    const { stdout } = await logs(home, "--last");
    assert.equal(
      stdout.slice(GOOD_LOGIN.length),
      "a\\u{1b}]0;title\\u{7}b\\u{1b}[2Jc\\u{202e} Bearer <redacted> " +
        "https://<redacted>@host.example/p?code=<redacted>&a=1 <e-mail> ~/x\\u{0}\n",
    );
  });
});

Deno.test("bad options are one line and exit code 2", async () => {
  await using home = await makeProgramHome();
  for (
    const [args, pattern] of [
      [
        ["--level", "loud"],
        /^Error: --level takes error, warn, info, debug, trace; got "loud"\.\n$/,
      ],
      [["--level"], /^Error: --level needs a value/],
      [["--browser"], /^Error: logs does not take --browser\./],
      [["more"], /^Error: Unknown command "more"/],
      [["-c", "log_dir=7"], /^Error: -c log_dir: log_dir takes a path/],
    ] as const
  ) {
    const { code, stdout, stderr } = await logs(home, ...args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, pattern);
  }
});

Deno.test("what is no regular file is not read", async () => {
  await using home = await makeProgramHome();
  await Deno.mkdir(home.logFile, { recursive: true });
  const { code, stderr } = await logs(home, "--last");
  assert.equal(code, 1);
  assert.match(stderr, /The log cannot be read: .* is not a regular file/);
});

/** On the clock of the test, which may be a fake one. */
const delay = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

async function append(home: ProgramHome, text: string): Promise<void> {
  await Deno.writeTextFile(home.logFile, text, { append: true });
}

const hasPrinted = (program: { stdout(): string }, text: string): Promise<void> =>
  until(() => program.stdout() === text, () => `${program.stdout()} to be ${text}`);

Deno.test("--follow waits for the log, shows whole lines, goes through rotation, and ends on Ctrl-C", async () => {
  using time = new FakeTime();
  await using home = await makeProgramHome();
  await using program = await startInProcess({ home, args: ["logs", "--follow"] });
  const waitFor = (text: string) => fastForward(time, hasPrinted(program, text));
  // It has looked for a log many times by then.
  await fastForward(time, delay(10_000));
  assert.equal(program.stdout(), "");
  await Deno.mkdir(`${home.codexHome}/log`);
  await append(home, "one\ntw");
  await waitFor("one\n");
  await append(home, "o\n");
  await waitFor("one\ntwo\n");
  await append(home, "last of the old\n");
  await Deno.rename(home.logFile, `${home.logFile}.1`);
  await append(home, "first of the new\n");
  await waitFor("one\ntwo\nlast of the old\nfirst of the new\n");
  await Deno.writeTextFile(home.logFile, "cut\n");
  await waitFor("one\ntwo\nlast of the old\nfirst of the new\ncut\n");
  program.signal("SIGINT");
  const { code, stderr } = await program.end();
  assert.deepEqual([code, stderr], [130, ""]);
});

Deno.test("--follow begins with ten lines, --last --follow with the last sign-in", async () => {
  const many = Array.from({ length: 15 }, (_, index) => `line ${index}\n`);
  await withLog(many.join("") + "unfinished", async (home) => {
    await using program = await startInProcess({ home, args: ["logs", "--follow"] });
    await hasPrinted(program, many.slice(5).join(""));
    await append(home, " business\n");
    await hasPrinted(program, many.slice(5).join("") + "unfinished business\n");
  });
  await withLog(GOOD_LOGIN + UPSTREAM_LOGIN, async (home) => {
    const args = ["logs", "--follow", "--last", "--level", "warn"];
    await using program = await startInProcess({ home, args });
    const warnings = UPSTREAM_LOGIN.split("\n").filter((line) => /WARN|ERROR/.test(line));
    await hasPrinted(program, warnings.join("\n") + "\n");
  });
});

Deno.test({
  name: "a signal ends it, also where nobody reads what it prints",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withLog(GOOD_LOGIN.repeat(2_000), async (home) => {
      const { command, args } = await launchOfProgram({ folders: [home.codexHome] });
      const env = await environmentOfProgram(home);
      const child = spawnPiped(command, [...args, "logs", "--level", "trace"], env);
      const output = child.stdout.getReader();
      await output.read();
      child.kill("SIGTERM");
      const { signal } = await within(child.status, () => "the end of the program");
      assert.equal(signal, "SIGTERM");
      await Promise.all([output.cancel(), child.stdin.close(), child.stderr.cancel()]);
    });
  },
});

testUnlessWine("brokenPipe", "--follow ends by itself once nobody reads it", async () => {
  await withLog("one\ntwo\n", async (home) => {
    await using program = await startProgram({ home, args: ["logs", "--follow"] });
    await hasPrinted(program, "one\ntwo\n");
    await program.stopReading();
    await append(home, "three\n");
    assert.equal((await program.end()).code, 0);
  });
});
