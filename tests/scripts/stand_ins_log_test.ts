/**
 * What the log relies on from @std/log, held against whichever of the two the imports lead to: the
 * stand-ins of scripts/npm_only, or the real package. Both must pass.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { FileHandler } from "@std/log/file-handler";
import { type LevelName, type LogLevel, LogLevels } from "@std/log/levels";
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
  const names: LevelName[] = ["DEBUG", "INFO"];
  assert.deepEqual(names.map((name) => LogLevels[name]), [10, 20]);
});

Deno.test("a record keeps what it was made of, and hands out copies", () => {
  const args = [{ a: 1 }];
  const made = record("message", LogLevels.ERROR, args);
  assert.deepEqual(
    [made.msg, made.level, made.levelName, made.loggerName],
    ["message", 40, "ERROR", "codex_login::server"],
  );
  args.push({ a: 2 });
  made.args.push("other");
  assert.deepEqual(made.args, [{ a: 1 }]);
  assert.equal(made.args[0], args[0]);
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
    handler.destroy();
    second.destroy();
    handler.destroy();
  });
});

Deno.test("records below the level are dropped, and a missing folder throws", async () => {
  await withFile((path, text) => {
    const handler = new FileHandler("WARN", { filename: path, formatter, bufferSize: 0 });
    handler.setup();
    handler.handle(record("no"));
    handler.handle(record("yes", LogLevels.WARN));
    handler.destroy();
    assert.equal(text(), "WARN|yes\n");
    const lost = new FileHandler("INFO", { filename: `${path}/no`, formatter, bufferSize: 0 });
    assert.throws(() => lost.setup());
  });
});

/** Runs a program that hands its handler, which writes to `path`, to `use`; gives what it prints. */
async function runHandler(path: string, use: string): Promise<string> {
  const program = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    program,
    `import { FileHandler } from "@std/log/file-handler";
    import { LogRecord } from "@std/log/logger";
    const handler = new FileHandler("INFO", {
      filename: ${JSON.stringify(path)},
      formatter: ({ msg }) => msg,
      bufferSize: 0,
    });
    const record = new LogRecord({ msg: "written", args: [], level: 20, loggerName: "" });
    handler.setup();
    ${use}`,
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", ...await denoArgs(), program],
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdin: "null",
    stderr: "null",
  }).output();
  await Deno.remove(program);
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "a full disk throws to whoever handed the record over, and the handler can be closed",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const handOver =
      `try { handler.handle(record); } catch (error) { console.log(error.message); }`;
    const use = `${handOver} ${handOver} handler.destroy(); console.log("closed");`;
    assert.match(await runHandler("/dev/full", use), /^(?:No space left.*\n){2}closed\n$/);
  },
});

Deno.test("a killed program has lost nothing", async () => {
  await withFile(async (path, text) => {
    await runHandler(path, 'handler.handle(record); Deno.kill(Deno.pid, "SIGKILL");');
    assert.equal(text(), "written\n");
  });
});
