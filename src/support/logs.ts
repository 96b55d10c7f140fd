/**
 * `codex-login logs`: where the log is, its last sign-in, and what is being written.
 *
 * Everything goes through `shownText`: what a foreign program wrote into the file moves no cursor and
 * shows no secret. Permission: read on CODEX_HOME and log_dir; env on the names that lead there.
 *
 * @module
 */
import { wordsOfFailure } from "../base/system_words.ts";
import { followLog } from "./log_reader/follow_log.ts";
import { LOG_LEVELS, type LogLevel } from "../log/log_filter.ts";
import type { LogLine } from "./log_reader/log_line.ts";
import { findLog } from "./log_reader/log_place.ts";
import { groupLogins } from "./log_reader/logins.ts";
import { type ReadLog, readLog } from "./log_reader/read_log.ts";
import { shownText } from "./log_reader/shown_text.ts";
import type { LogsOptions } from "./support_options.ts";
import type { SupportPorts } from "./support_ports.ts";

/** How many lines `--follow` begins with, as `tail` does. */
const LINES_BEFORE_FOLLOWING = 10;

/**
 * Runs the command; resolves with the exit code: 1 where there is no sign-in to show.
 *
 * @throws {LoginError} `usage`.
 * @throws The signal's reason once `--follow` is interrupted.
 */
export async function showLogs(options: LogsOptions, ports: SupportPorts): Promise<number> {
  const logFile = await findLog(options.overrides, ports.readEnvironment);
  if (!options.isLastOnly && !options.isFollowing && options.level === undefined) {
    ports.print(logFile);
    return 0;
  }
  const filter = levelFilter(options.level);
  const show = (line: LogLine) => filter(line) && ports.print(shownText(line.text)) === false;
  let log: ReadLog;
  try {
    log = readLog(logFile, { onlyWholeLines: options.isFollowing });
  } catch (error) {
    ports.say(`The log cannot be read: ${wordsOfFailure(error)}`);
    return 1;
  }
  let { lines } = log;
  if (options.isLastOnly) lines = groupLogins(lines).at(-1)?.lines ?? [];
  if (lines.length === 0 && !options.isFollowing) {
    ports.say(`There is no sign-in in ${logFile} yet.`);
    return 1;
  }
  if (options.isFollowing && !options.isLastOnly) {
    lines = lines.filter(levelFilter(options.level)).slice(-LINES_BEFORE_FOLLOWING);
  }
  for (const line of lines) if (show(line)) return 0;
  if (options.isFollowing) {
    for await (const line of followLog(logFile, log.nextOffset, ports.signal)) {
      if (show(line)) return 0;
    }
  }
  return 0;
}

/** Lets lines through that are severe enough; a foreign line goes with the line before it. */
function levelFilter(level: LogLevel | undefined): (line: LogLine) => boolean {
  if (level === undefined) return () => true;
  let isShowing = false;
  return ({ entry }) => {
    if (entry) isShowing = LOG_LEVELS.indexOf(entry.level) <= LOG_LEVELS.indexOf(level);
    return isShowing;
  };
}
