/**
 * `auth.json`: what the real Codex CLI reads.
 *
 * Promise: the old file stays whole until the new one is on disk (temporary file in the same folder,
 * fsync, rename), whatever interrupts; the file is 0600; a symbolic link in its place is replaced,
 * never written through; no other program that takes the same locks writes in between; keys of other
 * tools stay; what a killed writer left goes with the next save or removal. Permission: read and write
 * on CODEX_HOME.
 *
 * @module
 */
import { giveToFolderOwner } from "../base/files/file_owner.ts";
import { lstatIfThere } from "../base/files/folder_entries.ts";
import { whileHeld } from "../base/files/held_file.ts";
import { replaceFile } from "../base/files/replace_file.ts";
import { explainSaveFailure } from "../errors/save_failure.ts";
import { authUnreadableError, notDeletedError } from "../errors/credentials_errors.ts";
import { notSavedError } from "../errors/token_errors.ts";
import type { SaveFailureReason } from "../log/log_words.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import { checkSave } from "./save_check.ts";
import { removeLeftovers, whereElse } from "./stray_copies.ts";
import { authJson, type Credentials, foreignKeys, type LoginMethod } from "./auth_json.ts";
import { AUTH_FILE_NAME, AuthLockedError, withAuthLock } from "./auth_lock.ts";
import {
  LARGEST_AUTH_BYTES,
  readAuthDocument,
  readAuthFile,
  UnreadableAuthError,
} from "./read_auth_file.ts";
import type { StoredLogin } from "./stored_login.ts";
import { pathIn } from "../base/paths.ts";

/** What a removal did. */
export interface Removal {
  /** Whether anything was stored. */
  readonly hasRemoved: boolean;
  /** The keys that are no login's own and stay in the file. */
  readonly keptKeys: readonly string[];
}

/** Where credentials live. */
export interface AuthStore {
  /**
   * What is stored now; `undefined` where there is nothing.
   *
   * @throws {LoginError} `auth_unreadable`, naming the place.
   */
  load(): Promise<StoredLogin | undefined>;
  /**
   * Finds out whether a save could work, before anything is spent on it. A host's store may do without.
   *
   * @param method Credentials of which kind are to come.
   * @param isAgain It was asked before: what is only to be known is not told again, and a full disk is looked for, of
   * which room may be made while the sign-in waits. Default: false.
   * @throws {LoginError} `not_saved`.
   */
  check?(method: LoginMethod, isAgain?: boolean): Promise<void>;
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

/**
 * The store in `folder` (CODEX_HOME), an absolute path.
 *
 * @param warn Shows a sentence to the person. Default: nobody reads it.
 */
export function fileAuthStore(
  folder: string,
  warn: (sentence: string) => void = () => {},
): AuthStore {
  const path = pathIn(folder, AUTH_FILE_NAME);

  /** Does something while nobody else writes the file. */
  async function underLock<T>(
    action: () => T,
    failure: (reason: SaveFailureReason, explanation: string) => Error,
    giveUp: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await withAuthLock(folder, action, giveUp);
    } catch (error) {
      if (giveUp?.aborted && error === giveUp.reason) throw error;
      const { reason, explanation } = error instanceof AuthLockedError
        ? { reason: "locked" as const, explanation: lockAdvice(error) }
        : explainSaveFailure(folder, path, error);
      throw failure(reason, explanation);
    }
  }

  /** Puts this into the place of what is there, or nothing. */
  function replace(document: Record<string, unknown> | undefined): void {
    const otherPlace = whereElse(path);
    if (document === undefined) whileHeld(() => Deno.removeSync(path));
    else replaceFile(folder, AUTH_FILE_NAME, textOf(document));
    if (otherPlace) warn(otherPlace);
  }

  /** Deletes the file, or, where other tools keep something in it, only what is a login's own. */
  function removeOwn(): Removal {
    const leftover = removeLeftovers(folder);
    if (leftover) throw leftover;
    const document = readable(path) ?? {};
    const others = foreignKeys(document);
    const keptKeys = Object.keys(others);
    const hasRemoved = keptKeys.length === 0
      ? lstatIfThere(path) !== undefined
      : Object.keys(document).length > keptKeys.length;
    if (hasRemoved) replace(keptKeys.length === 0 ? undefined : others);
    return { hasRemoved, keptKeys };
  }

  return {
    // deno-lint-ignore require-await -- what it throws becomes a rejection
    async load() {
      try {
        return readAuthFile(path);
      } catch (error) {
        throw error instanceof UnreadableAuthError ? authUnreadableError(error.message) : error;
      }
    },
    check: (method, isAgain) => checkSave(THE_FILE, folder, method, isAgain ? undefined : warn),
    async save(credentials, giveUp) {
      await underLock(
        () => {
          removeLeftovers(folder);
          replace(authJson(credentials, readable(path)));
        },
        notSavedError,
        giveUp,
      );
      await giveToFolderOwner(path);
      return path;
    },
    remove: (giveUp) => underLock(removeOwn, notDeletedError, giveUp),
  };
}

const THE_FILE: CredentialsPlace = { store: "file", environment: {} };

/** As codex writes it; but what is deep would grow with the square of its depth, until nobody here reads it again. */
function textOf(document: Record<string, unknown>): string {
  const pretty = JSON.stringify(document, null, 2);
  return pretty.length <= LARGEST_AUTH_BYTES ? pretty : JSON.stringify(document);
}

/**
 * The document as far as it can be read: a broken one holds nothing that could be kept, and what a
 * symbolic link points to is not ours to copy.
 */
function readable(path: string): Record<string, unknown> | undefined {
  try {
    // What stands behind a byte order mark is whole: it must not cost other tools their keys.
    const allowed = { allowByteOrderMark: true };
    return Deno.lstatSync(path).isFile
      ? readAuthDocument(path, path, allowed)?.document
      : undefined;
  } catch {
    return undefined;
  }
}

function lockAdvice(error: AuthLockedError): string {
  return `another program holds ${error.path}; end it if it hangs, and try again.`;
}
