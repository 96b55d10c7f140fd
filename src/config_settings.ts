/**
 * What a login reads from the configuration, checked.
 *
 * @module
 */
import { nearMisses } from "./config_near_miss.ts";
import type { ReadEnvironment } from "./browser.ts";
import { parseOverride, readConfigFile } from "./config_file.ts";
import { ConfigValues, isTable, type Setting } from "./config_values.ts";
import { type LoginError, usageError } from "./errors.ts";

/** Where credentials are to be kept. */
export type CredentialsStore = typeof CREDENTIALS_STORES[number];

/** What a login reads from the configuration. */
export interface Settings {
  /** Absolute. */
  readonly logDir: string | undefined;
  readonly workspaceIds: readonly string[] | undefined;
  readonly forcedLoginMethod: "chatgpt" | "api" | undefined;
  /** Default: `file`. */
  readonly credentialsStore: CredentialsStore;
  /** Default: false. */
  readonly respectSystemProxy: boolean;
}

const CREDENTIALS_STORES = ["file", "keyring", "auto", "ephemeral"] as const;
const LOGIN_METHODS = ["chatgpt", "api"] as const;

/**
 * Reads the settings of `-c`, else of `$CODEX_HOME/config.toml`.
 *
 * @param warn Called with one sentence for each key that is a near miss of one that counts.
 * @throws {LoginError} `usage`: broken TOML with file, line and column, or a value of the wrong type.
 */
export async function loadSettings(
  codexHome: string,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
  warn: (sentence: string) => void,
): Promise<Settings> {
  const file = await readConfigFile(codexHome);
  const values = new ConfigValues(
    file,
    codexHome,
    await Promise.all(overrides.map(parseOverride)),
  );
  if (file !== undefined || overrides.length > 0) {
    for (const sentence of nearMisses(values)) warn(`Warning: ${sentence}`);
  }
  const features = values.find("features");
  if (features && !isTable(features.value)) throw wrongValue(features, "features", "a table");
  return {
    logDir: folder(values.find("log_dir"), readEnvironment),
    workspaceIds: workspaceIds(values.find("forced_chatgpt_workspace_id")),
    forcedLoginMethod: oneOf(
      values.find("forced_login_method"),
      "forced_login_method",
      LOGIN_METHODS,
    ),
    credentialsStore: oneOf(
      values.find("cli_auth_credentials_store"),
      "cli_auth_credentials_store",
      CREDENTIALS_STORES,
    ) ?? "file",
    respectSystemProxy: flag(
      values.find("features", "respect_system_proxy"),
      "features.respect_system_proxy",
    ),
  };
}

function folder(
  setting: Setting | undefined,
  readEnvironment: ReadEnvironment,
): string | undefined {
  if (setting === undefined) return undefined;
  const path = setting.value;
  if (typeof path !== "string" || path === "") throw wrongValue(setting, "log_dir", "a path");
  const home = readEnvironment("HOME") || readEnvironment("USERPROFILE");
  if (home && (path === "~" || path.startsWith("~/"))) return home + path.slice(1);
  if (path.startsWith("/") || (Deno.build.os === "windows" && /^([a-z]:)?[\\/]/i.test(path))) {
    return path;
  }
  return `${setting.base ?? Deno.cwd()}/${path}`;
}

function workspaceIds(setting: Setting | undefined): readonly string[] | undefined {
  if (setting === undefined) return undefined;
  const key = "forced_chatgpt_workspace_id";
  const { value } = setting;
  // Upstream refuses it too: a restriction to an id that nobody has would lock everybody out.
  if (typeof value === "string" && value.includes(",")) {
    const ids = value.split(",").map((id) => JSON.stringify(id.trim())).join(", ");
    throw wrongValue(setting, key, `one workspace id or a TOML list; write [${ids}] for several`);
  }
  const ids = Array.isArray(value) ? value : [value];
  if (!ids.every((id): id is string => typeof id === "string" && id.trim() !== "")) {
    throw wrongValue(setting, key, "a workspace id or a list of them");
  }
  return ids.length === 0 ? undefined : ids.map((id) => id.trim());
}

function oneOf<T extends string>(
  setting: Setting | undefined,
  key: string,
  words: readonly T[],
): T | undefined {
  if (setting === undefined) return undefined;
  const word = words.find((word) => word === setting.value);
  if (word !== undefined) return word;
  const quoted = words.map((word) => JSON.stringify(word));
  throw wrongValue(setting, key, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

function flag(setting: Setting | undefined, key: string): boolean {
  if (setting === undefined) return false;
  if (typeof setting.value === "boolean") return setting.value;
  throw wrongValue(setting, key, "true or false");
}

function wrongValue(setting: Setting, key: string, expected: string): LoginError {
  return usageError(`${setting.source}: ${key} takes ${expected}.`);
}
