/**
 * Stand-in for `@std/log/logger`: the record alone, since this program needs no Logger.
 * @module
 */
import { type LevelName, type LogLevel, LogLevels } from "./levels.ts";

/** What a {@linkcode LogRecord} is made of. */
export interface LogRecordOptions {
  msg: string;
  args: unknown[];
  level: LogLevel;
  loggerName: string;
}

/** One message on its way to a handler. */
export class LogRecord {
  readonly msg: string;
  readonly level: number;
  readonly levelName: string;
  readonly loggerName: string;
  readonly #args: readonly unknown[];

  constructor({ msg, args, level, loggerName }: LogRecordOptions) {
    this.msg = msg;
    this.level = level;
    const names = Object.keys(LogLevels) as LevelName[];
    this.levelName = names.find((name) => LogLevels[name] === level) ?? "";
    this.loggerName = loggerName;
    this.#args = args.slice();
  }

  /** A copy: who formats a record cannot change what the next handler sees. */
  get args(): unknown[] {
    return this.#args.slice();
  }
}
