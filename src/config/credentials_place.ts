/**
 * Decides, before anything is bound, where credentials will be kept.
 *
 * @module
 */
import { usageError } from "../errors/errors.ts";
import { DESKTOP_VARIABLES, type ReadEnvironment, variablesOf } from "../base/environment_names.ts";
import type { CredentialsStore } from "../log/log_words.ts";
import { isThere } from "../base/files/folder_entries.ts";
import { currentOs, KEYRING_PROGRAMS, type TargetOs } from "../base/platform.ts";
import { ownSpelling, pathIn } from "../base/paths.ts";
import { findProgram } from "../base/program_path.ts";

/** Where credentials are kept, and what is needed to get there. Plain data, to cross to a worker. */
export interface CredentialsPlace {
  readonly store: CredentialsStore;
  /** All that a keyring's program is started with; empty where none is. */
  readonly environment: Record<string, string>;
}

/**
 * Where in CODEX_HOME the real CLI keeps credentials, with `features.secret_auth_storage` and on Windows for
 * `keyring` and `auto`: encrypted, with a key in the keyring or the Credential Manager, which no program that
 * comes with Windows gives out. It reads this file first.
 */
const SECRET_STORAGE = "secrets/codex_auth.age";

const KEYRING_VARIABLES = ["PATH", "HOME", ...DESKTOP_VARIABLES];

const INSTALL_HINT: Record<TargetOs, string> = {
  linux: "install it (libsecret-tools on Debian and Ubuntu, libsecret elsewhere)",
  darwin: "it comes with macOS, in /usr/bin",
  windows: "",
};

/**
 * What `chosen` comes to on this machine.
 *
 * Permission: read on the folders of PATH and on CODEX_HOME, where a keyring is chosen.
 *
 * @param hasSecretStorage Whether upstream is told to keep what is meant for a keyring in {@linkcode SECRET_STORAGE},
 * which on Windows it does unless it is told not to.
 * @param folder CODEX_HOME.
 * @throws {LoginError} `usage` where `keyring` is chosen and there is no program for it: credentials
 * must not end in a file that nobody asked for. `auto` is asked for just that, and becomes `file`, unless
 * the real CLI may have credentials of its own that it would go on to use.
 */
export function placeCredentials(
  chosen: CredentialsStore,
  hasSecretStorage: boolean | undefined,
  environment: Record<string, string>,
  folder: string,
  os: TargetOs = currentOs(),
): CredentialsPlace {
  if (!usesKeyring(chosen)) return { store: chosen, environment: {} };
  const program = KEYRING_PROGRAMS[os];
  const path = environment["PATH"] ?? "";
  const hasProgram = program !== undefined && findProgram(program, path, os) !== undefined;
  const secrets = pathIn(folder, SECRET_STORAGE);
  const isWindows = os === "windows";
  if (!isWindows && hasSecretStorage && (chosen === "keyring" || hasProgram || isThere(secrets))) {
    throw usageError(
      `features.secret_auth_storage = true keeps credentials in ${SECRET_STORAGE} of CODEX_HOME, ` +
        `which only codex can open; set it to false, or sign in and out with codex.`,
    );
  }
  if (hasProgram) return { store: chosen, environment };
  const setting = `cli_auth_credentials_store = "${chosen}"`;
  const instead = 'set cli_auth_credentials_store = "file"';
  if (chosen === "keyring") {
    throw usageError(
      program === undefined
        ? `${setting} cannot be used on this system; ${instead}.`
        : `${setting} needs ${program}, which was not found; ${INSTALL_HINT[os]}, or ${instead}.`,
    );
  }
  const elsewhere = isWindows ? hiddenOnWindows(hasSecretStorage, secrets) : undefined;
  if (elsewhere === undefined) return { store: "file", environment: {} };
  throw usageError(
    `${setting}: Codex may have credentials in ${elsewhere}, which this program can neither read ` +
      `nor replace; ${instead}.`,
  );
}

/** Where codex may have credentials that no program here can open; `secrets` is their file. */
function hiddenOnWindows(
  hasSecretStorage: boolean | undefined,
  secrets: string,
): string | undefined {
  if (hasSecretStorage === false) return "the Credential Manager";
  return isThere(secrets) ? `${ownSpelling(SECRET_STORAGE, true)} of CODEX_HOME` : undefined;
}

/** Whether the system's keyring comes first. */
export function usesKeyring(store: CredentialsStore): store is "keyring" | "auto" {
  return store === "keyring" || store === "auto";
}

/** What a keyring's program is started with. */
export function keyringEnvironment(readEnvironment: ReadEnvironment): Record<string, string> {
  return variablesOf(KEYRING_VARIABLES, readEnvironment);
}
