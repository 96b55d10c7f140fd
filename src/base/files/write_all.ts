/**
 * Writes a text whole, where the system may take it in parts, and makes the file that it goes into.
 *
 * @module
 */

/** The mode of every file that this program makes: it is for its owner alone. */
export const FILE_MODE = 0o600;

/** A new file, open for writing. @throws `AlreadyExists`, for a link as well; else what the system says. */
export function createPrivately(path: string): Deno.FsFile {
  return Deno.openSync(path, { createNew: true, write: true, mode: FILE_MODE });
}

/** @throws What the system says; a part may have been written. */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}

/** Makes a new file that holds `text`. @throws As the two above; a file that could not take all of it is removed. */
export function writeNewFile(path: string, text: string): void {
  using file = createPrivately(path);
  try {
    writeAll(file, text);
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}
