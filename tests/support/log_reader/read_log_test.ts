/** How much of a log is read, from which files, in which order. */
import assert from "node:assert/strict";
import { readLog } from "../../../src/support/log_reader/read_log.ts";
import { assertLinear } from "../../fixtures/linear_time.ts";

const line = (second: number, said: string) =>
  `2026-03-06T22:09:${String(second).padStart(2, "0")}.000000Z  INFO a::b: ${said}\n`;

async function withLog(use: (logFile: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(`${folder}/codex-login.log`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The last word of each line. */
function wordsOf(logFile: string, options = {}): string {
  return readLog(logFile, options).lines.map(({ text }) => text.split(" ").at(-1)).join(" ");
}

Deno.test("a missing log has no lines", async () => {
  await withLog((logFile) => {
    assert.deepEqual(readLog(logFile), { lines: [], isCut: false, nextOffset: 0 });
  });
});

Deno.test("the older file comes first, and lines that it got after the rotation in their place", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(`${logFile}.1`, line(1, "a") + line(2, "b") + line(5, "e") + "torn");
    Deno.writeTextFileSync(logFile, "foreign\n" + line(3, "c") + line(4, "d") + line(6, "f"));
    assert.equal(wordsOf(logFile), "a b foreign c d e torn f");
  });
});

Deno.test("more lines come between two than a call takes arguments", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(`${logFile}.1`, line(1, "a") + "\n".repeat(200_000));
    Deno.writeTextFileSync(logFile, line(2, "b"));
    assert.equal(readLog(logFile).lines.length, 200_002);
  });
});

Deno.test("a clock that was set back reorders nothing within a file", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(`${logFile}.1`, line(9, "a") + line(1, "b"));
    Deno.writeTextFileSync(logFile, line(2, "c") + line(8, "d") + line(10, "e"));
    assert.equal(wordsOf(logFile), "c d a b e");
  });
});

Deno.test("one file with both names, as a killed rotation leaves it, is read once", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(logFile, line(1, "a"));
    Deno.linkSync(logFile, `${logFile}.1`);
    assert.equal(wordsOf(logFile), "a");
  });
});

Deno.test("only the end of a large log is read, from its first whole line on", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(`${logFile}.1`, line(1, "a") + line(2, "b"));
    Deno.writeTextFileSync(logFile, line(3, "c") + line(4, "d"));
    const length = line(1, "a").length;
    const read = (limitBytes: number) => [
      wordsOf(logFile, { limitBytes }),
      readLog(logFile, { limitBytes }).isCut,
    ];
    assert.deepEqual(read(4 * length), ["a b c d", false]);
    assert.deepEqual(read(4 * length - 1), ["b c d", true]);
    assert.deepEqual(read(length + 3), ["d", true]);
    assert.deepEqual(read(0), ["", true]);
  });
});

Deno.test("a last line without its end counts, unless whole lines are asked for", async () => {
  await withLog((logFile) => {
    Deno.writeTextFileSync(logFile, line(1, "a") + "half");
    assert.equal(wordsOf(logFile), "a half");
    assert.equal(wordsOf(logFile, { onlyWholeLines: true }), "a");
    assert.equal(readLog(logFile).nextOffset, line(1, "a").length);
  });
});

Deno.test("binary content is lines that mean nothing", async () => {
  await withLog((logFile) => {
    Deno.writeFileSync(logFile, new Uint8Array([255, 0, 10, 128, 200, 10]));
    assert.deepEqual(readLog(logFile).lines.map(({ entry }) => entry), [undefined, undefined]);
  });
});

Deno.test({
  name: "a link, a folder or a FIFO in the log's place is refused and not opened",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withLog(async (logFile) => {
      Deno.mkdirSync(logFile);
      assert.throws(() => readLog(logFile), /is not a regular file/);
      Deno.removeSync(logFile);
      Deno.writeTextFileSync(`${logFile}.elsewhere`, line(1, "a"));
      Deno.symlinkSync(`${logFile}.elsewhere`, logFile);
      assert.throws(() => readLog(logFile), /is not a regular file/);
      Deno.removeSync(logFile);
      await new Deno.Command("mkfifo", { args: [logFile] }).output();
      assert.throws(() => readLog(logFile), /is not a regular file/);
    });
  },
});

Deno.test("strings that never end are read in time that grows with their number alone", async () => {
  await withLog((logFile) => {
    const text = `${line(1, 'm k="').trimEnd()}${'\\"'.repeat(8_000)}\n`;
    assertLinear(" ", ({ length }) => {
      const lines = length / 512;
      Deno.writeTextFileSync(logFile, text.repeat(lines));
      assert.equal(readLog(logFile).lines.length, lines);
    });
  });
});
