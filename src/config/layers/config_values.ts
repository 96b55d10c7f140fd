/**
 * The values of every layer of configuration as one tree, each with where it stands.
 *
 * @module
 */
import { placeInToml } from "./toml_place.ts";

/** A value of the configuration. */
export interface ConfigValue {
  /** As an error calls it, with its table: `features.name`. */
  readonly key: string;
  readonly value: unknown;
  /** Where it stands, for an error: file, line and column, or `-c` and the key. */
  readonly source: string;
  /** What a relative path starts from; `undefined`: the working directory. */
  readonly base: string | undefined;
}

/** A table of values from one place. */
export interface ConfigLayer {
  /** A file's absolute path, or `-c` and the key. */
  readonly source: string;
  readonly values: Record<string, unknown>;
  /** The file's text, in which values have a place. */
  readonly text?: string;
  /** What relative paths in it start from. Default: the working directory. */
  readonly base?: string;
}

/** Finds values; tables of all layers are one, and anything else hides what weaker layers have there. */
export class ConfigValues {
  readonly #layers: readonly ConfigLayer[];

  /** @param layers The strongest last. */
  constructor(layers: readonly ConfigLayer[]) {
    this.#layers = layers;
  }

  /** The value at `path`, or `undefined` where nothing sets it. */
  find(...path: string[]): ConfigValue | undefined {
    for (const layer of this.#layers.toReversed()) {
      const { source, text, base } = layer;
      const found = dig(layer.values, path);
      if (found === HIDDEN) return undefined;
      if (found === undefined) continue;
      return {
        key: path.join("."),
        value: found,
        get source() {
          const place = text === undefined ? undefined : placeInToml(text, path);
          return [source, place].filter(Boolean).join(":");
        },
        base,
      };
    }
    return undefined;
  }

  /** The names of all keys right below `path`, and where each stands. */
  keysBelow(...path: string[]): Map<string, string> {
    const keys = new Map<string, string>();
    for (const { values, source } of this.#layers) {
      const table = dig(values, path);
      for (const key of isTable(table) ? Object.keys(table) : []) keys.set(key, source);
    }
    return keys;
  }
}

/** Whether a value is a TOML table. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}

/** What has a value that is no table on the way to a key. */
const HIDDEN = Symbol();

function dig(value: unknown, path: readonly string[]): unknown {
  for (const key of path) {
    if (!isTable(value)) return HIDDEN;
    if (!Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
