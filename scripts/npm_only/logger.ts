/**
 * Stand-in for `@std/log/logger`: the record alone, since this program needs no Logger.
 * @module
 */
import { getLevelName, type LogLevel } from "./levels.ts";

/** What a {@linkcode LogRecord} is made of. */
export interface LogRecordOptions {
  msg: string;
  args: unknown[];
  level: LogLevel;
  loggerName: string;
}

/** One message on its way to a handler, stamped with the time at which it was made. */
export class LogRecord {
  readonly msg: string;
  readonly level: number;
  readonly levelName: string;
  readonly loggerName: string;
  readonly #args: readonly unknown[];
  readonly #madeAtMs = Date.now();

  constructor(options: LogRecordOptions) {
    this.msg = options.msg;
    this.level = options.level;
    this.levelName = getLevelName(options.level);
    this.loggerName = options.loggerName;
    this.#args = options.args.slice();
  }

  /** A copy: who formats a record cannot change what the next handler sees. */
  get args(): unknown[] {
    return this.#args.slice();
  }

  /** When the record was made; a copy, since a Date can be changed. */
  get datetime(): Date {
    return new Date(this.#madeAtMs);
  }
}
