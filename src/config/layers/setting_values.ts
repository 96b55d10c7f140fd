/**
 * What a value may be, whatever key it stands behind.
 *
 * @module
 */
import type { ConfigValue } from "./config_values.ts";
import { homeFolder } from "../home_folder.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { workingFolder } from "./project_folders.ts";
import { ownSpelling, pathIn } from "../../base/paths.ts";

/** `~` and what lies in it; `~name` is an ordinary name, as for the real CLI. */
const OF_HOME = Deno.build.os === "windows" ? /^~(?:[\\/]+(.*))?$/s : /^~(?:\/+(.*))?$/s;

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

/** Thrown for a value that its key does not take. */
export class WrongValue extends Error {
  readonly wrong: WrongSetting;

  constructor(setting: Pick<ConfigValue, "key" | "source">, expected: string, hint?: string) {
    super(expected);
    const { key, source } = setting;
    this.wrong = { key, source, expected, ...(hint !== undefined && { hint }) };
  }
}

/** A folder: absolute, of the home, or relative to where it stands. */
export function folder(
  setting: ConfigValue | undefined,
  readEnvironment: ReadEnvironment,
): string | undefined {
  if (setting === undefined) return undefined;
  const path = setting.value;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw new WrongValue(setting, "a path");
  }
  const [isOfHome, rest = ""] = OF_HOME.exec(path) ?? [];
  const home = isOfHome === undefined ? undefined : homeFolder(readEnvironment);
  if (home !== undefined) return rest === "" ? ownSpelling(home) : pathIn(home, rest);
  const base = setting.base ?? workingFolder();
  if (base === undefined && pathIn("/", path) !== path) {
    throw new WrongValue(setting, "a full path, since the working folder has none");
  }
  return pathIn(base ?? "/", path);
}

/** One id or several; `undefined` where none is named. */
export function workspaceIds(setting: ConfigValue | undefined): readonly string[] | undefined {
  if (setting === undefined) return undefined;
  const { value } = setting;
  // Upstream refuses it too: a restriction to an id that nobody has would lock everybody out.
  if (typeof value === "string" && value.includes(",")) {
    const ids = value.split(",").map((id) => JSON.stringify(id.trim())).join(", ");
    const hint = `write [${ids}] for several`;
    throw new WrongValue(setting, "one workspace id or a TOML list", hint);
  }
  const ids = Array.isArray(value) ? value : [value];
  if (!ids.every(isString)) throw new WrongValue(setting, "a workspace id or a list of them");
  const named = trimmed(ids);
  return named.length === 0 ? undefined : named;
}

/** Whether it is text. */
export function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** Blanks around an id do not count, and an empty one is none, as upstream has it. */
export function trimmed(ids: readonly string[]): string[] {
  return ids.map((id) => id.trim()).filter((id) => id !== "");
}

/** One of `words`. */
export function oneOf<T extends string>(
  setting: ConfigValue | undefined,
  words: readonly T[],
): T | undefined {
  if (setting === undefined) return undefined;
  const word = words.find((word) => word === setting.value);
  if (word !== undefined) return word;
  const quoted = words.map((word) => JSON.stringify(word));
  throw new WrongValue(setting, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

/** True or false. Default: false. */
export function flag(setting: ConfigValue | undefined): boolean {
  if (setting === undefined) return false;
  if (typeof setting.value === "boolean") return setting.value;
  throw new WrongValue(setting, "true or false");
}
