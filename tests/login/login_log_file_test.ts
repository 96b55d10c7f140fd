// Where the log cannot be written the login goes on: one warning, the same exit code.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { oauthError } from "../../scripts/rehearsal/oauth_rules.ts";
import { type ProgramEnd, startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { modeOf } from "../fixtures/file_mode.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { EXCHANGE_SUCCEEDED, logLines, START } from "../fixtures/log_lines.ts";
import { mountWrapper } from "../fixtures/mount_namespace.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";

const isWindows = Deno.build.os === "windows";
const WARNING = /^Warning: .+$/gm;

/** What differs from a good login in this process. */
interface Difference {
  readonly isRefused?: boolean;
  readonly args?: string[];
  /** With the permissions that a person gives the program, and both of its sides at the log. */
  readonly isProcess?: boolean;
}

/** A whole login in `home`, after `prepare` put something in the log's place. */
async function signIn(
  home: ProgramHome,
  { isRefused = false, args = [], isProcess = false }: Difference = {},
): Promise<ProgramEnd> {
  await using server = startAuthorizationServer(
    isRefused ? { token: () => oauthError(400, "invalid_grant", "expired") } : {},
  );
  const start = isProcess ? startProgram : startInProcess;
  await using program = await start({ issuer: server.issuer, home, args });
  await visitOnce(await program.authorizeUrl());
  return await program.end();
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args }).output();
  assert.ok(success, `${command} ${args.join(" ")}`);
}

const obstacles: [what: string, put: (home: ProgramHome) => Promise<unknown>][] = [
  ["a symbolic link", async ({ path, logFile }) => {
    await Deno.writeTextFile(`${path}/elsewhere`, "");
    await Deno.symlink(`${path}/elsewhere`, logFile);
  }],
  ["a dangling symbolic link", ({ path, logFile }) => Deno.symlink(`${path}/nowhere`, logFile)],
  ["a FIFO", ({ logFile }) => run("mkfifo", logFile)],
  ["a folder", ({ logFile }) => Deno.mkdir(logFile)],
];

for (const [what, put] of obstacles) {
  Deno.test({
    name: `${what} in the log's place: one warning, nothing written to it, exit 0`,
    ignore: isWindows,
    async fn() {
      await using home = await makeProgramHome();
      await Deno.mkdir(`${home.codexHome}/log`);
      await put(home);
      const { code, stderr } = await signIn(home, { isProcess: what === "a FIFO" });
      assert.equal(code, 0, stderr);
      const warnings = stderr.match(WARNING) ?? [];
      assert.equal(warnings.length, 1, stderr);
      assert.ok(warnings[0]?.includes(home.logFile), stderr);
      assert.ok(await home.readAuth());
      assert.doesNotMatch(await Deno.readTextFile(`${home.path}/elsewhere`).catch(() => ""), /./);
      await assert.rejects(Deno.lstat(`${home.path}/nowhere`), Deno.errors.NotFound);
    },
  });
}

for (
  const [what, text] of [
    ["a torn log", "torn"],
    ["a large log", "x\n".repeat(600_000)],
  ] as const
) {
  Deno.test({
    name: `the default log folder as a link to ${what}: one warning, and nothing there is touched`,
    ignore: isWindows,
    async fn() {
      await using home = await makeProgramHome();
      const elsewhere = `${home.path}/elsewhere`;
      await Deno.mkdir(elsewhere);
      await Deno.writeTextFile(`${elsewhere}/codex-login.log`, text, { mode: 0o644 });
      await Deno.symlink(elsewhere, `${home.codexHome}/log`);
      const { code, stderr } = await signIn(home);
      assert.equal(code, 0, stderr);
      assert.equal(stderr.match(WARNING)?.length, 1, stderr);
      assert.deepEqual([...Deno.readDirSync(elsewhere)].map(({ name }) => name), [
        "codex-login.log",
      ]);
      assert.ok(await Deno.readTextFile(`${elsewhere}/codex-login.log`) === text);
      assert.equal(await modeOf(`${elsewhere}/codex-login.log`), 0o644);
    },
  });
}

