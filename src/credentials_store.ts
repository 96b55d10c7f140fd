/**
 * Chooses where credentials are kept: `cli_auth_credentials_store`.
 *
 * @module
 */
import { type AuthStore, fileAuthStore } from "./auth_store.ts";
import type { CredentialsStore } from "./config_settings.ts";
import { LoginError, usageError } from "./errors.ts";
import type { LoginLog } from "./loggable.ts";
import { currentOs, KEYRING_PROGRAMS, type TargetOs } from "./permissions.ts";

/** Where credentials are kept, and what is needed to get there. Plain data, to cross to a worker. */
export interface CredentialsPlace {
  readonly store: CredentialsStore;
  /** All that a keyring's program is started with; empty where none is. */
  readonly environment: Record<string, string>;
}

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
 * @throws {LoginError} `usage` where `keyring` is chosen and there is no program for it: credentials
 * must not end in a file that nobody asked for. `auto` is asked for just that, and becomes `file`.
 */
export function placeCredentials(
  chosen: CredentialsStore,
  environment: Record<string, string>,
): CredentialsPlace {
  if (chosen !== "keyring" && chosen !== "auto") return { store: chosen, environment: {} };
  const os = currentOs();
  const program = KEYRING_PROGRAMS[os];
  if (program !== undefined && isOnPath(program, environment["PATH"] ?? "")) {
    return { store: chosen, environment };
  }
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

/**
 * The store at `place`.
 *
 * @param folder CODEX_HOME, absolute, symbolic links resolved.
 * @param warn Shows a sentence to the person.
 */
export async function openAuthStore(
  place: CredentialsPlace,
  folder: string,
  log: LoginLog,
  warn: (sentence: string) => void,
): Promise<AuthStore> {
  if (place.store === "file") return fileAuthStore(folder);
  if (place.store === "ephemeral") return NOWHERE;
  const { keyringTool } = await import("./keyring_tool.ts");
  const { keyringAuthStore } = await import("./keyring_store.ts");
  const tool = keyringTool(currentOs(), place.environment);
  if (tool === undefined) return fileAuthStore(folder);
  const keyring = keyringAuthStore(folder, tool, warn);
  return place.store === "keyring" ? keyring : keyringElseFile(keyring, fileAuthStore(folder), log);
}

const NOWHERE: AuthStore = { load: () => undefined, save: () => undefined };

function keyringElseFile(keyring: AuthStore, file: AuthStore, log: LoginLog): AuthStore {
  return {
    load: async () => await keyring.load() ?? await file.load(),
    async save(credentials) {
      try {
        return await keyring.save(credentials);
      } catch (error) {
        if (!(error instanceof LoginError)) throw error;
        log.record({ event: "keyring could not be used; saving to the file" });
        return await file.save(credentials);
      }
    },
  };
}
