/**
 * Chooses where credentials are kept: `cli_auth_credentials_store`.
 *
 * @module
 */
import { keyringAuthStore, type KeyringStore } from "./keyring_store.ts";
import { keyringTool } from "./keyring_tool.ts";
import { checkSave } from "./save_check.ts";
import { AUTH_FILE_NAME } from "./auth_lock.ts";
import { type AuthStore, fileAuthStore } from "./auth_store.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import { LoginError } from "../errors/errors.ts";
import type { LoginLog } from "../log/login_events.ts";
import { currentOs } from "../base/platform.ts";
import { pathIn } from "../base/paths.ts";

/**
 * The store at `place`.
 *
 * @param folder CODEX_HOME, absolute, symbolic links resolved.
 * @param warn Shows a sentence to the person.
 */
export function openAuthStore(
  place: CredentialsPlace,
  folder: string,
  log: LoginLog,
  warn: (sentence: string) => void,
): AuthStore {
  if (place.store === "ephemeral") return NOWHERE;
  const file = fileAuthStore(folder, warn);
  const tool = keyringTool(currentOs(), place);
  if (tool === undefined) return file;
  const keyring = keyringAuthStore(folder, tool, warn);
  return {
    ...place.store === "keyring" ? keyring : keyringElseFile(keyring, file, log, warn),
    check: (method, isAgain) => checkSave(place, folder, method, isAgain ? undefined : warn),
  };
}

/** The place in words, for a person. */
export function placeName({ store }: CredentialsPlace, folder: string): string {
  if (store === "ephemeral") return "nowhere (ephemeral)";
  return store === "keyring" ? "the system's keyring" : pathIn(folder, AUTH_FILE_NAME);
}

const NOWHERE: AuthStore = {
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(undefined),
  remove: () => Promise.resolve({ hasRemoved: false, keptKeys: [] }),
};

function keyringElseFile(
  keyring: KeyringStore,
  file: AuthStore,
  log: LoginLog,
  warn: (sentence: string) => void,
): AuthStore {
  return {
    async load() {
      const inKeyring = await keyring.load().catch(() => undefined);
      // What cannot be used there counts as a keyring that cannot be asked, as for the real CLI.
      return inKeyring && !inKeyring.flaw ? inKeyring : await file.load() ?? inKeyring;
    },
    async save(credentials, giveUp) {
      try {
        return await keyring.save(credentials, giveUp);
      } catch (error) {
        if (!(error instanceof LoginError) || error === giveUp?.reason) throw error;
        log.record({ event: "keyring could not be used; saving to the file" });
        const path = await file.save(credentials, giveUp);
        const doubt = await keyring.forget();
        if (doubt !== undefined) {
          warn(
            `Warning: the system's keyring cannot be asked (${doubt}). Should it hold an older sign-in, ` +
              "that one counts again once it can: then sign out, and sign in again.",
          );
        }
        return path;
      }
    },
    // The keyring's store removes the file as well, also where the keyring fails.
    remove: (giveUp) => keyring.remove(giveUp),
  };
}
