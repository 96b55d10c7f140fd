/**
 * Opens the log so that what is written to is what was looked at.
 *
 * Promise: neither a symbolic link, a FIFO nor a folder is ever written to, not even one that is swapped
 * in between the look and the open; nor a file with a second name, as far as the system tells (while it
 * renames, it counts the names before it moves them). Permission: read and write on it.
 *
 * @module
 */
import { lstatIfThere } from "../base/files/folder_entries.ts";
import { whileHeld } from "../base/files/held_file.ts";
import { NEVER, withTimeLimit } from "../base/time_limit.ts";

/** The name of the one older file that is kept. */
export function olderLogFile(logFile: string): string {
  return `${logFile}.1`;
}

/** A lock is held for a moment; a program that was stopped in it must not hold us. */
const LOCK_LIMIT_MS = 500;

/** A rotation of another program exchanges the log, too: how often it is tried again then. */
const MOST_TRIES = 10;

/**
 * The log, opened for appending.
 *
 * @throws {Error} With one sentence for a person where it is no regular file, or not there.
 * @throws What the system says where it cannot be opened.
 */
export function openLogFile(logFile: string): Deno.FsFile {
  for (let tries = 1;; tries++) {
    try {
      return openChecked(logFile);
    } catch (error) {
      if (!(error instanceof Exchanged) || tries >= MOST_TRIES) throw error;
    }
  }
}

/**
 * Waits for the lock on the log's file, half a second at most; closing the file unlocks it. It is for
 * what a start does to the file as a whole: a record is appended by one write and needs none.
 *
 * @throws `TimeoutError`, or what the system says where its files cannot be locked.
 */
export async function lockLog(file: Deno.FsFile): Promise<void> {
  // Not lockSync: it would hold back the signal handlers too.
  await withTimeLimit(LOCK_LIMIT_MS, NEVER, () => file.lock(true));
}

class Exchanged extends Error {}

function openChecked(logFile: string): Deno.FsFile {
  const before = lookAtLog(logFile);
  // For reading, too: opened for writing alone, a FIFO that was swapped in would wait for a reader.
  const file = whileHeld(() => Deno.openSync(logFile, { read: true, append: true }));
  try {
    const opened = file.statSync();
    refuseSecondName(opened, logFile);
    if (!isSameFile(opened, before) || !isSameFile(opened, lookAtLog(logFile))) {
      throw new Exchanged("it was exchanged while it was opened");
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function lookAtLog(logFile: string): Deno.FileInfo {
  const info = lstatIfThere(logFile);
  refuseIrregular(info);
  refuseSecondName(info, logFile);
  return info;
}

/** The rotation gives the log a second name for a moment. */
function refuseSecondName(info: Deno.FileInfo, logFile: string): void {
  if ((info.nlink ?? 1) > 1 && !isSameFile(info, lstatIfThere(olderLogFile(logFile)))) {
    throw new Exchanged("it has another name as well (a hard link)");
  }
}

/** @throws {Error} With one sentence for a person, where that is no regular file. */
export function refuseIrregular(
  file: Deno.FileInfo | undefined,
): asserts file is Deno.FileInfo {
  if (file === undefined) throw new Error("it does not exist");
  if (file.isSymlink) throw new Error("it is a symbolic link");
  if (file.isDirectory) throw new Error("it is a folder");
  if (!file.isFile) throw new Error("it is not a regular file");
}

/** Whether both are one file on the disk. */
export function isSameFile(left: Deno.FileInfo, right: Deno.FileInfo | undefined): boolean {
  return left.ino === right?.ino && left.dev === right.dev;
}
