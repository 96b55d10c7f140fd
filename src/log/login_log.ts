/**
 * `codex-login.log`: the `LoginLog` port over @std/log's FileHandler.
 *
 * Promise: each record is on disk before {@linkcode LoginLog.record} returns (`bufferSize: 0`), the
 * file is 0600, and neither a symbolic link, a FIFO nor a folder in its place is ever written to.
 * Permission: read and write on the log's folder.
 *
 * @module
 */
import { FileHandler } from "@std/log/file-handler";
import { LogLevels } from "@std/log/levels";
import { LogRecord } from "@std/log/logger";
import { isLoose } from "../base/files/file_owner.ts";
import { lstatIfThere, mayHold } from "../base/files/folder_entries.ts";
import { whyRefused } from "../base/forbidden.ts";
import { type LogFilter, parseLogFilter } from "./log_filter.ts";
import { formatEvent } from "./log_format.ts";
import { openLogFile, refuseIrregular } from "./log_file.ts";
import { whileHeld } from "../base/files/held_file.ts";
import { isRoot } from "../base/paths.ts";
import { createPrivately, FILE_MODE, writeAll } from "../base/files/write_all.ts";
import { type LoginEvent, type LoginLog, rowOf } from "./login_events.ts";

/** The log's file name, as upstream has it. */
export const LOG_FILE_NAME = "codex-login.log";

const FOLDER_MODE = 0o700;

/**
 * Creates what is missing of folder and file, and tightens a log file that others could read.
 *
 * @param logFile Absolute path of the log.
 * @throws {Error} With one sentence for a person where the log cannot be written.
 */
export function prepareLogFile(folder: string, logFile: string): void {
  // Deno gives it to no worker where programs that may be run lie below it.
  if (isRoot(folder)) throw new Error("it would need the whole disk; choose a folder for log_dir");
  Deno.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  refuseLinkedFolder(folder);
  const existing = (mayHold(folder, LOG_FILE_NAME) ? lstatIfThere(logFile) : undefined) ??
    createUnlessThere(logFile);
  if (existing === undefined) return;
  refuseIrregular(existing);
  if (isLoose(existing)) Deno.chmodSync(logFile, FILE_MODE);
}

/**
 * Comes before anything is done to a log: what a person chose was resolved with the configuration, so a
 * link that is met here, nobody chose.
 *
 * @throws {Error} With one sentence for a person.
 */
export function refuseLinkedFolder(folder: string): void {
  if (lstatIfThere(folder)?.isSymlink) {
    throw new Error("its folder is a symbolic link; choose the real one with -c log_dir=...");
  }
}

/** What is there instead where another program was quicker; `undefined` where this one made it. */
function createUnlessThere(logFile: string): Deno.FileInfo | undefined {
  try {
    createPrivately(logFile).close();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return lstatIfThere(logFile);
  }
}

/**
 * Opens a prepared log file for appending.
 *
 * @param logFile Absolute path of the log.
 * @param warn Called once, with one sentence, if a record cannot be written later.
 * @param filter What is written; by default `info` and above.
 * @param attempt Stands at the end of each line of a target that is logged at `debug`, so that logins
 * that run at the same time can be told apart.
 * @throws {Error} Where the file is no regular file or cannot be opened.
 */
export function openLoginLog(
  logFile: string,
  warn: (sentence: string) => void,
  filter: LogFilter = parseLogFilter(undefined),
  attempt?: number,
): LoginLog {
  const handler = new LogFileHandler(logFile);
  let hasWarned = false;
  return {
    record(event: LoginEvent) {
      try {
        const { level, target } = rowOf(event.event);
        if (!filter(level, target)) return;
        const isVerbose = attempt !== undefined && filter("DEBUG", target);
        handler.handle(
          new LogRecord({
            msg: formatEvent(event) + (isVerbose ? ` attempt=${hexadecimal(attempt)}` : ""),
            args: [],
            // The library has no level below DEBUG.
            level: LogLevels[level === "TRACE" ? "DEBUG" : level],
            loggerName: target,
          }),
        );
      } catch (error) {
        if (!hasWarned) warn(logWarning(logFile, error));
        hasWarned = true;
      }
    },
  };
}

/** A random number of 32 bits, as eight digits. */
function hexadecimal(attempt: number): string {
  return (attempt >>> 0).toString(16).padStart(8, "0");
}

/** The one sentence for a log that cannot be written. */
export function logWarning(logFile: string, error: unknown): string {
  const why = whyRefused(logFile, error);
  return `Warning: the log ${logFile} cannot be written (${why}); this goes on without it.`;
}

/**
 * The handler over a file that was opened by us: by itself it would follow a link, wait for a FIFO, and
 * make a file that others can read.
 */
class LogFileHandler extends FileHandler {
  readonly #file: Deno.FsFile;

  constructor(logFile: string) {
    super("DEBUG", { filename: logFile, formatter: ({ msg }) => msg, bufferSize: 0 });
    this.#file = openLogFile(logFile);
  }

  /** Writes one line whole, also where another program locks the file for a moment. @throws What a full disk throws. */
  override log(line: string): void {
    whileHeld(() => writeAll(this.#file, `${line}\n`));
  }
}
