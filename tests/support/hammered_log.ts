// A log that several programs write at the same moment, and what it must hold then.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import { realDelay } from "./waiting.ts";

/** Gives the path of a log that is not there yet, in a folder that goes afterwards. */
export async function withLog(
  use: (logFile: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(`${folder}/codex-login.log`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A line as those programs write it, from before them. */
export const OLD_LINE =
  "2026-01-01T00:00:00.000000Z  WARN codex_login::server: login timed out limit_seconds=0 ignored_callbacks=0\n";

/** Closes a file that held the lock; the system needs a moment to end the wait of whoever gave up. */
export async function lockGivenUp(holder: Deno.FsFile): Promise<void> {
  holder.close();
  await realDelay(50);
}

/** Until then every program is loaded, so that they begin in the same millisecond. */
const LOADING_MS = 500;

/** Runs programs that write to the log at the same time, to their good ends. */
export async function hammer(folder: string, programs: number, starts: number, records: number) {
  const args = ["run", "-A", "--no-check", ...await denoArgs()];
  const script = projectPath("scripts/rehearsal/hammer_log.ts");
  const at = String(Date.now() + LOADING_MS);
  const ends = await Promise.all(
    Array.from({ length: programs }, () =>
      new Deno.Command(Deno.execPath(), {
        args: [...args, script, folder, String(starts), String(records), at],
        cwd: projectPath("."),
      }).output()),
  );
  for (const { code, stderr } of ends) {
    assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
  }
}

const LINE =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z {2}WARN codex_login::server: login timed out limit_seconds=(\d+) ignored_callbacks=(\d+)$/;

/** The records of each program in the order in which they stand in `text`. */
export function recordsIn(text: string): Map<string, number[]> {
  const records = new Map<string, number[]>();
  assert.ok(text.endsWith("\n"));
  for (const line of text.slice(0, -1).split("\n")) {
    const [, pid = "", number] = LINE.exec(line) ?? assert.fail(`a torn line: ${line}`);
    records.set(pid, [...records.get(pid) ?? [], Number(number)]);
  }
  return records;
}
