/**
 * What the log relies on from @std/log, held against whichever of the two the imports lead to: the
 * stand-ins of scripts/npm_only, or the real package. Both must pass.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { FileHandler } from "@std/log/file-handler";
import { getLevelName, type LevelName, type LogLevel, LogLevels } from "@std/log/levels";
import { LogRecord } from "@std/log/logger";
import { denoArgs } from "../../scripts/deno_args.ts";

function record(msg: string, level: LogLevel = LogLevels.INFO, args: unknown[] = []): LogRecord {
  return new LogRecord({ msg, args, level, loggerName: "codex_login::server" });
}

async function withFile(use: (path: string, text: () => string) => void | Promise<void>) {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/a.log`;
  try {
    await use(path, () => Deno.readTextFileSync(path));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const formatter = (record: LogRecord) => `${record.levelName}|${record.msg}`;

Deno.test("levels have the numbers and names of @std/log", () => {
  assert.deepEqual({ ...LogLevels }, {
    NOTSET: 0,
    DEBUG: 10,
    INFO: 20,
    WARN: 30,
    ERROR: 40,
    CRITICAL: 50,
  });
  const name: LevelName = getLevelName(LogLevels.WARN);
  assert.equal(name, "WARN");
  assert.throws(() => getLevelName(25 as LogLevel), Error);
});

Deno.test("a record keeps what it was made of, and hands out copies", () => {
  const args = [{ a: 1 }];
  const before = Date.now();
  const made = record("message", LogLevels.ERROR, args);
  assert.deepEqual(
    [made.msg, made.level, made.levelName, made.loggerName],
    ["message", 40, "ERROR", "codex_login::server"],
  );
  args.push({ a: 2 });
  made.args.push("other");
  assert.deepEqual(made.args, [{ a: 1 }]);
  assert.equal(made.args[0], args[0]);
  made.datetime.setTime(0);
  assert.ok(made.datetime.getTime() >= before && made.datetime.getTime() <= Date.now());
});

Deno.test("with bufferSize 0 each record is in the file at once, appended", async () => {
  await withFile((path, text) => {
    Deno.writeTextFileSync(path, "old\n");
    const handler = new FileHandler("INFO", { filename: path, formatter, bufferSize: 0 });
    handler.setup();
    handler.handle(record("first"));
    assert.equal(text(), "old\nINFO|first\n");
    const second = new FileHandler("INFO", { filename: path, formatter, bufferSize: 0 });
    second.setup();
    second.handle(record("from another"));
    const long = "ä".repeat(100_000);
    handler.handle(record(long, LogLevels.WARN));
    assert.equal(text(), `old\nINFO|first\nINFO|from another\nWARN|${long}\n`);
    // A line that is whole already, which is what the log writes.
    handler.log("as it is");
    assert.ok(text().endsWith("\nas it is\n"));
    handler.destroy();
    second.destroy();
    handler.destroy();
  });
});

Deno.test("records below the level are dropped, and the level can be changed", async () => {
  await withFile((path, text) => {
    const handler = new FileHandler("WARN", { filename: path, formatter, bufferSize: 0 });
    handler.setup();
    assert.equal(handler.level, LogLevels.WARN);
    handler.handle(record("no"));
    handler.handle(record("yes", LogLevels.WARN));
    handler.level = LogLevels.DEBUG;
    handler.handle(record("fine", LogLevels.DEBUG));
    assert.throws(() => handler.level = 11 as LogLevel, Error);
    handler.destroy();
    assert.equal(text(), "WARN|yes\nDEBUG|fine\n");
  });
});

Deno.test("by default records are held back until flush, a critical one or the end", async () => {
  await withFile((path, text) => {
    const handler = new FileHandler("NOTSET", { filename: path });
    handler.setup();
    handler.handle(record("a"));
    assert.equal(text(), "");
    handler.flush();
    handler.handle(record("b"));
    assert.equal(text(), "INFO a\n");
    handler.handle(record("c", LogLevels.CRITICAL));
    assert.equal(text(), "INFO a\nINFO b\nCRITICAL c\n");
    handler.handle(record("d"));
    handler.handle(record("e".repeat(5_000)));
    assert.equal(text().length, "INFO a\nINFO b\nCRITICAL c\nINFO d\n".length + 5_006);
    handler.handle(record("f"));
    handler.destroy();
    assert.ok(text().endsWith("INFO f\n"));
  });
});

Deno.test("mode w starts anew, mode x refuses what is there, a missing folder throws", async () => {
  await withFile((path, text) => {
    Deno.writeTextFileSync(path, "old\n");
    const anew = new FileHandler("INFO", { filename: path, formatter, bufferSize: 0, mode: "w" });
    anew.setup();
    anew.handle(record("new"));
    anew.destroy();
    assert.equal(text(), "INFO|new\n");
    const only = new FileHandler("INFO", { filename: path, mode: "x" });
    assert.throws(() => only.setup(), Deno.errors.AlreadyExists);
    const lost = new FileHandler("INFO", { filename: `${path}/no/such` });
    assert.throws(() => lost.setup());
  });
});

Deno.test({
  name: "a full disk throws to whoever handed the record over, and the handler can be closed",
  ignore: Deno.build.os !== "linux",
  fn() {
    const handler = new FileHandler("INFO", { filename: "/dev/full", formatter, bufferSize: 0 });
    handler.setup();
    assert.throws(() => handler.handle(record("lost")), /No space left/);
    assert.throws(() => handler.handle(record("lost too")), /No space left/);
    handler.destroy();
  },
});

/** Runs a program with a handler of its own to its end, and gives the text of its log. */
async function logOfProgram(bufferSize: number | undefined, end: string): Promise<string> {
  let log = "";
  await withFile(async (path, text) => {
    const program = `${path}.ts`;
    await Deno.writeTextFile(
      program,
      `import { FileHandler } from "@std/log/file-handler";
      import { LogRecord } from "@std/log/logger";
      const handler = new FileHandler("INFO", ${JSON.stringify({ filename: path, bufferSize })});
      handler.setup();
      handler.handle(new LogRecord({ msg: "written", args: [], level: 20, loggerName: "" }));
      ${end}`,
    );
    await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", ...await denoArgs(), program],
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    log = text();
  });
  return log;
}

Deno.test("what is held back is written at unload", async () => {
  assert.equal(await logOfProgram(undefined, "Deno.exit(3);"), "INFO written\n");
});

Deno.test("with bufferSize 0 a killed program has lost nothing", async () => {
  assert.equal(await logOfProgram(0, `Deno.kill(Deno.pid, "SIGKILL");`), "INFO written\n");
});
