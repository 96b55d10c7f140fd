// The log on real file systems: on disk at once, 0600, never through a link, and never a login's end.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import { lstatIfThere } from "../../src/base/files/folder_entries.ts";
import {
  LOG_FILE_NAME,
  logWarning,
  openLoginLog,
  prepareLogFile,
} from "../../src/log/login_log.ts";
import { withLooseUmask } from "../fixtures/loose_umask.ts";
import { canMount } from "../fixtures/mount_namespace.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const isWindows = Deno.build.os === "windows";

const withLogFolder = (use: (folder: string, logFile: string) => void | Promise<void>) =>
  withFolder((folder) => use(folder, `${folder}/${LOG_FILE_NAME}`));

const modeOf = (path: string) => (Deno.lstatSync(path).mode ?? 0) & 0o777;
const noWarning = (sentence: string) => assert.fail(sentence);

/** A test that opens the log, which stays open to the end of the program. */
function testOpenLog(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeResources: false });
}

Deno.test("the log is called as upstream calls it", () => {
  assert.equal(LOG_FILE_NAME, "codex-login.log");
});

Deno.test("a folder that is missing is created 0700, the log 0600, whatever the umask", () =>
  withFolder(async (folder) => {
    const logFolder = `${folder}/a/b`;
    await withLooseUmask("makeLog", logFolder);
    if (isWindows) return;
    assert.equal(modeOf(`${folder}/a`), 0o700);
    assert.equal(modeOf(logFolder), 0o700);
    assert.equal(modeOf(`${logFolder}/${LOG_FILE_NAME}`), 0o600);
  }));

Deno.test({
  name: "a looser log is tightened, a tighter one and the folder stay as they are",
  ignore: isWindows,
  fn: () =>
    withLogFolder((folder, logFile) => {
      for (
        const [before, after] of [[0o644, 0o600], [0o666, 0o600], [0o604, 0o600], [0o400, 0o400]]
      ) {
        for (const folderMode of [0o755, 0o777, 0o700]) {
          Deno.writeTextFileSync(logFile, "old\n");
          Deno.chmodSync(logFile, before ?? 0);
          Deno.chmodSync(folder, folderMode);
          prepareLogFile(folder, logFile);
          assert.equal(modeOf(logFile), after);
          assert.equal(modeOf(folder), folderMode);
          assert.equal(Deno.readTextFileSync(logFile), "old\n");
          Deno.removeSync(logFile);
        }
      }
    }),
});

testOpenLog(
  "each record is in the file when record() returns, and records are appended",
  () =>
    withLogFolder((folder, logFile) => {
      Deno.writeTextFileSync(logFile, "older\n");
      prepareLogFile(folder, logFile);
      const log = openLoginLog(logFile, noWarning);
      for (let lines = 2; lines < 5; lines++) {
        log.record({ event: "login failed unexpectedly" });
        const text = Deno.readTextFileSync(logFile);
        assert.equal(text.split("\n").length - 1, lines);
        assert.ok(text.startsWith("older\n"));
        assert.match(text, / ERROR codex_cli::login: login failed unexpectedly\n$/);
      }
    }),
);

testOpenLog(
  "two sides that write one log leave whole lines",
  () =>
    withLogFolder((folder, logFile) => {
      prepareLogFile(folder, logFile);
      const sides = [openLoginLog(logFile, noWarning), openLoginLog(logFile, noWarning)];
      for (let i = 0; i < 50; i++) {
        for (const side of sides) {
          side.record({ event: "login timed out", limit_seconds: i, ignored_callbacks: 0 });
        }
      }
      const lines = Deno.readTextFileSync(logFile).trimEnd().split("\n");
      assert.equal(lines.length, 100);
      for (const line of lines) {
        assert.match(
          line,
          /Z  ?WARN codex_login::server: login timed out limit_seconds=\d+ ignored_callbacks=0$/,
        );
      }
    }),
);

