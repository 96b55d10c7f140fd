/**
 * The layers of configuration in upstream's order, and which of them are there.
 *
 * Permission: read on each file; env on ProgramData, on Windows.
 *
 * @module
 */
import {
  type ConfigFile,
  type ConfigProblem,
  describeProblem,
  tryConfigFile,
} from "./config_file.ts";
import { type ConfigLayer, ConfigValues, isTable } from "./config_values.ts";
import { usageError } from "../../errors/errors.ts";
import { folderOf, isThere, mayHold } from "../../base/files/folder_entries.ts";
import { pathIn } from "../../base/paths.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { trustedProjectFolders, workingFolder } from "./project_folders.ts";

/** Whose a file is: everybody's on this machine, the person's, a project's, or what an administrator forces. */
export type LayerKind = "system" | "user" | "project" | "managed" | "requirements";

/** A file that is there. */
export interface LayerFile {
  readonly kind: LayerKind;
  readonly path: string;
  readonly file?: ConfigFile;
  readonly problem?: ConfigProblem;
}

/** What a project must not decide for whoever opens it. */
const NOT_FOR_PROJECTS: readonly (readonly [key: string, below?: string])[] = [
  ["profile"],
  ["model_provider"],
  ["model_providers"],
  ["features", "respect_system_proxy"],
];
/** What requirements set whatever the other layers say. */
const REQUIRED_VALUES = [
  "cli_auth_credentials_store",
  "log_dir",
  "features",
  "model_provider",
  "model_providers",
];
/** Another name of one of them there. */
const FEATURES_ALIAS = "feature_requirements";

/** Where an administrator's files lie. */
export function systemFolder(readEnvironment: ReadEnvironment): string {
  if (Deno.build.os !== "windows") return "/etc/codex";
  return `${readEnvironment("ProgramData") || "C:\\ProgramData"}\\OpenAI\\Codex`;
}

/**
 * The files that are there, the weakest first. Never throws for one that cannot be used.
 *
 * @param overrides What `-c` sets: it decides about projects as well.
 * @param folder Where an administrator's files lie.
 * @param cwd What is looked for a project from.
 */
export async function findLayers(
  codexHome: string,
  overrides: readonly ConfigLayer[],
  folder: string,
  cwd: string | undefined = workingFolder(),
): Promise<LayerFile[]> {
  const find = async (kind: LayerKind, inFolder: string, name = "config.toml") => {
    const found = await tryConfigFile(inFolder, name);
    const isThere = found.file !== undefined || found.problem !== undefined;
    return isThere ? [{ kind, path: pathIn(inFolder, name), ...found }] : [];
  };
  // A file that is not there costs a millisecond to ask for, so its folder is looked for first.
  const isManaged = mayHold(folderOf(folder), folder.slice(folderOf(folder).length + 1));
  const system = isManaged ? await find("system", folder) : [];
  const managed = isManaged && Deno.build.os !== "windows"
    ? await find("managed", folder, "managed_config.toml")
    : [];
  const requirements = isManaged ? await find("requirements", folder, "requirements.toml") : [];
  const user = await find("user", codexHome);
  const decisive = valuesOf([...system, ...user, ...managed], overrides);
  const projects: LayerFile[] = [];
  for (const folder of trustedProjectFolders(decisive, codexHome, cwd)) {
    projects.push(...await find("project", folder));
  }
  return [...system, ...user, ...projects, ...managed, ...requirements];
}

/**
 * The values of the layers, with those of `-c` where they belong: above what the person and projects set,
 * below what an administrator forces.
 */
export function valuesOf(
  files: readonly LayerFile[],
  overrides: readonly ConfigLayer[],
): ConfigValues {
  const of = (...kinds: LayerKind[]) =>
    files.filter(({ kind }) => kinds.includes(kind)).flatMap(layerOf);
  return new ConfigValues([
    ...of("system", "user", "project"),
    ...overrides,
    ...of("managed"),
    ...of("requirements"),
  ]);
}

/** The values of an administrator's requirements themselves. */
export function requirementsOf(files: readonly LayerFile[]): ConfigValues {
  return new ConfigValues(
    files.flatMap(({ kind, file }) =>
      kind === "requirements" && file ? [{ ...file, source: file.path }] : []
    ),
  );
}

/** Keys of projects that do not count, each with its file. */
export function ignoredProjectKeys(files: readonly LayerFile[]): { key: string; path: string }[] {
  return files.filter(({ kind }) => kind === "project").flatMap(({ path, file }) =>
    NOT_FOR_PROJECTS.filter(([key, below]) => {
      const value = file?.values[key];
      return below === undefined
        ? value !== undefined
        : isTable(value) && Object.hasOwn(value, below);
    }).map((keys) => ({ path, key: keys.join(".") }))
  );
}

/**
 * Refuses files that cannot be used.
 *
 * @throws {LoginError} `usage`: unreadable, or broken TOML with file, line and column.
 */
export function refuseProblems(files: readonly LayerFile[]): void {
  for (const { kind, path, problem } of files) {
    const own = kind === "user" && isThere(folderOf(path)) ? path : undefined;
    if (problem) throw usageError(`${path}${describeProblem(problem, own)}`);
  }
}

function layerOf({ kind, path, file }: LayerFile): ConfigLayer[] {
  if (file === undefined) return [];
  return [{ ...file, source: path, base: folderOf(path), values: ownValues(kind, file.values) }];
}

/** The values that a file of this kind may set. */
function ownValues(kind: LayerKind, values: ConfigFile["values"]): ConfigFile["values"] {
  const entries = Object.entries(values);
  if (kind === "requirements") {
    return Object.fromEntries(
      entries.map(([key, value]) => [key === FEATURES_ALIAS ? "features" : key, value] as const)
        .filter(([key]) => REQUIRED_VALUES.includes(key)),
    );
  }
  if (kind !== "project") return values;
  const isOurs = (...path: [key: string, below?: string]) =>
    !NOT_FOR_PROJECTS.some(([key, below]) => key === path[0] && below === path[1]);
  const allowed = entries.filter(([key]) => isOurs(key)).map(([key, value]) => [
    key,
    isTable(value)
      ? Object.fromEntries(Object.entries(value).filter(([below]) => isOurs(key, below)))
      : value,
  ]);
  return Object.fromEntries(allowed);
}
