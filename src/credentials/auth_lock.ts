/**
 * The locks that every writer of `auth.json` takes, this program and the real Codex CLI alike.
 *
 * The CLI takes `auth.lock` and then `auth.json.lock`, both with flock(2), for each write and each
 * deletion; so does this. Promise: the wait is bounded and never holds up a signal (`lock()` waits on
 * another thread). Permission: read and write on CODEX_HOME.
 *
 * @module
 */

/** In the order in which the real CLI takes them: another order could end in a deadlock. */
const LOCK_FILES = ["auth.lock", "auth.json.lock"] as const;
const FILE_MODE = 0o600;

/** How long to wait for other programs, in milliseconds, for both locks together. */
export const AUTH_LOCK_LIMIT_MS = 10_000;

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
 * @throws {AuthLockedError} After {@linkcode AUTH_LOCK_LIMIT_MS}.
 * @throws What the system says where a lock file cannot be opened, and whatever `action` throws.
 */
export async function withAuthLock<T>(
  folder: string,
  action: () => T | Promise<T>,
  limitMs: number = AUTH_LOCK_LIMIT_MS,
): Promise<T> {
  const held: Deno.FsFile[] = [];
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    for (const name of LOCK_FILES) held.push(await lock(`${folder}/${name}`, limit.signal));
    return await action();
  } finally {
    clearTimeout(timer);
    // Closing a file gives its lock back.
    for (const file of held.reverse()) file.close();
  }
}

async function lock(path: string, limit: AbortSignal): Promise<Deno.FsFile> {
  refuseIrregular(path);
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: FILE_MODE });
  // A file system without locks is one where the real CLI has none either; the rename is still whole.
  const locked = file.lock(true).catch(() => {});
  if (await isFirst(locked, limit)) return file;
  // The wait itself cannot be called off: whoever comes late to the lock gives it back at once.
  void locked.then(() => file.close());
  throw new AuthLockedError(path);
}

async function isFirst(locked: Promise<void>, limit: AbortSignal): Promise<boolean> {
  const late = new Promise<false>((resolve) => {
    if (limit.aborted) resolve(false);
    else limit.addEventListener("abort", () => resolve(false), { once: true });
  });
  return await Promise.race([locked.then(() => true), late]);
}

/** Opening a FIFO would wait for its other end, and a link could lead anywhere. */
function refuseIrregular(path: string): void {
  try {
    if (Deno.lstatSync(path).isFile) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new Error(`${path} is not a regular file; remove it`);
}
