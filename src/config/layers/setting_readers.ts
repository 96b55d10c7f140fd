/**
 * The keys that a login reads: which they are, what each takes, and how it is read.
 *
 * @module
 */
import { type ForcedLoginMethod, LOGIN_METHODS } from "../forced_method.ts";
import { type NeededAccount, neededAccount, wrongProvider } from "../model_provider.ts";
import { type ConfigValues, isTable } from "./config_values.ts";
import {
  flag,
  folder,
  isString,
  oneOf,
  trimmed,
  workspaceIds,
  type WrongSetting,
  WrongValue,
} from "./setting_values.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { CREDENTIALS_STORES, type CredentialsStore } from "../../log/log_words.ts";

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
  /** Whether codex keeps credentials of a keyring in a file that this program cannot read. Default: as on each system. */
  readonly hasSecretStorage: boolean | undefined;
  /** The files that count, and `-c`, the weakest first. */
  readonly layers: readonly string[];
  /** Default: `openai`. */
  readonly neededAccount: NeededAccount;
  /** What is wrong about the choice of a provider, in a sentence without its end. */
  readonly wrongProvider: string | undefined;
}

/** Every key at the top that a login reads; others are codex's own, or nobody's. */
export const TOP_LEVEL_KEYS = [
  "log_dir",
  "forced_login_method",
  "forced_chatgpt_workspace_id",
  "cli_auth_credentials_store",
  "features",
  "model_provider",
  "model_providers",
];

/** The same below `features`. */
export const FEATURES = ["respect_system_proxy", "secret_auth_storage"];

type Reader<T> = (values: ConfigValues, readEnvironment: ReadEnvironment) => T;

/** How each setting is read. They throw what {@linkcode wrongSettings} finds. */
export const READERS = {
  logDir: (values: ConfigValues, readEnvironment: ReadEnvironment) =>
    folder(values.find("log_dir"), readEnvironment),
  workspaceIds: (values: ConfigValues) => workspaceIds(values.find("forced_chatgpt_workspace_id")),
  forcedLoginMethod: (values: ConfigValues) =>
    oneOf(values.find("forced_login_method"), LOGIN_METHODS),
  credentialsStore: (values: ConfigValues) =>
    oneOf(values.find("cli_auth_credentials_store"), CREDENTIALS_STORES) ?? "file",
  respectSystemProxy: (values: ConfigValues) =>
    flag(values.find("features", "respect_system_proxy")),
  hasSecretStorage: (values: ConfigValues) => {
    const setting = values.find("features", "secret_auth_storage");
    return setting && flag(setting);
  },
  neededAccount,
  wrongProvider,
} as const satisfies { [K in Exclude<keyof ConfigSettings, "layers">]: Reader<ConfigSettings[K]> };

/** What an administrator allows; `undefined` allows everything. Wrong ones are found before. */
export const REQUIREMENTS = {
  loginMethods: (values: ConfigValues) =>
    values.find("allowed_login_methods")?.value as
      | readonly (typeof LOGIN_METHODS[number])[]
      | undefined,
  workspaces: (values: ConfigValues) => {
    const setting = values.find("allowed_chatgpt_workspaces");
    return setting && trimmed(setting.value as string[]);
  },
};

/** Upstream has given up the key, and goes no further than it. */
function checkProfile(values: ConfigValues): void {
  const profile = values.find("profile");
  if (!profile) return;
  const { value } = profile;
  if (!isString(value)) throw new WrongValue(profile, "nothing any more");
  throw new WrongValue(
    profile,
    "nothing any more",
    `legacy \`profile = "${value}"\` config is no longer supported; use \`--profile ${value}\` ` +
      `with \`${value}.config.toml\` instead`,
  );
}

/** Which projects are trusted decides whose configuration counts. */
function checkProjects(values: ConfigValues): void {
  const projects = values.find("projects");
  if (projects && !isTable(projects.value)) throw new WrongValue(projects, "a table");
  for (const path of values.keysBelow("projects").keys()) {
    const project = values.find("projects", path);
    if (project && !isTable(project.value)) {
      throw new WrongValue({ ...project, key: `projects.${JSON.stringify(path)}` }, "a table");
    }
    const level = values.find("projects", path, "trust_level");
    if (!level || level.value === "trusted" || level.value === "untrusted") continue;
    const key = `projects.${JSON.stringify(path)}.trust_level`;
    throw new WrongValue({ ...level, key }, '"trusted" or "untrusted"');
  }
  const markers = values.find("project_root_markers");
  if (markers && !(Array.isArray(markers.value) && markers.value.every(isString))) {
    throw new WrongValue(markers, "a list of names");
  }
}

function checkFeatures(values: ConfigValues): void {
  const features = values.find("features");
  if (features && !isTable(features.value)) throw new WrongValue(features, "a table");
}

/** Every value that its key does not take, in the order in which a login would meet them. */
export function wrongSettings(
  values: ConfigValues,
  readEnvironment: ReadEnvironment,
): WrongSetting[] {
  const checks = [checkProfile, checkProjects, checkFeatures, ...Object.values(READERS)];
  return checks.flatMap((check) => {
    try {
      check(values, readEnvironment);
      return [];
    } catch (error) {
      if (error instanceof WrongValue) return [error.wrong];
      throw error;
    }
  });
}
