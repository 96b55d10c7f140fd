/**
 * `auth.json`: what the real Codex CLI reads.
 *
 * Promise: the old file stays whole until the new one is on disk (temporary file in the same folder,
 * fsync, rename), whatever interrupts; the file is 0600; a symbolic link in its place is replaced,
 * never written through; no other program that takes the same locks writes in between; keys of other
 * tools stay. Permission: read and write on CODEX_HOME.
 *
 * @module
 */
import { AUTH_LOCK_LIMIT_MS, AuthLockedError, withAuthLock } from "./auth_lock.ts";
import { authJson, type Credentials, foreignKeys } from "./auth_json.ts";
import { readAuthFile } from "./read_auth_file.ts";
import type { LoginError } from "../errors/errors.ts";
import { notSavedError } from "../errors/token_errors.ts";
import type { SaveFailureReason } from "../log/log_words.ts";
import { replaceFile } from "../base/replace_file.ts";
import { explainSaveFailure } from "../errors/save_failure.ts";
import { notDeletedError } from "../errors/terminal_errors.ts";

/** Name of the file in CODEX_HOME. */
export const AUTH_FILE_NAME = "auth.json";

/** What a removal did. */
export interface Removal {
  /** Whether anything was stored. */
  readonly hasRemoved: boolean;
  /** How many keys of other tools stay in the file. */
  readonly keptKeys: number;
}

/** Where credentials live. */
export interface AuthStore {
  /**
   * What is stored now, parsed; `undefined` where there is nothing.
   *
   * @throws {LoginError} `auth_unreadable`, naming the place.
   */
  load(): Promise<Record<string, unknown> | undefined>;
  /**
   * Replaces what is stored.
   *
   * @param giveUp Ends a wait for somebody else, such as the holder of a lock; never a running write.
   * @returns Where it is, for a person; `undefined` where nothing is kept.
   * @throws {LoginError} `not_saved`; what was stored before is untouched.
   * @throws The reason of `giveUp`; nothing was written then.
   */
  save(credentials: Credentials, giveUp?: AbortSignal): Promise<string | undefined>;
  /**
   * Deletes the credentials, also unreadable ones.
   *
   * @param giveUp As for a save.
   * @throws {LoginError} `not_deleted`.
   * @throws The reason of `giveUp`; nothing was deleted then.
   */
  remove(giveUp?: AbortSignal): Promise<Removal>;
}

/** The store in `folder` (CODEX_HOME), an absolute path. */
export function fileAuthStore(folder: string): AuthStore {
  const path = `${folder}/${AUTH_FILE_NAME}`;
  async function locked<T>(
    action: () => T,
    failure: (reason: SaveFailureReason, explanation: string) => LoginError,
    giveUp: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await withAuthLock(folder, action, AUTH_LOCK_LIMIT_MS, giveUp);
    } catch (error) {
      if (giveUp?.aborted && error === giveUp.reason) throw error;
      if (error instanceof AuthLockedError) throw failure("locked", lockAdvice(error));
      const { reason, explanation } = explainSaveFailure(folder, path, error);
      throw failure(reason, explanation);
    }
  }
  return {
    // deno-lint-ignore require-await -- what it throws becomes a rejection
    load: async () => readAuthFile(path),
    async save(credentials, giveUp) {
      const replace = () => write(folder, authJson(credentials, readable(path)));
      await locked(replace, notSavedError, giveUp);
      return path;
    },
    remove: (giveUp) => locked(() => removeOwn(folder, path), notDeletedError, giveUp),
  };
}

/** Deletes the file, or, where other tools keep something in it, only what is Codex's own. */
function removeOwn(folder: string, path: string): Removal {
  const others = foreignKeys(readable(path) ?? {});
  const keptKeys = Object.keys(others).length;
  if (keptKeys > 0) {
    const hasRemoved = Object.keys(readable(path) ?? {}).length > keptKeys;
    if (hasRemoved) write(folder, others);
    return { hasRemoved, keptKeys };
  }
  try {
    Deno.removeSync(path);
    return { hasRemoved: true, keptKeys };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { hasRemoved: false, keptKeys };
    throw error;
  }
}

function write(folder: string, document: Record<string, unknown>): void {
  replaceFile(folder, AUTH_FILE_NAME, JSON.stringify(document, null, 2));
}

/**
 * The document as far as it can be read: a broken one holds nothing that could be kept, and what a
 * symbolic link points to is not ours to copy.
 */
function readable(path: string): Record<string, unknown> | undefined {
  try {
    // What stands behind a byte order mark is whole: it must not cost other tools their keys.
    const allowed = { allowByteOrderMark: true };
    return Deno.lstatSync(path).isFile ? readAuthFile(path, path, allowed) : undefined;
  } catch {
    return undefined;
  }
}

function lockAdvice(error: AuthLockedError): string {
  return `another program holds ${error.path}; end it if it hangs, and try again.`;
}
