/**
 * Credentials in the system's keyring, where the real Codex CLI finds them.
 *
 * Promise: what was stored stays until the new credentials were read back whole; `auth.json` goes only
 * after that. Permission: run on the keyring's program; read and write on CODEX_HOME.
 *
 * @module
 */
import { toHexadecimal } from "../base/base64.ts";
import { AUTH_FILE_NAME } from "./auth_lock.ts";
import { type AuthStore, fileAuthStore } from "./auth_store.ts";
import { authJson } from "./auth_json.ts";
import { notSavedError } from "../errors/token_errors.ts";
import { parseObjectKeepingNumbers } from "../base/json_object.ts";
import { KEYRING_SERVICE, KeyringError, type KeyringTool } from "./keyring_tool.ts";
import type { SaveFailureReason } from "../log/log_words.ts";
import { readStoredLogin } from "./stored_login.ts";
import { authUnreadableError, notDeletedError } from "../errors/credentials_errors.ts";
import { unlessAborted } from "../base/time_limit.ts";
import { escapeUnprintable } from "../base/visible_text.ts";
import { pathIn } from "../base/paths.ts";

const KEY_DIGITS = 16;
const ADVICE = 'unlock or repair it, or set cli_auth_credentials_store = "file" in config.toml';

/**
 * The name of CODEX_HOME's credentials in the keyring, as upstream computes it.
 *
 * @param folder CODEX_HOME, absolute, symbolic links resolved.
 */
export async function keyringAccount(folder: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(folder));
  return `cli|${toHexadecimal(new Uint8Array(digest)).slice(0, KEY_DIGITS)}`;
}

/** The store in the keyring. */
export interface KeyringStore extends AuthStore {
  /**
   * Removes what an older sign-in left, where the new one went elsewhere: the real CLI reads the keyring
   * first.
   *
   * @returns Why nobody can tell whether something is left; `undefined` where nothing is.
   * @throws {LoginError} `not_saved` where something is left.
   */
  forget(): Promise<string | undefined>;
}

/**
 * The store in the keyring.
 *
 * @param folder CODEX_HOME, absolute, symbolic links resolved.
 * @param warn Called with one sentence where an old `auth.json` could not be removed.
 */
export function keyringAuthStore(
  folder: string,
  tool: KeyringTool,
  warn: (sentence: string) => void,
): KeyringStore {
  const file = fileAuthStore(folder, warn);
  return {
    async load() {
      try {
        const text = await tool.read(await keyringAccount(folder));
        if (text === undefined) return undefined;
        const document = parseObjectKeepingNumbers(text);
        if (document) return readStoredLogin(document, text);
        return { ...readStoredLogin({}), flaw: "what it holds is no JSON object" };
      } catch (error) {
        throw authUnreadableError(`the system's keyring: ${wordsOf(error)}`, ADVICE);
      }
    },
    async save(credentials, giveUp) {
      const account = await keyringAccount(folder);
      try {
        // A keyring that is locked asks its person first; a write that has begun is not given up.
        const previous = await unlessAborted(tool.read(account), giveUp);
        const json = authJson(credentials, parseObjectKeepingNumbers(previous ?? ""));
        await replace(tool, account, asciiJson(json), previous);
      } catch (error) {
        throw error instanceof KeyringError
          ? keyringFailure("keyring_failed", error.message)
          : error;
      }
      // Two sets of credentials would be one too many: the Codex CLI removes the file as well.
      await file.remove().catch(() => {
        const path = pathIn(folder, AUTH_FILE_NAME);
        warn(
          `Warning: ${path} holds older credentials and could not be removed; delete it yourself.`,
        );
      });
      return `the system's keyring, under "${KEYRING_SERVICE}"`;
    },
    async remove(giveUp) {
      const account = await keyringAccount(folder);
      const [fromFile] = await Promise.allSettled([file.remove(giveUp)]);
      const isFileKept = fromFile.status === "rejected";
      // It tells of itself, and of nothing that was touched.
      if (giveUp?.aborted && isFileKept && fromFile.reason === giveUp.reason) throw giveUp.reason;
      // Neither keeps the other from being removed.
      const [fromKeyring] = await Promise.allSettled([removeItem(tool, account)]);
      if (fromKeyring.status === "rejected") {
        const words = `the system's keyring: ${wordsOf(fromKeyring.reason)}; ${ADVICE}.`;
        const isFileGone = !isFileKept && fromFile.value.hasRemoved;
        throw notDeletedError(
          "keyring_failed",
          isFileGone ? `${words} What was in ${AUTH_FILE_NAME} was deleted.` : words,
        );
      }
      if (isFileKept) throw fromFile.reason;
      return { ...fromFile.value, hasRemoved: fromFile.value.hasRemoved || fromKeyring.value };
    },
    async forget() {
      const account = await keyringAccount(folder);
      const [removal] = await Promise.allSettled([tool.remove(account)]);
      const [left] = await Promise.allSettled([tool.read(account)]);
      if (left.status === "rejected") return wordsOf(left.reason);
      if (left.value === undefined) return undefined;
      const why = removal.status === "rejected" ? ` (${wordsOf(removal.reason)})` : "";
      throw notSavedError(
        "keyring_failed",
        `the system's keyring holds an older sign-in that cannot be removed${why} and is read first; ` +
          `${ADVICE}.`,
      );
    },
  };
}

/** @throws What is no failure of the keyring. */
function wordsOf(error: unknown): string {
  if (error instanceof KeyringError) return escapeUnprintable(error.message);
  throw error;
}

/** Whether there was something to remove. */
async function removeItem(tool: KeyringTool, account: string): Promise<boolean> {
  if (await tool.read(account) === undefined) return false;
  await tool.remove(account);
  return true;
}

async function replace(
  tool: KeyringTool,
  account: string,
  text: string,
  previous: string | undefined,
): Promise<void> {
  if (text.length > tool.largestTextBytes) {
    throw keyringFailure(
      "keyring_too_long",
      `its program takes ${tool.largestTextBytes} bytes at most, and these are ${text.length}`,
    );
  }
  await tool.write(account, text);
  if (await tool.read(account) === text) return;
  if (previous === undefined) await tool.remove(account);
  else await tool.write(account, previous);
  throw keyringFailure("keyring_mismatch", "what was stored did not come back as it was");
}

function keyringFailure(reason: SaveFailureReason, words: string) {
  return notSavedError(
    reason,
    `the system's keyring: ${escapeUnprintable(words)}; ${ADVICE}.`,
  );
}

/** JSON whose bytes are its characters: a keyring's program may print others in another form. */
function asciiJson(value: Record<string, unknown>): string {
  return JSON.stringify(value).replace(
    // deno-lint-ignore no-control-regex -- everything that is not ASCII
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
