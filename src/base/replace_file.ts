/**
 * Replaces a file as a whole or not at all.
 *
 * Permission: read and write on the folder.
 *
 * @module
 */
import { writeAll } from "./write_all.ts";

const FILE_MODE = 0o600;

/**
 * Writes `text` to a temporary file in `folder`, flushes it to disk, and renames it to `name`.
 *
 * A symbolic link called `name` is replaced, not followed. Temporary files that a killed program left
 * behind are removed, since they may hold credentials.
 *
 * @throws What the system says; `name` is then as it was and no temporary file is left.
 */
export function replaceFile(folder: string, name: string, text: string): void {
  removeLeftovers(folder, name);
  const temporary = `${folder}/.${name}.${crypto.randomUUID()}.tmp`;
  try {
    const file = Deno.openSync(temporary, { createNew: true, write: true, mode: FILE_MODE });
    try {
      writeAll(file, text);
      file.syncSync();
    } finally {
      file.close();
    }
    Deno.renameSync(temporary, `${folder}/${name}`);
  } catch (error) {
    remove(temporary);
    throw error;
  }
  syncFolder(folder);
}

// Two programs that save at once must not remove each other's file: only what is old is a leftover.
const LEFTOVER_AGE_MS = 2_000;
const TEMPORARY_END = /\.[0-9a-f-]{36}\.tmp$/;

function removeLeftovers(folder: string, name: string): void {
  try {
    for (const entry of Deno.readDirSync(folder)) {
      const isOurs = entry.name.startsWith(`.${name}.`) && TEMPORARY_END.test(entry.name);
      if (!isOurs) continue;
      const path = `${folder}/${entry.name}`;
      const modified = Deno.lstatSync(path).mtime?.getTime() ?? Date.now();
      if (Date.now() - modified > LEFTOVER_AGE_MS) remove(path);
    }
  } catch {
    // A folder that cannot be listed can still be written to.
  }
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

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or cannot be removed either; the first error is the one to tell.
  }
}
