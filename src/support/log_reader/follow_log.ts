/**
 * Follows a log as it grows, like `tail -F`: through rotation, truncation, and before it exists.
 *
 * Permission: read on the log's folder.
 *
 * @module
 */
import { delay } from "../../base/time_limit.ts";
import { isSameFile } from "../../log/log_file.ts";
import { type LogLine, parseLogLine } from "./log_line.ts";

const POLL_MS = 250;
const CHUNK_BYTES = 64 * 1024;
/** More text without a line break is no log; it is dropped, so that it cannot fill the memory. */
const LONGEST_PENDING = 1024 * 1024;

/**
 * The lines from an offset on, each once it is whole.
 *
 * @param logFile Absolute path of the log.
 * @param offset In bytes; a log that is shorter by now is a new one, and read from its beginning.
 * @throws The signal's reason once `signal` is aborted: it never ends otherwise.
 */
export async function* followLog(
  logFile: string,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<LogLine, never> {
  let current = openRegular(logFile);
  current?.file.seekSync(offset, Deno.SeekMode.Start);
  try {
    for (;;) {
      if (current) yield* newLines(current);
      if (current === undefined || hasMovedOn(current, logFile)) {
        const next = openRegular(logFile);
        if (next) {
          // A line may have come in between; the old file gets no more reads after this one.
          if (current) yield* newLines(current);
          current?.file.close();
          current = next;
          continue;
        }
      }
      await delay(POLL_MS, signal);
    }
  } finally {
    current?.file.close();
  }
}

interface Followed {
  readonly file: Deno.FsFile;
  readonly decoder: TextDecoder;
  /** The beginning of a line whose end is not written yet. */
  pending: string;
}

/** Opens a regular file; `undefined` where there is none (a FIFO would block, a link lead elsewhere). */
function openRegular(path: string): Followed | undefined {
  try {
    if (!Deno.lstatSync(path).isFile) return undefined;
    const file = Deno.openSync(path, { read: true });
    return { file, decoder: new TextDecoder(), pending: "" };
  } catch {
    return undefined;
  }
}

function* newLines(followed: Followed): Generator<LogLine> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const read = followed.file.readSync(chunk);
    if (read === null) return;
    followed.pending += followed.decoder.decode(chunk.subarray(0, read), { stream: true });
    const lines = followed.pending.split("\n");
    followed.pending = lines.pop() ?? "";
    if (followed.pending.length > LONGEST_PENDING) followed.pending = "";
    yield* lines.map(parseLogLine);
  }
}

/** Whether the name leads to another file now, or the file became shorter than what was read. */
function hasMovedOn({ file }: Followed, path: string): boolean {
  try {
    const named = Deno.lstatSync(path);
    const open = file.statSync();
    const position = file.seekSync(0, Deno.SeekMode.Current);
    return !isSameFile(named, open) || open.size < position;
  } catch {
    // Between two names of a rotation; the next look finds the new file.
    return false;
  }
}
