/**
 * What a login reads from the configuration, checked.
 *
 * @module
 */
import type { ForcedLoginMethod } from "./forced_method.ts";
import { nearMisses } from "./config_near_miss.ts";
import { parseOverride, readConfigFile } from "./config_file.ts";
import { type NeededAccount, neededAccount } from "./model_provider.ts";
import { type ConfigValue, ConfigValues, isTable } from "./config_values.ts";
import { usageError } from "../errors/errors.ts";
import { homeFolder, isAbsolute } from "./home_folder.ts";
import type { ReadEnvironment } from "../base/environment_names.ts";
import { CREDENTIALS_STORES, type CredentialsStore } from "../log/log_words.ts";

/** What a login reads from the configuration. */
export interface ConfigSettings {
  /** Absolute. */
  readonly logDir: string | undefined;
  readonly workspaceIds: readonly string[] | undefined;
  readonly forcedLoginMethod: ForcedLoginMethod;
  /** Default: `file`. */
  readonly credentialsStore: CredentialsStore;
  /** Default: false. */
  readonly respectSystemProxy: boolean;
  /** Default: `openai`. */
  readonly neededAccount: NeededAccount;
}

const LOGIN_METHODS = ["chatgpt", "api"] as const;

/** A value that its key does not take. */
export interface WrongSetting {
  /** One of the keys that a login reads. */
  readonly key: string;
  /** Where it stands: file, line and column, or `-c` and the key. */
  readonly source: string;
  /** What the key takes, as in "true or false". */
  readonly expected: string;
  /** How to write what was probably meant; it holds the value. */
  readonly hint?: string;
}

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
): Promise<ConfigSettings> {
  const file = await readConfigFile(codexHome);
  const values = new ConfigValues(
    file,
    codexHome,
    await Promise.all(overrides.map(parseOverride)),
  );
  if (file !== undefined || overrides.length > 0) {
    for (const sentence of nearMisses(values)) warn(`Warning: ${sentence}`);
  }
  const [wrong] = wrongSettings(values, readEnvironment);
  if (wrong) {
    const hint = wrong.hint === undefined ? "" : `; ${wrong.hint}`;
    throw usageError(`${wrong.source}: ${wrong.key} takes ${wrong.expected}${hint}.`);
  }
  return {
    logDir: READERS.logDir(values, readEnvironment),
    workspaceIds: READERS.workspaceIds(values),
    forcedLoginMethod: READERS.forcedLoginMethod(values),
    credentialsStore: READERS.credentialsStore(values),
    respectSystemProxy: READERS.respectSystemProxy(values),
    neededAccount: neededAccount(values),
  };
}

/**
 * The absolute path of `log_dir`, `undefined` where nothing sets it; one that is wrong is to be found
 * with {@linkcode wrongSettings} before.
 */
export function logDirOf(
  values: ConfigValues,
  readEnvironment: ReadEnvironment,
): string | undefined {
  return READERS.logDir(values, readEnvironment);
}

type Reader<T> = (values: ConfigValues, readEnvironment: ReadEnvironment) => T;

const READERS = {
  logDir: (values: ConfigValues, readEnvironment: ReadEnvironment) =>
    folder(values.find("log_dir"), readEnvironment),
  workspaceIds: (values: ConfigValues) => workspaceIds(values.find("forced_chatgpt_workspace_id")),
  forcedLoginMethod: (values: ConfigValues) =>
    oneOf(values.find("forced_login_method"), "forced_login_method", LOGIN_METHODS),
  credentialsStore: (values: ConfigValues) =>
    oneOf(
      values.find("cli_auth_credentials_store"),
      "cli_auth_credentials_store",
      CREDENTIALS_STORES,
    ) ?? "file",
  respectSystemProxy: (values: ConfigValues) =>
    flag(values.find("features", "respect_system_proxy"), "features.respect_system_proxy"),
  neededAccount,
} as const satisfies { [K in keyof ConfigSettings]: Reader<ConfigSettings[K]> };

function checkFeatures(values: ConfigValues): void {
  const features = values.find("features");
  if (features && !isTable(features.value)) throw new WrongValue(features, "features", "a table");
}

/** Every value that its key does not take, in the order in which a login would meet them. */
export function wrongSettings(
  values: ConfigValues,
  readEnvironment: ReadEnvironment,
): WrongSetting[] {
  return [checkFeatures, ...Object.values(READERS)].flatMap((read) => {
    try {
      read(values, readEnvironment);
      return [];
    } catch (error) {
      if (error instanceof WrongValue) return [error.wrong];
      throw error;
    }
  });
}

class WrongValue extends Error {
  readonly wrong: WrongSetting;

  constructor({ source }: ConfigValue, key: string, expected: string, hint?: string) {
    super(expected);
    this.wrong = { key, source, expected, ...(hint !== undefined && { hint }) };
  }
}

function folder(
  setting: ConfigValue | undefined,
  readEnvironment: ReadEnvironment,
): string | undefined {
  if (setting === undefined) return undefined;
  const path = setting.value;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw new WrongValue(setting, "log_dir", "a path");
  }
  const home = /^~(?:\/|$)/.test(path) ? homeFolder(readEnvironment) : undefined;
  if (home !== undefined) return home + path.slice(1);
  if (isAbsolute(path)) return path;
  return `${setting.base ?? Deno.cwd()}/${path}`;
}

function workspaceIds(setting: ConfigValue | undefined): readonly string[] | undefined {
  if (setting === undefined) return undefined;
  const key = "forced_chatgpt_workspace_id";
  const { value } = setting;
  // Upstream refuses it too: a restriction to an id that nobody has would lock everybody out.
  if (typeof value === "string" && value.includes(",")) {
    const ids = value.split(",").map((id) => JSON.stringify(id.trim())).join(", ");
    throw new WrongValue(
      setting,
      key,
      "one workspace id or a TOML list",
      `write [${ids}] for several`,
    );
  }
  const ids = Array.isArray(value) ? value : [value];
  if (!ids.every((id): id is string => typeof id === "string" && id.trim() !== "")) {
    throw new WrongValue(setting, key, "a workspace id or a list of them");
  }
  return ids.length === 0 ? undefined : ids.map((id) => id.trim());
}

function oneOf<T extends string>(
  setting: ConfigValue | undefined,
  key: string,
  words: readonly T[],
): T | undefined {
  if (setting === undefined) return undefined;
  const word = words.find((word) => word === setting.value);
  if (word !== undefined) return word;
  const quoted = words.map((word) => JSON.stringify(word));
  throw new WrongValue(setting, key, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

function flag(setting: ConfigValue | undefined, key: string): boolean {
  if (setting === undefined) return false;
  if (typeof setting.value === "boolean") return setting.value;
  throw new WrongValue(setting, key, "true or false");
}
