/**
 * Ends a last line of the log that a full disk or a power cut left torn, so that it does not swallow
 * the first line of this run.
 *
 * Promise: however many programs start at once, one of them ends the line, and none writes an empty
 * one. What is no regular file is never opened. Permission: read and write on the log's folder.
 *
 * @module
 */
import { lockLog, openLogFile } from "./log_file.ts";
import { delay, NEVER } from "../base/time_limit.ts";

const LINE_BREAK = 0x0a;
/** How long a line without an end must stay as it is to be a torn one and not one on its way. */
const STILL_MS = 10;
/** How often such a line is looked at before it is left to the programs that write. */
const MOST_LOOKS = 20;

/** Whether the log's last line has no end. Never throws. */
export function hasTornLine(logFile: string): boolean {
  try {
    const { isFile, size } = Deno.lstatSync(logFile);
    if (!isFile || size === 0) return false;
    using file = Deno.openSync(logFile, { read: true });
    return tornSize(file) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Ends the log's last line, where it is torn.
 *
 * @throws What the system says where the file cannot be locked or written; the log is then as it was.
 */
export async function endTornLine(logFile: string): Promise<void> {
  using file = openLogFile(logFile);
  await lockLog(file);
  let size = tornSize(file);
  for (let looks = 0; size !== undefined && looks < MOST_LOOKS; looks++) {
    // A reader may see a record of another program before all of it is there.
    await delay(STILL_MS, NEVER);
    const before = size;
    size = tornSize(file);
    if (size === before) {
      file.writeSync(Uint8Array.of(LINE_BREAK));
      return;
    }
  }
}

/** The file's size where its last byte is no line break. */
function tornSize(file: Deno.FsFile): number | undefined {
  const { size } = file.statSync();
  if (size === 0) return undefined;
  file.seekSync(size - 1, Deno.SeekMode.Start);
  const last = new Uint8Array(1);
  return file.readSync(last) === 1 && last[0] !== LINE_BREAK ? size : undefined;
}
