/**
 * Reads `config.toml` and `-c key=value`.
 *
 * Permission: read on `config.toml` in CODEX_HOME.
 *
 * @module
 */
import type { ConfigFile, Override } from "./config_values.ts";
import { usageError } from "../errors/errors.ts";
import { outsideStrings } from "./toml_place.ts";
import { mayHold } from "../base/folder_entries.ts";
import { wordsOfFailure } from "../base/system_words.ts";
import {
  CONFIGURATION_LIMIT_BYTES,
  readRegularFile,
  UnusableFileError,
} from "../base/regular_file.ts";
import { pathIn } from "../base/paths.ts";

const CONFIG_FILE_NAME = "config.toml";

/** Why a `config.toml` that is there cannot be used. */
export type ConfigProblem =
  | { readonly kind: "not_regular" | "too_large"; readonly why: string }
  | { readonly kind: "unreadable"; readonly error: unknown }
  | { readonly kind: "not_utf8" }
  | {
    readonly kind: "not_toml";
    readonly line: number;
    readonly column: number;
    readonly what: string;
  };

/**
 * The parsed `config.toml` of `folder` (CODEX_HOME), `undefined` where there is none.
 *
 * @throws {LoginError} `usage`: unreadable, or broken TOML with file, line and column.
 */
export async function readConfigFile(folder: string): Promise<ConfigFile | undefined> {
  const { file, problem } = await tryConfigFile(folder);
  if (problem === undefined) return file;
  const path = pathIn(folder, CONFIG_FILE_NAME);
  switch (problem.kind) {
    case "not_regular":
    case "too_large":
      throw usageError(`${path} cannot be read: ${problem.why}.`);
    case "unreadable": {
      throw usageError(`${path} cannot be read: ${wordsOfFailure(problem.error)}.`);
    }
    case "not_utf8":
      throw usageError(`${path}: this is not UTF-8 text.`);
    case "not_toml":
      throw usageError(`${path}:${problem.line}:${problem.column}: ${problem.what}`);
  }
}

/** The same, with what is wrong told apart. Never throws for a file that cannot be used. */
export async function tryConfigFile(
  folder: string,
): Promise<{ readonly file?: ConfigFile; readonly problem?: ConfigProblem }> {
  const path = pathIn(folder, CONFIG_FILE_NAME);
  if (!mayHold(folder, CONFIG_FILE_NAME)) return {};
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(
      readRegularFile(path, CONFIGURATION_LIMIT_BYTES),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    if (error instanceof UnusableFileError) {
      return { problem: { kind: error.reason, why: error.message } };
    }
    if (error instanceof TypeError) return { problem: { kind: "not_utf8" } };
    return { problem: { kind: "unreadable", error } };
  }
  if (text.trim() === "") return {};
  const { parse, TomlError } = await import("smol-toml");
  try {
    return { file: { path, text, values: parse(withoutLeapSeconds(text), EVERY_INTEGER) } };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    // Behind its first line the parser quotes the file.
    const [what = ""] = error.message.split("\n", 1);
    return { problem: { kind: "not_toml", line, column, what } };
  }
}

/** Without it an integer past 2^53 would be an error, also in a key that no login reads. */
const EVERY_INTEGER = { integersAsBigInt: "asNeeded" } as const;

/** TOML has a second 60 (RFC 3339 section 5.6), the parser has not; where things stand does not change. */
function withoutLeapSeconds(text: string): string {
  const LEAP = /(\d\d:\d\d:)60(?!\d)/g;
  return text.includes(":60") ? outsideStrings(text, (code) => code.replace(LEAP, "$159")) : text;
}

/**
 * Parses `a.b=value`: the key's parts stand between dots, the value is TOML, else a plain string, as
 * upstream has it.
 *
 * @throws {LoginError} `usage` where there is no key or no value.
 */
export async function parseOverride(override: string): Promise<Override> {
  const equals = override.indexOf("=");
  const path = override.slice(0, Math.max(0, equals)).split(".").map((key) => key.trim());
  if (path.includes("")) {
    throw usageError(
      `-c takes key=value, such as -c log_dir=/tmp/logs; got ${JSON.stringify(override)}.`,
    );
  }
  const text = override.slice(equals + 1).trim();
  const { parse } = await import("smol-toml");
  try {
    return { path, value: parse(`value = ${text}`, EVERY_INTEGER)["value"] };
  } catch {
    return { path, value: text.replace(/^(["'])(.*)\1$/, "$2") };
  }
}
