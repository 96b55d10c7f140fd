/**
 * Stand-in for `@std/log/file-handler`, over Deno's own synchronous files.
 * @module
 */
import { Buffer } from "node:buffer";
import { getLevelName, type LevelName, type LogLevel, LogLevels } from "./levels.ts";
import type { LogRecord } from "./logger.ts";

/** How the file is opened: append, start anew, or refuse one that exists. */
export type LogMode = "a" | "w" | "x";

/** Options of a {@linkcode FileHandler}. */
export interface FileHandlerOptions {
  filename: string;
  /** Default: the level's name, a space, the message. */
  formatter?: (logRecord: LogRecord) => string;
  /** Default: `"a"`. */
  mode?: LogMode;
  /** Bytes that are held back until a write; 0 writes each record at once. Default: 4096. */
  bufferSize?: number;
}

/** Writes formatted records to a file, one line each. Needs write permission for that file. */
export class FileHandler {
  /** Makes the text of a line, without its line end. */
  formatter: (logRecord: LogRecord) => string;
  #level: LogLevel;
  #file: Deno.FsFile | undefined;
  readonly #filename: string;
  readonly #mode: LogMode;
  readonly #bufferSize: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  // One function for its whole life: removeEventListener needs the one that was added.
  readonly #closeAtUnload = () => this.destroy();

  constructor(levelName: LevelName, options: FileHandlerOptions) {
    this.#level = LogLevels[levelName];
    this.formatter = options.formatter ?? ((record) => `${record.levelName} ${record.msg}`);
    this.#filename = options.filename;
    this.#mode = options.mode ?? "a";
    this.#bufferSize = options.bufferSize ?? 4096;
  }

  /** Records below this level are dropped. */
  get level(): LogLevel {
    return this.#level;
  }

  set level(level: LogLevel) {
    getLevelName(level); // Throws for a number that is no level, as the real one does.
    this.#level = level;
  }

  /** Opens the file. @throws what `Deno.openSync` throws. */
  setup(): void {
    this.#file = Deno.openSync(this.#filename, {
      write: true,
      append: this.#mode === "a",
      truncate: this.#mode !== "a",
      create: this.#mode !== "x",
      createNew: this.#mode === "x",
    });
    this.#dropHeld();
    addEventListener("unload", this.#closeAtUnload);
  }

  /** Formats a record and writes it, or holds it back. @throws what a full disk throws. */
  handle(record: LogRecord): void {
    if (record.level < this.#level) return;
    this.log(this.formatter(record));
    if (record.level > LogLevels.ERROR) this.flush();
  }

  /** Writes a line as it is, or holds it back. */
  log(line: string): void {
    const bytes = new TextEncoder().encode(line + "\n");
    if (this.#heldBytes + bytes.length > this.#bufferSize) this.flush();
    if (bytes.length > this.#bufferSize) return this.#writeWhole(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  /** Writes what is held back; nothing once the file is closed. */
  flush(): void {
    if (this.#heldBytes === 0 || this.#file === undefined) return;
    this.#writeWhole(Buffer.concat(this.#held));
    this.#dropHeld();
  }

  /** Writes what is held back and closes the file; a second call does nothing. */
  destroy(): void {
    this.flush();
    this.#file?.close();
    this.#file = undefined;
    removeEventListener("unload", this.#closeAtUnload);
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  // One write may take only a part of the line.
  #writeWhole(bytes: Uint8Array): void {
    if (this.#file === undefined) throw new TypeError("The log file is not open");
    for (let written = 0; written < bytes.length;) {
      written += this.#file.writeSync(bytes.subarray(written));
    }
  }

  #dropHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }
}
