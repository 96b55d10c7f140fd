/**
 * Replaces a file as a whole or not at all.
 *
 * Permission: read and write on the folder.
 *
 * @module
 */
import { removeIfThere } from "./folder_entries.ts";
import { whileHeld } from "./held_file.ts";
import { temporaryPath } from "./temporary_name.ts";
import { createPrivately, writeAll } from "./write_all.ts";
import { pathIn } from "../paths.ts";

/**
 * Writes `text` to a temporary file in `folder`, flushes it to disk, and renames it to `name`.
 *
 * A symbolic link called `name` is replaced, not followed.
 *
 * @throws What the system says; `name` is then as it was and no temporary file is left.
 */
export function replaceFile(folder: string, name: string, text: string): void {
  const temporary = temporaryPath(folder, name);
  try {
    writeToDisk(temporary, text);
    whileHeld(() => Deno.renameSync(temporary, pathIn(folder, name)));
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
  syncFolder(folder);
}

function writeToDisk(path: string, text: string): void {
  using file = createPrivately(path);
  writeAll(file, text);
  file.syncSync();
}

/** The rename itself must survive a power cut; Windows has no folder fsync. */
function syncFolder(folder: string): void {
  if (Deno.build.os === "windows") return;
  try {
    using directory = Deno.openSync(folder, { read: true });
    directory.syncSync();
  } catch {
    // Some file systems refuse it; the file's content is on disk already.
  }
}
