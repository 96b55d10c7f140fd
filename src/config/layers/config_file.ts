/**
 * Reads a file of configuration, and `-c key=value`.
 *
 * Permission: read on the file.
 *
 * @module
 */
import type { ConfigLayer } from "./config_values.ts";
import { usageError } from "../../errors/errors.ts";
import { outsideStrings } from "./toml_place.ts";
import { mayHold } from "../../base/files/folder_entries.ts";
import { whyRefused } from "../../base/forbidden.ts";
import { wordsOfFailure } from "../../base/system_words.ts";
import {
  CONFIGURATION_LIMIT_BYTES,
  readRegularFile,
  UnusableFileError,
} from "../../base/files/regular_file.ts";
import { pathIn } from "../../base/paths.ts";

/** A parsed file. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly values: Record<string, unknown>;
  readonly text: string;
}

/** Why a file that is there cannot be used. */
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
 * What is wrong, in words that follow the file's path.
 *
 * @param own The path where it is the person's own, to be given back its rights.
 */
export function describeProblem(problem: ConfigProblem, own: string | undefined): string {
  switch (problem.kind) {
    case "not_regular":
    case "too_large":
      return ` cannot be read: ${problem.why}.`;
    case "unreadable":
      return ` cannot be read: ${
        own === undefined ? wordsOfFailure(problem.error) : whyRefused(own, problem.error)
      }.`;
    case "not_utf8":
      return ": this is not UTF-8 text.";
    case "not_toml":
      return `:${problem.line}:${problem.column}: ${problem.what}`;
  }
}

/** The parsed file, or why one that is there cannot be used; nothing for one without a value. */
export async function tryConfigFile(
  folder: string,
  name: string,
): Promise<{ readonly file?: ConfigFile; readonly problem?: ConfigProblem }> {
  const path = pathIn(folder, name);
  if (!mayHold(folder, name)) return {};
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
 * Parses `a.b=value`: the key's parts stand between dots, the value is TOML, else a plain string without
 * quotes around it, as upstream has it.
 *
 * @throws {LoginError} `usage` where there is no key or no value.
 */
export async function parseOverride(override: string): Promise<ConfigLayer> {
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
    return nested(path, parse(`value = ${text}`, EVERY_INTEGER)["value"]);
  } catch {
    return nested(path, text.replace(/^["']+|["']+$/g, ""));
  }
}

/** The layer that sets one value. */
function nested(path: readonly string[], value: unknown): ConfigLayer {
  const values = path.reduceRight((below, key) => Object.fromEntries([[key, below]]), value);
  return { source: `-c ${path.join(".")}`, values: values as ConfigLayer["values"] };
}
