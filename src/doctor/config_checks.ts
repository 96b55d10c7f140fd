/**
 * `config.toml`: readable TOML, values of the right kind, no near miss of a key that a sign-in reads.
 *
 * Values and foreign keys are not shown: names of projects and servers stand there. Permission: read on
 * CODEX_HOME.
 *
 * @module
 */
import { type Check, checkOf, wordsOf } from "./check.ts";
import { nearestKey } from "./near_key.ts";

/** The keys that a sign-in reads, with what each takes. */
const KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  log_dir: isText,
  forced_login_method: (value) => value === "chatgpt" || value === "api",
  forced_chatgpt_workspace_id: (value) =>
    isText(value) || (Array.isArray(value) && value.every(isText)),
  cli_auth_credentials_store: (value) =>
    ["file", "keyring", "auto", "ephemeral"].some((known) => known === value),
};

const TAKES: Readonly<Record<string, string>> = {
  log_dir: "a path",
  forced_login_method: '"chatgpt" or "api"',
  forced_chatgpt_workspace_id: "a workspace id or a list of them",
  cli_auth_credentials_store: '"file", "keyring", "auto" or "ephemeral"',
};

/** Checks the file. Never throws. */
export async function checkConfigFile(codexHome: string): Promise<Check[]> {
  const check = checkOf("config");
  let text: string;
  try {
    const path = `${codexHome}/config.toml`;
    if (!Deno.statSync(path).isFile) {
      return [check.failed("config.toml is not a regular file.", "Replace it by a file.")];
    }
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return [check.ok("There is no config.toml; the defaults hold.")];
    }
    return [check.failed(
      `config.toml cannot be read: ${wordsOf(error)}.`,
      "See to its owner and its mode; it must be readable for you.",
    )];
  }
  const { parse, TomlError } = await import("smol-toml");
  let values: Record<string, unknown>;
  try {
    values = parse(text);
  } catch (error) {
    const where = error instanceof TomlError
      ? ` at line ${error.line}, column ${error.column}`
      : "";
    return [check.failed(
      `config.toml is no valid TOML${where}.`,
      "Mend that place; no sign-in starts until then.",
    )];
  }
  return [...checkKeys(values)];
}

function* checkKeys(values: Record<string, unknown>): Generator<Check> {
  const check = checkOf("config");
  const wrong = Object.keys(KEYS).filter((key) =>
    values[key] !== undefined && !KEYS[key]?.(values[key])
  );
  for (const key of wrong) {
    yield check.failed(
      `${key} in config.toml has a value that it does not take.`,
      `It takes ${TAKES[key]}.`,
    );
  }
  const foreign = Object.keys(values).filter((key) => !Object.hasOwn(KEYS, key));
  const misses = foreign.flatMap((key) => {
    const meant = nearestKey(key, Object.keys(KEYS));
    return meant === undefined ? [] : [[key, meant] as const];
  });
  for (const [key, meant] of misses) {
    yield check.warning(
      `config.toml has the key ${JSON.stringify(key)}, which nothing reads.`,
      `If ${meant} was meant, write it so.`,
    );
  }
  if (wrong.length > 0 || misses.length > 0) return;
  const others = foreign.length === 0
    ? ""
    : ` ${foreign.length} other top-level ${
      foreign.length === 1 ? "key is" : "keys are"
    } not for it.`;
  yield check.ok(`config.toml is valid TOML, and what a sign-in reads of it is right.${others}`);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
