/**
 * What the values of options and words are read as.
 *
 * @module
 */
import { usageError } from "../errors/errors.ts";
import { LOG_LEVELS, type LogLevel } from "../log/log_filter.ts";
import { type Shell, SHELLS } from "./command_table.ts";

const LONGEST_WAIT_SECONDS = 24 * 60 * 60;

/** A level of the log, in any letter case. @throws {LoginError} `usage`. */
export function readLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((level) => level === text.toUpperCase());
  if (level) return level;
  throw usageError(
    `--level takes ${LOG_LEVELS.join(", ").toLowerCase()}; got ${JSON.stringify(text)}.`,
  );
}

/** A shell that completions are made for. @throws {LoginError} `usage`. */
export function readShell(text: string = SHELLS[0]): Shell {
  const shell = SHELLS.find((shell) => shell === text);
  if (shell) return shell;
  throw usageError(`completion takes ${SHELLS.join(", ")}; got ${JSON.stringify(text)}.`);
}

/** A port number. @throws {LoginError} `usage`. */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw usageError(`--port takes a port number from 1 to 65535; got ${JSON.stringify(text)}.`);
}

/** Seconds, from 1 to a day: `90`, `90s`, `15m`, `1h`. @throws {LoginError} `usage`. */
export function readSeconds(text: string): number {
  const match = /^(\d{1,7})([smh]?)$/.exec(text);
  const unit = { "": 1, s: 1, m: 60, h: 3600 }[match?.[2] ?? ""] ?? 1;
  const seconds = Number(match?.[1] ?? 0) * unit;
  if (seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS) return seconds;
  throw usageError(
    `--timeout takes seconds, or a number with s, m or h, from 1 s to 24 h; got ${
      JSON.stringify(text)
    }.`,
  );
}
