/**
 * Reads a small file that a person may have replaced by anything.
 *
 * Promise: a FIFO or a device is not waited for, and a file that is far too large is not read.
 *
 * @module
 */
import { whileHeld } from "./held_file.ts";

/** What a configuration may hold: read whole by parsers that keep a tree of it. */
export const CONFIGURATION_LIMIT_BYTES = 1024 * 1024;
/** More than any certificate bundle needs. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** What is there is no file of that kind. */
export class UnusableFileError extends Error {
  /** Why, in a word that callers can compare. */
  readonly reason: "not_regular" | "too_large";

  /** The same in words that follow the file's name. */
  readonly what: string;

  constructor(reason: "not_regular" | "too_large", limitBytes = LARGEST_BYTES) {
    const kib = limitBytes / 1024;
    const what = reason === "not_regular"
      ? "is not a regular file"
      : `is larger than ${kib < 1024 ? `${kib} KiB` : `${kib / 1024} MiB`}`;
    super(`it ${what}`);
    this.reason = reason;
    this.what = what;
  }
}

/**
 * The bytes of a regular file; symbolic links are followed. Permission: read on it.
 *
 * @param limitBytes The largest file that is read. Default: 16 MiB.
 * @throws {UnusableFileError} For anything else that is there.
 * @throws What the system says where there is nothing, or where it may not be read.
 */
export function readRegularFile(path: string, limitBytes = LARGEST_BYTES): Uint8Array {
  const { isFile, size } = Deno.statSync(path);
  if (!isFile) throw new UnusableFileError("not_regular");
  if (size > limitBytes) throw new UnusableFileError("too_large", limitBytes);
  return whileHeld(() => Deno.readFileSync(path));
}
