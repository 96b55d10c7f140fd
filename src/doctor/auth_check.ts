/**
 * `auth.json`: there, private, whole, and how old. None of its values is shown.
 *
 * Permission: read on CODEX_HOME.
 *
 * @module
 */
import { isObject } from "../json_object.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Codex itself refreshes at least this often where it is used. */
const OLD_DAYS = 28;
/** No auth.json comes near it; a larger one is something else. */
const LARGEST_BYTES = 1024 * 1024;

/** Checks the file. Never throws. */
export function checkAuthFile(codexHome: string, nowMs: number = Date.now()): Check[] {
  const check = checkOf("auth");
  const path = `${codexHome}/auth.json`;
  let info: Deno.FileInfo;
  let value: unknown;
  try {
    info = Deno.lstatSync(path);
    if (info.isSymlink) {
      return [check.warning(
        "auth.json is a symbolic link; the next sign-in replaces it by a file.",
        "If the credentials should be kept elsewhere, set CODEX_HOME to that folder.",
      )];
    }
    if (!info.isFile || info.size > LARGEST_BYTES) {
      return [
        check.failed("auth.json is not a file of credentials.", "Move it away, then sign in."),
      ];
    }
    value = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return [check.ok("There is no auth.json: nobody is signed in yet.")];
    }
    if (error instanceof SyntaxError) {
      return [check.failed("auth.json is no valid JSON.", "Move it away, then sign in again.")];
    }
    return [check.failed(
      `auth.json cannot be read: ${wordsOf(error)}.`,
      "See to its owner and its mode; it must be yours.",
    )];
  }
  return [...checkMode(info), checkContent(value, nowMs)];
}

function* checkMode(info: Deno.FileInfo): Generator<Check> {
  if (Deno.build.os === "windows" || info.mode === null || (info.mode & 0o077) === 0) return;
  const mode = (info.mode & 0o777).toString(8).padStart(4, "0");
  yield checkOf("auth-mode").failed(
    `auth.json can be read or written by other users (mode ${mode}).`,
    "Run chmod 600 on it, and sign in again if somebody may have read it.",
  );
}

function checkContent(value: unknown, nowMs: number): Check {
  const check = checkOf("auth");
  if (!isObject(value)) {
    return check.failed("auth.json is no JSON object.", "Move it away, then sign in again.");
  }
  const tokens = isObject(value["tokens"]) ? value["tokens"] : {};
  const isWhole = ["id_token", "access_token", "refresh_token"].every((key) =>
    isFilled(tokens[key])
  );
  if (!isWhole) {
    const other = ["OPENAI_API_KEY", "personal_access_token", "agent_identity", "bedrock_api_key"]
      .some((key) => value[key] !== null && value[key] !== undefined && value[key] !== "");
    return other
      ? check.ok("auth.json holds a key or another kind of credentials, none of a ChatGPT sign-in.")
      : check.failed("auth.json holds no complete credentials.", "Sign in again.");
  }
  const refreshedMs = Date.parse(String(value["last_refresh"]));
  if (Number.isNaN(refreshedMs)) {
    return check.warning(
      "auth.json holds the credentials of a ChatGPT sign-in, but not when they were refreshed.",
      "Sign in again if Codex does not accept them.",
    );
  }
  const days = Math.floor((nowMs - refreshedMs) / DAY_MS);
  if (days < 0) {
    return check.warning(
      "auth.json was refreshed in the future: this machine's clock was or is wrong.",
      "Check the clock.",
    );
  }
  const age = days === 0 ? "less than a day" : days === 1 ? "a day" : `${days} days`;
  const what = `auth.json holds the credentials of a ChatGPT sign-in, refreshed ${age} ago`;
  if (days < OLD_DAYS) return check.ok(`${what}.`);
  return check.warning(`${what}; they may have expired.`, "Sign in again if Codex refuses them.");
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
