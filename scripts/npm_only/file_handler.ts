/**
 * Stand-in for `@std/log/file-handler` as this program uses it, over Deno's own synchronous files: it
 * appends, and holds nothing back.
 * @module
 */
import { type LevelName, type LogLevel, LogLevels } from "./levels.ts";
import type { LogRecord } from "./logger.ts";

/** Options of a {@linkcode FileHandler}. */
export interface FileHandlerOptions {
  filename: string;
  formatter: (logRecord: LogRecord) => string;
  /** Bytes that are held back until a write: none. */
  bufferSize: 0;
}

/** Writes formatted records to a file, one line each. Needs write permission for that file. */
export class FileHandler {
  readonly #level: LogLevel;
  readonly #options: FileHandlerOptions;
  #file: Deno.FsFile | undefined;

  constructor(levelName: LevelName, options: FileHandlerOptions) {
    this.#level = LogLevels[levelName];
    this.#options = options;
  }

  /** Opens the file. @throws what `Deno.openSync` throws. */
  setup(): void {
    this.#file = Deno.openSync(this.#options.filename, { append: true, create: true });
  }

  /** Formats a record of the level or above, and writes it. @throws what a full disk throws. */
  handle(record: LogRecord): void {
    if (record.level >= this.#level) this.log(this.#options.formatter(record));
  }

  /** Writes a line as it is. */
  log(line: string): void {
    const bytes = new TextEncoder().encode(`${line}\n`);
    // One write may take only a part of the line.
    for (let written = 0; written < bytes.length;) {
      written += this.#file!.writeSync(bytes.subarray(written));
    }
  }

  /** Closes the file; a second call does nothing. */
  destroy(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
