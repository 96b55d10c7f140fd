/**
 * `config.toml` and `-c key=value`.
 *
 * @module
 */
import type { ReadEnvironment } from "./browser.ts";
import { LoginError, usageError } from "./errors.ts";

const CONFIG_FILE_NAME = "config.toml";

/** What a login reads from the configuration. */
export interface TomlSettings {
  /** Absolute. */
  readonly logDir: string | undefined;
  readonly workspaceIds: readonly string[] | undefined;
  readonly forcedLoginMethod: "chatgpt" | "api" | undefined;
}

interface Setting {
  readonly value: unknown;
  /** Where it stands, for an error. */
  readonly source: string;
  /** What a relative path starts from; `undefined`: the working directory. */
  readonly base: string | undefined;
}

/**
 * Reads the settings of `-c`, else of `$CODEX_HOME/config.toml`.
 *
 * @throws {LoginError} `usage`: broken TOML with file, line and column, or a value of the wrong type.
 */
export async function loadSettings(
  codexHome: string,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<TomlSettings> {
  const settings = new Map<string, Setting>();
  const file = await readConfigFile(codexHome);
  for (const [key, value] of Object.entries(file?.values ?? {})) {
    settings.set(key, { value, source: file?.path ?? "", base: codexHome });
  }
  for (const override of overrides) {
    const [key, value] = await parseOverride(override);
    settings.set(key, { value, source: `-c ${key}`, base: undefined });
  }
  return {
    logDir: folder(settings.get("log_dir"), readEnvironment),
    workspaceIds: strings(settings.get("forced_chatgpt_workspace_id")),
    forcedLoginMethod: method(settings.get("forced_login_method")),
  };
}

async function readConfigFile(
  codexHome: string,
): Promise<{ path: string; values: Record<string, unknown> } | undefined> {
  const path = `${codexHome}/${CONFIG_FILE_NAME}`;
  if (!mayHold(codexHome, CONFIG_FILE_NAME)) return undefined;
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
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

/** Looked up in the list of files: an error that is thrown and caught takes a millisecond. */
function mayHold(folder: string, name: string): boolean {
  try {
    for (const entry of Deno.readDirSync(folder)) if (entry.name === name) return true;
    return false;
  } catch {
    // A folder that may not be listed may still be read from.
    return true;
  }
}

/** A TOML value, else a plain string, as upstream has it. */
async function parseOverride(override: string): Promise<[key: string, value: unknown]> {
  const equals = override.indexOf("=");
  const key = override.slice(0, equals).trim();
  if (equals === -1 || key === "") {
    throw usageError(`-c takes key=value, such as -c log_dir=/tmp/logs; got ${quote(override)}.`);
  }
  const text = override.slice(equals + 1).trim();
  const { parse } = await import("smol-toml");
  try {
    return [key, parse(`value = ${text}`)["value"]];
  } catch {
    return [key, text.replace(/^(["'])(.*)\1$/, "$2")];
  }
}

function folder(
  setting: Setting | undefined,
  readEnvironment: ReadEnvironment,
): string | undefined {
  if (setting === undefined) return undefined;
  const path = text(setting, "log_dir", "a path");
  const home = readEnvironment("HOME") || readEnvironment("USERPROFILE");
  if (home && (path === "~" || path.startsWith("~/"))) return home + path.slice(1);
  if (path.startsWith("/") || (Deno.build.os === "windows" && /^([a-z]:)?[\\/]/i.test(path))) {
    return path;
  }
  return `${setting.base ?? Deno.cwd()}/${path}`;
}

function strings(setting: Setting | undefined): readonly string[] | undefined {
  if (setting === undefined) return undefined;
  const values = Array.isArray(setting.value) ? setting.value : [setting.value];
  if (!values.every((value): value is string => typeof value === "string" && value.trim() !== "")) {
    throw wrongType(setting, "forced_chatgpt_workspace_id", "a workspace id or a list of them");
  }
  return values.length === 0 ? undefined : values.map((value) => value.trim());
}

function method(setting: Setting | undefined): "chatgpt" | "api" | undefined {
  if (setting === undefined) return undefined;
  if (setting.value === "chatgpt" || setting.value === "api") return setting.value;
  throw wrongType(setting, "forced_login_method", '"chatgpt" or "api"');
}

function text(setting: Setting, key: string, expected: string): string {
  if (typeof setting.value === "string" && setting.value !== "") return setting.value;
  throw wrongType(setting, key, expected);
}

function wrongType(setting: Setting, key: string, expected: string): LoginError {
  return usageError(`${setting.source}: ${key} takes ${expected}.`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