for (
  const [what, words, make] of [
    [
      "a symbolic link",
      /symbolic link/,
      (path: string) => Deno.symlinkSync(`${path}.target`, path),
    ],
    ["a link to a file", /symbolic link/, (path: string) => {
      Deno.writeTextFileSync(`${path}.target`, "");
      Deno.symlinkSync(`${path}.target`, path);
    }],
    ["a link to itself", /symbolic link/, (path: string) => Deno.symlinkSync(path, path)],
    ["a folder", /folder/, (path: string) => Deno.mkdirSync(path)],
    ["a FIFO", /not a regular file/, (path: string) => {
      new Deno.Command("mkfifo", { args: [path] }).outputSync();
    }],
  ] as [string, RegExp, (path: string) => void][]
) {
  Deno.test({
    name: `${what} in place of the log is refused, neither followed, written nor waited for`,
    ignore: isWindows,
    fn: () =>
      withLogFolder((folder, logFile) => {
        make(logFile);
        assert.throws(() => prepareLogFile(folder, logFile), words);
        assert.throws(() => openLoginLog(logFile, noWarning), words);
        if (lstatIfThere(`${logFile}.target`)) {
          assert.equal(Deno.readTextFileSync(`${logFile}.target`), "");
        }
      }),
  });
}

Deno.test("a log folder that is a file is an error that a person can read", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/file`, "");
    for (const logFolder of [`${folder}/file`, `${folder}/file/below`]) {
      assert.throws(() => prepareLogFile(logFolder, `${logFolder}/${LOG_FILE_NAME}`), (error) => {
        const warning = logWarning(`${logFolder}/${LOG_FILE_NAME}`, error);
        // A sign-out says it, too.
        assert.match(
          warning,
          /^Warning: the log .* cannot be written \(a part of its path is no folder\); this goes on/,
        );
        assert.ok(!warning.includes("\n"));
        return true;
      });
    }
  }));

testOpenLog(
  "a log that vanished before it is opened is not made anew with a looser mode",
  () =>
    withLogFolder((_, logFile) => {
      try {
        openLoginLog(logFile, noWarning).record({ event: "login cancelled" });
      } catch {
        // Refused: fine.
      }
      if (lstatIfThere(logFile) && !isWindows) assert.equal(modeOf(logFile), 0o600);
    }),
);

Deno.test("the warning is one sentence, also for what is no Error", () => {
  assert.match(logWarning("/srv/a.log", "text"), /^Warning: .*\(unknown error\).*\.$/);
});

Deno.test({
  name: "on a disk that fills up, one warning is given, nothing throws, and the exit code stays",
  ignore: !canMount(),
  fn: () =>
    withLogFolder(async (folder, logFile) => {
      const source = `
        import { openLoginLog, prepareLogFile } from ${
        JSON.stringify(new URL("../../src/log/login_log.ts", import.meta.url).href)
      };
        const [folder, logFile] = Deno.args;
        prepareLogFile(folder, logFile);
        const log = openLoginLog(logFile, (sentence) => console.log(sentence));
        for (let i = 0; i < 2000; i++) log.record({ event: "login cancelled" });
        Deno.exit(7);`;
      const program = await Deno.makeTempFile({ suffix: ".ts" });
      await Deno.writeTextFile(program, source);
      const words = ["run", "-A", "--quiet", ...await denoArgs(), program, folder, logFile];
      const mounted = `mount -t tmpfs -o size=16k none '${folder}' && exec "$@"`;
      const { code, stdout, stderr } = await new Deno.Command("unshare", {
        args: ["-m", "--map-root-user", "sh", "-c", mounted, "sh", Deno.execPath(), ...words],
        cwd: projectPath("."),
        stdin: "null",
      }).output();
      await Deno.remove(program);
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.match(
        text(stdout),
        /^Warning: the log .* cannot be written \(the disk is full\).*\n$/,
      );
      assert.equal(text(stderr), "");
      assert.equal(code, 7);
    }),
});
