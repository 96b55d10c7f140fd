/**
 * The values of `-c` and `config.toml` as one tree, each with where it stands.
 *
 * @module
 */
import { placeInToml } from "./toml_place.ts";

/** A value of the configuration. */
export interface ConfigValue {
  readonly value: unknown;
  /** Where it stands, for an error: file, line and column, or `-c` and the key. */
  readonly source: string;
  /** What a relative path starts from; `undefined`: the working directory. */
  readonly base: string | undefined;
}

/** `-c a.b=value`, parsed. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A parsed configuration file. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly values: Record<string, unknown>;
  readonly text: string;
}

/** Finds values; a later override hides an earlier one, and each of them the file. */
export class ConfigValues {
  readonly #file: ConfigFile | undefined;
  readonly #base: string;
  readonly #overrides: readonly Override[];

  /** @param base What relative paths in the file start from. */
  constructor(file: ConfigFile | undefined, base: string, overrides: readonly Override[]) {
    this.#file = file;
    this.#base = base;
    this.#overrides = overrides.toReversed();
  }

  /** The value at `path`, or `undefined` where nothing sets it. */
  find(...path: string[]): ConfigValue | undefined {
    for (const { path: set, value } of this.#overrides) {
      const source = `-c ${set.join(".")}`;
      // An override of a key below makes a table of this one.
      if (startsWith(set, path) && set.length > path.length) {
        return { value: {}, source, base: undefined };
      }
      if (startsWith(path, set)) {
        const found = dig(value, path.slice(set.length));
        return found === undefined ? undefined : { value: found, source, base: undefined };
      }
    }
    const found = dig(this.#file?.values, path);
    if (found === undefined) return undefined;
    const place = this.#file && placeInToml(this.#file.text, path);
    const source = [this.#file?.path, place].filter(Boolean).join(":");
    return { value: found, source, base: this.#base };
  }

  /** The names of all keys right below `path`, and where each stands. */
  keysBelow(...path: string[]): Map<string, string> {
    const keys = new Map<string, string>();
    const addAll = (value: unknown, source: string) => {
      for (const key of isTable(value) ? Object.keys(value) : []) keys.set(key, source);
    };
    addAll(dig(this.#file?.values, path), this.#file?.path ?? "");
    for (const { path: set, value } of this.#overrides) {
      const source = `-c ${set.join(".")}`;
      const next = startsWith(set, path) ? set[path.length] : undefined;
      if (next !== undefined) keys.set(next, source);
      else if (startsWith(path, set)) addAll(dig(value, path.slice(set.length)), source);
    }
    return keys;
  }
}

/** Whether a value is a TOML table. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((key, index) => path[index] === key);
}

function dig(value: unknown, path: readonly string[]): unknown {
  for (const key of path) {
    if (!isTable(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
