// A last line that a full disk or a power cut left torn: ended once, and never by an empty line.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { testUnlessWine } from "../fixtures/wine.ts";
import { FakeTime } from "@std/testing/time";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { endTornLine, hasTornLine } from "../../src/log/torn_line.ts";
import { OLD_LINE, recordsIn, startHammers, withLog } from "../fixtures/hammered_log.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { until } from "../fixtures/waiting.ts";
import { watchTimers } from "../fixtures/watched_timers.ts";

const TORN = OLD_LINE.slice(0, 60);

Deno.test("only a regular file whose last line has no end has a torn one", async () => {
  await withLog(async (logFile, folder) => {
    assert.equal(hasTornLine(logFile), false);
    for (
      const [text, isTorn] of [["", false], ["\n", false], [OLD_LINE, false], [TORN, true]] as const
    ) {
      Deno.writeTextFileSync(logFile, text);
      assert.equal(hasTornLine(logFile), isTorn, text);
    }
    Deno.symlinkSync(logFile, `${folder}/link`);
    assert.deepEqual([`${folder}/link`, folder].map(hasTornLine), [false, false]);
    if (Deno.build.os === "windows") return;
    await new Deno.Command("mkfifo", { args: [`${folder}/fifo`] }).output();
    assert.equal(hasTornLine(`${folder}/fifo`), false);
  });
});

testUnlessWine("release", "a torn line is ended once, a whole one never", async () => {
  await withLog(async (logFile) => {
    for (const [before, after] of [[TORN, `${TORN}\n`], [OLD_LINE, OLD_LINE], ["", ""]] as const) {
      Deno.writeTextFileSync(logFile, before);
      await Promise.all([endTornLine(logFile), endTornLine(logFile)]);
      assert.equal(Deno.readTextFileSync(logFile), after);
    }
  });
});

Deno.test("a line that is on its way is no torn one", async () => {
  await withLog(async (logFile) => {
    using time = new FakeTime();
    using timers = watchTimers();
    Deno.writeTextFileSync(logFile, TORN);
    const ended = endTornLine(logFile);
    // It has looked once, and waits on a clock that stands still.
    await until(() => timers.delaysMs.includes(10));
    for (const size of [TORN.length + 1, OLD_LINE.length]) {
      Deno.writeTextFileSync(logFile, OLD_LINE.slice(0, size));
      await time.tickAsync(10);
    }
    await ended;
    assert.equal(Deno.readTextFileSync(logFile), OLD_LINE);
  });
});

Deno.test("only the holder of the lock ends a torn line, and another one waits half a second for it", async () => {
  await withLog(async (logFile) => {
    Deno.writeTextFileSync(logFile, TORN);
    const holder = Deno.openSync(logFile, { append: true });
    holder.lockSync(true);
    await assert.rejects(endTornLine(logFile), /timed out/);
    assert.equal(Deno.readTextFileSync(logFile), TORN);
    holder.close();
  });
});

Deno.test("a start ends a torn line, and the sign-in's first one stands alone", async () => {
  await using home = await makeProgramHome();
  await Deno.mkdir(dirname(home.logFile));
  await Deno.writeTextFile(home.logFile, TORN);
  await using program = await startInProcess({ home, issuer: "http://127.0.0.1:47001" });
  await program.authorizeUrl();
  program.signal("SIGINT");
  assert.equal((await program.end()).code, 130);
  const [torn, first] = (await home.readLog() ?? "").split("\n");
  assert.equal(torn, TORN);
  assert.match(first ?? "", /^\S+ {2}INFO codex_cli::login: starting browser login flow$/);
});

testUnlessWine(
  "release",
  "programs that start at once at a torn line end it once, and write no empty line",
  async () => {
    await using hammers = await startHammers(4);
    for (let round = 0; round < 5; round++) {
      await withLog(async (logFile, folder) => {
        Deno.writeTextFileSync(logFile, TORN, { mode: 0o600 });
        await hammers.strike(folder, 20, 5);
        const [torn, ...lines] = Deno.readTextFileSync(logFile).split("\n");
        assert.equal(torn, TORN);
        const records = recordsIn(lines.join("\n"));
        assert.deepEqual([...records.values()].map(({ length }) => length), [100, 100, 100, 100]);
      });
    }
  },
);
