/**
 * Decides, before anything is bound, where credentials will be kept.
 *
 * @module
 */
import { isThere } from "../base/folder_entries.ts";
import { usageError } from "../errors/errors.ts";
import type { CredentialsStore } from "../log/log_words.ts";
import { currentOs, KEYRING_PROGRAMS, type TargetOs } from "../base/platform.ts";

/** Where credentials are kept, and what is needed to get there. Plain data, to cross to a worker. */
export interface CredentialsPlace {
  readonly store: CredentialsStore;
  /** All that a keyring's program is started with; empty where none is. */
  readonly environment: Record<string, string>;
}

/** Where in CODEX_HOME upstream keeps credentials, encrypted with a key of the keyring. */
export const SECRET_STORAGE = "secrets/codex_auth.age";

const INSTALL_HINT: Record<TargetOs, string> = {
  linux: "install it (libsecret-tools on Debian and Ubuntu, libsecret elsewhere)",
  darwin: "it comes with macOS, in /usr/bin",
  windows: "",
};

/**
 * What `chosen` comes to on this machine.
 *
 * Permission: read on the folders of PATH, where a keyring is chosen.
 *
 * @param secretStorage The file in which upstream keeps what is meant for a keyring, where it is told to.
 *
 * @throws {LoginError} `usage` where `keyring` is chosen and there is no program for it: credentials
 * must not end in a file that nobody asked for. `auto` is asked for just that, and becomes `file`.
 */
export function placeCredentials(
  chosen: CredentialsStore,
  secretStorage: string | undefined,
  environment: Record<string, string>,
): CredentialsPlace {
  if (chosen !== "keyring" && chosen !== "auto") return { store: chosen, environment: {} };
  const os = currentOs();
  const program = KEYRING_PROGRAMS[os];
  const hasProgram = program !== undefined && isOnPath(program, environment["PATH"] ?? "");
  if (secretStorage && (chosen === "keyring" || hasProgram || isThere(secretStorage))) {
    throw usageError(
      `features.secret_auth_storage = true keeps credentials in ${SECRET_STORAGE} of CODEX_HOME, ` +
        `which only codex can open; set it to false, or sign in and out with codex.`,
    );
  }
  if (hasProgram) return { store: chosen, environment };
  if (chosen === "auto") return { store: "file", environment: {} };
  const setting = 'cli_auth_credentials_store = "keyring"';
  const instead = 'set cli_auth_credentials_store = "file"';
  throw usageError(
    program === undefined
      ? `${setting} cannot be used on this system; ${instead}.`
      : `${setting} needs ${program}, which was not found; ${INSTALL_HINT[os]}, or ${instead}.`,
  );
}

function isOnPath(program: string, path: string): boolean {
  return path.split(":").filter((folder) => folder.startsWith("/")).some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}