Deno.test("a log folder that cannot be made: one warning, and a failure's exit code without Details", async () => {
  await using home = await makeProgramHome();
  const file = `${home.path}/file`;
  await Deno.writeTextFile(file, "");
  const args = ["-c", `log_dir=${file}/log`];
  const { code, stderr } = await signIn(home, { isRefused: true, args });
  assert.equal(code, 1);
  assert.equal(stderr.match(WARNING)?.length, 1, stderr);
  assert.match(stderr, /^Error logging in: Token exchange failed: /m);
  assert.doesNotMatch(stderr, /^Details:/m);
});

Deno.test("an unwritable log folder: one warning, and exit 0", async () => {
  if (isWindows || Deno.uid() === 0) return console.log("skipped: no mode keeps this user out");
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`, { mode: 0o500 });
  const { code, stderr } = await signIn(home);
  assert.equal(code, 0);
  assert.equal(stderr.match(WARNING)?.length, 1, stderr);
});

Deno.test({
  name: "a log folder that Deno grants to no program: one warning, and exit 0",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using home = await makeProgramHome();
    for (const folder of ["/", "/proc", "/sys/kernel"]) {
      const { code, stderr } = await signIn(home, {
        args: ["-c", `log_dir=${folder}`],
        isProcess: true,
      });
      assert.equal(code, 0, stderr);
      assert.equal(stderr.match(WARNING)?.length, 1, stderr);
    }
  },
});

Deno.test("a disk that is full for the log: one warning, and exit 0", async () => {
  await using home = await makeProgramHome();
  const script = `mount -t tmpfs -o size=8k tmpfs "$1"; : > "$1/codex-login.log"
    head -c 9000 /dev/zero > "$1/filler" 2>/dev/null || true`;
  const folder = `${home.path}/full`;
  await Deno.mkdir(folder);
  const wrapper = await mountWrapper(script, [folder]);
  if (!wrapper) return console.log("skipped: this machine allows no mounts of one's own");
  await using server = startAuthorizationServer();
  const args = ["--port", String(freePort()), "-c", `log_dir=${folder}`];
  const child = await spawnProgram({ home, issuer: server.issuer, args, wrapper });
  const stderr = collectText(child.stderr);
  const [, url = ""] = await stderr.waitFor(/^(http\S+\/oauth\/authorize\?\S+)\n/m);
  await visitOnce(url);
  assert.equal((await child.status).code, 0);
  await stderr.ended;
  assert.equal(stderr.text().match(WARNING)?.length, 1, stderr.text());
  assert.ok(await home.readAuth());
});

Deno.test("the log is appended to, and an existing looser file is tightened", async () => {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`);
  await Deno.writeTextFile(home.logFile, "an old line\n", { mode: 0o644 });
  await Deno.chmod(`${home.codexHome}/log`, 0o755);
  for (const isProcess of [true, false]) {
    assert.equal((await signIn(home, { isProcess })).code, 0);
  }
  const log = await home.readLog() ?? "";
  assert.ok(log.startsWith("an old line\n"));
  const lines = logLines(log.replace("an old line\n", ""));
  assert.equal(lines.length, 8);
  for (const first of [0, 4]) {
    assert.deepEqual([lines[first], lines[first + 3]], [START, EXCHANGE_SUCCEEDED]);
  }
  if (isWindows) return;
  assert.equal(modeOf(home.logFile), 0o600);
  const folderMode = modeOf(`${home.codexHome}/log`);
  assert.equal(folderMode, 0o755, "the mode of a folder that was there was changed");
});

Deno.test("log_dir of -c wins over config.toml's, and either is created, private", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, 'log_dir = "from/file"\n');
  assert.equal((await signIn(home)).code, 0);
  const fromFile = `${home.codexHome}/from/file/codex-login.log`;
  assert.equal(logLines(await Deno.readTextFile(fromFile)).length, 4);
  const args = ["-c", `log_dir="${home.path}/from-flag"`];
  assert.equal((await signIn(home, { args })).code, 0);
  assert.equal(logLines(await Deno.readTextFile(fromFile)).length, 4);
  const fromFlag = `${home.path}/from-flag`;
  assert.equal(logLines(await Deno.readTextFile(`${fromFlag}/codex-login.log`)).length, 4);
  if (!isWindows) assert.equal(modeOf(fromFlag), 0o700);
});
