/**
 * Reads and checks what a login takes from the layers of configuration.
 *
 * @module
 */
import { LOGIN_METHODS } from "../forced_method.ts";
import { nearMisses } from "./config_near_miss.ts";
import { parseOverride } from "./config_file.ts";
import {
  findLayers,
  ignoredProjectKeys,
  type LayerFile,
  refuseProblems,
  requirementsOf,
  systemFolder,
  valuesOf,
} from "./config_layers.ts";
import type { ConfigValues } from "./config_values.ts";
import { type ConfigSettings, READERS, REQUIREMENTS, wrongSettings } from "./setting_readers.ts";
import { wrongRequirements } from "./requirement_shapes.ts";
import { usageError } from "../../errors/errors.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/**
 * Reads the settings of every layer.
 *
 * @param warn Called with one sentence for each key that is a near miss of one that counts, and for each
 * that does not count where it stands.
 * @param folder Where an administrator's files lie.
 * @param cwd What is looked for a project from. Default: the working directory.
 * @throws {LoginError} `usage`: broken TOML with file, line and column, a value of the wrong type, or
 * requirements that leave no way to sign in.
 */
export async function loadSettings(
  codexHome: string,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
  warn: (sentence: string) => void,
  folder: string = systemFolder(readEnvironment),
  cwd?: string,
): Promise<ConfigSettings> {
  const ofOverrides = await Promise.all(overrides.map(parseOverride));
  const files = await findLayers(codexHome, ofOverrides, folder, cwd);
  refuseProblems(files);
  const values = valuesOf(files, ofOverrides);
  const requirements = requirementsOf(files);
  if (files.length > 0 || overrides.length > 0) {
    for (const sentence of nearMisses(values)) warn(`Warning: ${sentence}`);
    for (const { key, path } of ignoredProjectKeys(files)) {
      warn(`Warning: ${path}: ${key} does not count in a project; set it in your own config.toml.`);
    }
  }
  const [wrong] = [
    ...wrongSettings(values, readEnvironment),
    ...wrongRequirements(requirements),
  ];
  if (wrong) {
    const hint = wrong.hint === undefined ? "" : `; ${wrong.hint}`;
    throw usageError(`${wrong.source}: ${wrong.key} takes ${wrong.expected}${hint}.`);
  }
  const wrongProvider = READERS.wrongProvider(values);
  // What an administrator chose ends an app-server, too.
  if (wrongProvider && requirements.find("model_provider")) throw usageError(`${wrongProvider}.`);
  return {
    logDir: READERS.logDir(values, readEnvironment),
    ...allowedSignIns(values, requirements),
    credentialsStore: READERS.credentialsStore(values),
    respectSystemProxy: READERS.respectSystemProxy(values),
    hasSecretStorage: READERS.hasSecretStorage(values),
    neededAccount: READERS.neededAccount(values),
    wrongProvider,
    layers: namesOf(files, overrides.length > 0),
  };
}

/** What counts, the weakest first. */
function namesOf(files: readonly LayerFile[], hasOverrides: boolean): string[] {
  const isForced = ({ kind }: LayerFile) => kind === "managed" || kind === "requirements";
  const path = ({ path }: LayerFile) => path;
  return [
    ...files.filter((file) => !isForced(file)).map(path),
    ...(hasOverrides ? ["-c"] : []),
    ...files.filter(isForced).map(path),
  ];
}

/**
 * What the configuration forces, within what an administrator allows.
 *
 * @throws {LoginError} `usage` where nothing is left.
 */
export function allowedSignIns(
  values: ConfigValues,
  requirements: ConfigValues,
): Pick<ConfigSettings, "workspaceIds" | "forcedLoginMethod"> {
  const methods = REQUIREMENTS.loginMethods(requirements);
  const workspaces = REQUIREMENTS.workspaces(requirements);
  const forced = READERS.forcedLoginMethod(values);
  const chosen = READERS.workspaceIds(values);
  const workspaceIds = workspaces === undefined
    ? chosen
    : chosen?.filter((id) => workspaces.includes(id)) ?? workspaces;
  const left = LOGIN_METHODS.filter((method) =>
    (forced ?? method) === method && (methods ?? LOGIN_METHODS).includes(method) &&
    (method !== "chatgpt" || workspaceIds?.length !== 0)
  );
  const [only, another] = left;
  if (only === undefined) {
    const key = methods ? "allowed_login_methods" : "allowed_chatgpt_workspaces";
    const source = requirements.find(key)?.source;
    throw usageError(
      `${source}: authentication requirements do not permit any usable login method.`,
    );
  }
  return {
    workspaceIds: workspaceIds?.length === 0 ? undefined : workspaceIds,
    forcedLoginMethod: another === undefined ? only : undefined,
  };
}
