/**
 * Reads `config.toml` and `-c key=value`.
 *
 * Permission: read on `config.toml` in CODEX_HOME.
 *
 * @module
 */
import type { ConfigFile, Override } from "./config_values.ts";
import { usageError } from "./errors.ts";
import { mayHold } from "./folder_entries.ts";

const CONFIG_FILE_NAME = "config.toml";

/**
 * The parsed `config.toml` of `folder` (CODEX_HOME), `undefined` where there is none.
 *
 * @throws {LoginError} `usage`: unreadable, or broken TOML with file, line and column.
 */
export async function readConfigFile(folder: string): Promise<ConfigFile | undefined> {
  const path = `${folder}/${CONFIG_FILE_NAME}`;
  if (!mayHold(folder, CONFIG_FILE_NAME)) return undefined;
  let text: string;
  try {
    // A FIFO would be waited for.
    if (!Deno.statSync(path).isFile) throw new Error("it is not a regular file");
    text = new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof TypeError) throw usageError(`${path}: this is not UTF-8 text.`);
    throw usageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  if (text.trim() === "") return undefined;
  const { parse, TomlError } = await import("smol-toml");
  try {
    return { path, values: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n")[0]?.replace("Invalid TOML document: ", "");
    throw usageError(`${path}:${error.line}:${error.column}: ${what}`);
  }
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
    return { path, value: parse(`value = ${text}`)["value"] };
  } catch {
    return { path, value: text.replace(/^(["'])(.*)\1$/, "$2") };
  }
}
