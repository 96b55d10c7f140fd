/**
 * Reads a small file that a person may have replaced by anything.
 *
 * Promise: a FIFO or a device is not waited for, and a file that is far too large is not read.
 *
 * @module
 */

/** More than any configuration, certificate bundle or credentials need. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** What is there is no file of that kind. */
export class UnusableFileError extends Error {
  /** Why, in a word that callers can compare. */
  readonly reason: "not_regular" | "too_large";
  /** The same in words that follow the file's name. */
  readonly what: string;

  constructor(reason: "not_regular" | "too_large") {
    const what = reason === "not_regular" ? "is not a regular file" : "is larger than 16 MiB";
    super(`it ${what}`);
    this.reason = reason;
    this.what = what;
  }
}

/**
 * The bytes of a regular file of at most 16 MiB; symbolic links are followed. Permission: read on it.
 *
 * @throws {UnusableFileError} For anything else that is there.
 * @throws What the system says where there is nothing, or where it may not be read.
 */
export function readRegularFile(path: string): Uint8Array {
  const { isFile, size } = Deno.statSync(path);
  if (!isFile) throw new UnusableFileError("not_regular");
  if (size > LARGEST_BYTES) throw new UnusableFileError("too_large");
  return Deno.readFileSync(path);
}
