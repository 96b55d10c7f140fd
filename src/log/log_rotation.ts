/**
 * Keeps `codex-login.log` small: once it has 1 MiB, the next start makes it `codex-login.log.1` and
 * begins a new one.
 *
 * Promise: no line is lost however many programs start at once, since only the holder of the old
 * file's lock moves that file, and the name `codex-login.log` leads to a 0600 file at every moment.
 * What is no regular file is never moved, followed or written to. Only at a start: a program that
 * already writes goes on writing to the file that it opened, which is the older one then.
 *
 * Not @std/log's rotating handler: it rotates in the middle of a run, when a confined program may not
 * rename any more, and creates the new file by umask. Permission: read and write on the folder.
 *
 * @module
 */
import { lstatIfThere, removeIfThere } from "../base/files/folder_entries.ts";
import { createPrivately, FILE_MODE } from "../base/files/write_all.ts";
import { isSameFile, lockLog, olderLogFile, openLogFile } from "./log_file.ts";

/** Size from which a log is rotated, in bytes. */
export const ROTATION_SIZE_BYTES = 1024 * 1024;

/** Whether the log has grown to its limit. Never throws; what is no regular file needs nothing. */
export function needsRotation(logFile: string): boolean {
  try {
    const { isFile, size } = Deno.lstatSync(logFile);
    return isFile && size >= ROTATION_SIZE_BYTES;
  } catch {
    return false;
  }
}

/**
 * Moves a log that has grown to its limit aside; a no-op where another program just did.
 *
 * @param logFile Absolute path of the log.
 * @throws What the system says where it cannot be moved; the log is then as it was.
 */
export async function rotateLog(logFile: string): Promise<void> {
  using file = openLogFile(logFile);
  await lockLog(file);
  const locked = file.statSync();
  const isStillTheLog = isSameFile(locked, Deno.lstatSync(logFile));
  if (!isStillTheLog || locked.size < ROTATION_SIZE_BYTES) return;
  if (Deno.build.os !== "windows") Deno.chmodSync(logFile, FILE_MODE);
  moveAside(logFile);
}

/** Only the holder of the lock comes here, so the name of the new file can be a fixed one. */
function moveAside(logFile: string): void {
  const older = olderLogFile(logFile);
  const fresh = `${logFile}.new`;
  removeIfThere(fresh);
  // Made before the old name goes, so that a program that opens the log meanwhile creates none by umask.
  createPrivately(fresh).close();
  try {
    removeOlder(older);
    // On Windows a file that somebody has open can be moved, and not be replaced.
    if (Deno.build.os !== "windows" && hasLinked(logFile, older)) Deno.renameSync(fresh, logFile);
    else {
      Deno.renameSync(logFile, older);
      createIfMissing(logFile);
    }
  } finally {
    removeIfThere(fresh);
  }
}

function createIfMissing(path: string): void {
  try {
    createPrivately(path).close();
  } catch {
    // Another start was quicker, or makes it.
  }
}

/** Not every file system has hard links; without one there is a moment without the log's name. */
function hasLinked(logFile: string, older: string): boolean {
  try {
    Deno.linkSync(logFile, older);
    return true;
  } catch {
    return false;
  }
}

/** Removes the file of the rotation before; a link goes itself, a folder stays and is an error. */
function removeOlder(older: string): void {
  const there = lstatIfThere(older);
  if (there?.isDirectory) throw new Error(`${older} is a folder`);
  if (there) Deno.removeSync(older);
}
