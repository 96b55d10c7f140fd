/**
 * The locks that every writer of `auth.json` takes, this program and the real Codex CLI alike.
 *
 * The CLI takes `auth.lock` and then `auth.json.lock`, both with flock(2), for each write and each
 * deletion; so does this. Promise: the wait is bounded and can be given up (`lock()` waits on another
 * thread); once both locks are held nothing is given up. Permission: read and write on CODEX_HOME.
 *
 * @module
 */
import { lstatIfThere } from "../base/files/folder_entries.ts";
import { whileHeld } from "../base/files/held_file.ts";
import { FILE_MODE } from "../base/files/write_all.ts";
import { afterRunning, NEVER, rejection } from "../base/time_limit.ts";
import { PathError } from "../errors/save_failure.ts";
import { pathIn } from "../base/paths.ts";

/** Name of the file in CODEX_HOME that the locks are about. */
export const AUTH_FILE_NAME = "auth.json";
/** In the order in which the real CLI takes them: another order could end in a deadlock. */
export const LOCK_FILE_NAMES = ["auth.lock", `${AUTH_FILE_NAME}.lock`] as const;
const LATE = "late";

/** How long to wait for other programs, in milliseconds, for both locks together. */
export const AUTH_LOCK_LIMIT_MS = 10_000;
/** Longer than it takes to get a lock that nobody holds: such a one is no wait to be given up. */
const FREE_LOCK_MS = 250;

/** Another program held a lock for the whole time. */
export class AuthLockedError extends Error {
  override readonly name = "AuthLockedError";

  /** Names the lock file, an absolute path. */
  constructor(readonly path: string) {
    super(`${path} is held by another program`);
  }
}

/**
 * Runs `action` while nobody else writes or deletes `auth.json` in `folder` (CODEX_HOME).
 *
 * @param giveUp Ends the wait for a lock that somebody holds; `action`, once begun, is not disturbed.
 * @throws {AuthLockedError} After {@linkcode AUTH_LOCK_LIMIT_MS}.
 * @throws The reason of `giveUp`; `action` has not begun then.
 * @throws {PathError} Where a lock file cannot be opened.
 * @throws Whatever `action` throws.
 */
export async function withAuthLock<T>(
  folder: string,
  action: () => T | Promise<T>,
  giveUp: AbortSignal = NEVER,
  limitMs: number = AUTH_LOCK_LIMIT_MS,
): Promise<T> {
  const held: Deno.FsFile[] = [];
  const limit = new AbortController();
  let stopClock = afterRunning(limitMs, () => limit.abort(LATE));
  const hurry = () => {
    stopClock();
    stopClock = afterRunning(FREE_LOCK_MS, () => limit.abort(giveUp.reason));
  };
  giveUp.addEventListener("abort", hurry);
  if (giveUp.aborted) hurry();
  try {
    for (const name of LOCK_FILE_NAMES) held.push(await lock(pathIn(folder, name), limit.signal));
    return await action();
  } finally {
    stopClock();
    giveUp.removeEventListener("abort", hurry);
    // Closing a file gives its lock back.
    for (const file of held.reverse()) file.close();
  }
}

async function lock(path: string, limit: AbortSignal): Promise<Deno.FsFile> {
  const file = openLockFile(path);
  // A file system without locks is one where the real CLI has none either; the rename is still whole.
  const locked = file.lock(true).catch(() => {});
  try {
    await Promise.race([locked, rejection(limit)]);
    return file;
  } catch (reason) {
    // The wait itself cannot be called off: whoever comes late to the lock gives it back at once.
    void locked.then(() => file.close());
    throw reason === LATE ? new AuthLockedError(path) : reason;
  }
}

/**
 * Opens a lock file for locking; one that is missing is made.
 *
 * @param isThere Whether it may be there: to look in vain takes a millisecond.
 * @throws {PathError}
 */
export function openLockFile(path: string, isThere = true): Deno.FsFile {
  try {
    // Opening a FIFO would wait for its other end, and a link could lead anywhere.
    if (isThere && lstatIfThere(path)?.isFile === false) {
      throw new Error("it is not a regular file; remove it");
    }
    const options = { read: true, write: true, create: true, mode: FILE_MODE };
    return whileHeld(() => Deno.openSync(path, options));
  } catch (error) {
    throw new PathError(path, error);
  }
}
