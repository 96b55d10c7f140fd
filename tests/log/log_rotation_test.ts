/** The log's life: rotated at a start, private at every moment, and no line lost or torn by company. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { needsRotation, rotateLog, ROTATION_SIZE_BYTES } from "../../src/log/log_rotation.ts";
import { OLD_LINE, recordsIn, startHammers, withLog } from "../fixtures/hammered_log.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { testUnlessWine } from "../fixtures/wine.ts";
import { olderLogFile } from "../../src/log/log_file.ts";

const hasModes = Deno.build.os !== "windows";
const FULL = "x".repeat(ROTATION_SIZE_BYTES - 1) + "\n";

function modeOf(path: string): number {
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("a log below 1 MiB, a missing one and what is no regular file need no rotation", async () => {
  await withLog(async (logFile, folder) => {
    assert.equal(needsRotation(logFile), false);
    Deno.writeTextFileSync(logFile, FULL.slice(1));
    assert.equal(needsRotation(logFile), false);
    Deno.writeTextFileSync(logFile, FULL);
    assert.equal(needsRotation(logFile), true);
    Deno.symlinkSync(logFile, `${folder}/link`);
    assert.equal(needsRotation(`${folder}/link`), false);
    assert.equal(needsRotation(folder), false);
    if (!hasModes) return;
    await new Deno.Command("mkfifo", { args: [`${folder}/fifo`] }).output();
    assert.equal(needsRotation(`${folder}/fifo`), false);
  });
});

Deno.test("rotation keeps one older file, both files 0600, and nothing else behind", async () => {
  await withLog(async (logFile, folder) => {
    const older = olderLogFile(logFile);
    Deno.writeTextFileSync(older, "the rotation before\n", { mode: 0o644 });
    Deno.writeTextFileSync(`${logFile}.new`, "left by a killed program");
    Deno.writeTextFileSync(logFile, FULL, { mode: 0o644 });
    await rotateLog(logFile);
    assert.equal(Deno.readTextFileSync(older), FULL);
    assert.equal(Deno.readTextFileSync(logFile), "");
    assert.deepEqual(namesIn(folder), ["codex-login.log", "codex-login.log.1"]);
    if (hasModes) assert.deepEqual([modeOf(logFile), modeOf(older)], [0o600, 0o600]);
  });
});

Deno.test("what another program rotated in between is not rotated again", async () => {
  await withLog(async (logFile) => {
    Deno.writeTextFileSync(logFile, FULL);
    await rotateLog(logFile);
    Deno.writeTextFileSync(logFile, "new\n");
    await rotateLog(logFile);
    assert.equal(Deno.readTextFileSync(logFile), "new\n");
    assert.equal(Deno.readTextFileSync(olderLogFile(logFile)), FULL);
  });
});

Deno.test("a symbolic link in the older file's place goes itself, its target stays", async () => {
  await withLog(async (logFile, folder) => {
    Deno.writeTextFileSync(`${folder}/precious`, "kept");
    Deno.symlinkSync(`${folder}/precious`, olderLogFile(logFile));
    Deno.writeTextFileSync(logFile, FULL);
    await rotateLog(logFile);
    assert.equal(Deno.readTextFileSync(`${folder}/precious`), "kept");
    assert.ok(Deno.lstatSync(olderLogFile(logFile)).isFile);
  });
});

Deno.test("a folder in the older file's place is an error that leaves the log as it was", async () => {
  await withLog(async (logFile, folder) => {
    Deno.mkdirSync(olderLogFile(logFile));
    Deno.writeTextFileSync(logFile, FULL);
    await assert.rejects(rotateLog(logFile), /is a folder/);
    assert.equal(Deno.readTextFileSync(logFile), FULL);
    assert.deepEqual(namesIn(folder), ["codex-login.log", "codex-login.log.1"]);
  });
});

Deno.test("a program that was stopped while it held the lock holds the next one half a second", async () => {
  await withLog(async (logFile) => {
    Deno.writeTextFileSync(logFile, FULL);
    const holder = Deno.openSync(logFile, { append: true });
    holder.lockSync(true);
    await assert.rejects(rotateLog(logFile), /timed out/);
    assert.equal(Deno.readTextFileSync(logFile), FULL);
    holder.close();
  });
});

Deno.test("a start moves a full log aside, and the sign-in begins a new one", async () => {
  await using home = await makeProgramHome();
  const folder = dirname(home.logFile);
  await Deno.mkdir(folder);
  await Deno.writeTextFile(home.logFile, FULL);
  await using program = await startInProcess({ home, issuer: "http://127.0.0.1:47001" });
  await program.authorizeUrl();
  program.signal("SIGINT");
  const { code, stderr } = await program.end();
  assert.equal(code, 130, stderr);
  assert.match(await home.readLog() ?? "", /^\S+ {2}INFO codex_cli::login: starting browser login/);
  assert.equal(await Deno.readTextFile(olderLogFile(home.logFile)), FULL);
});

testUnlessWine(
  "append",
  "three programs that write at once never mix within a line, and lose none",
  async () => {
    await withLog(async (logFile, folder) => {
      await using hammers = await startHammers(3);
      await hammers.strike(folder, 1, 2_000);
      const records = recordsIn(Deno.readTextFileSync(logFile));
      assert.equal(records.size, 3);
      for (const numbers of records.values()) {
        assert.deepEqual(numbers, Array.from({ length: 2_000 }, (_, index) => index));
      }
    });
  },
);

const OLD_LOG = OLD_LINE.repeat(Math.ceil(ROTATION_SIZE_BYTES / OLD_LINE.length));

testUnlessWine(
  "release",
  "programs that start at once rotate once, and lose no line of it",
  async () => {
    await using hammers = await startHammers(4);
    for (let round = 0; round < 5; round++) {
      await withLog(async (logFile, folder) => {
        Deno.writeTextFileSync(logFile, OLD_LOG, { mode: 0o600 });
        // Far too few records for a second rotation: whatever is lost was lost by a race.
        await hammers.strike(folder, 20, 5);
        const older = Deno.readTextFileSync(olderLogFile(logFile));
        assert.ok(older.startsWith(OLD_LOG));
        const records = recordsIn(older + Deno.readTextFileSync(logFile));
        assert.equal(records.size, 5);
        for (const [pid, numbers] of records) if (pid !== "0") assert.equal(numbers.length, 100);
        assert.deepEqual(namesIn(folder), ["codex-login.log", "codex-login.log.1"]);
        if (hasModes) {
          assert.deepEqual([logFile, olderLogFile(logFile)].map(modeOf), [0o600, 0o600]);
        }
      });
    }
  },
);
