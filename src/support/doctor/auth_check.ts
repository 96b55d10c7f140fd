/**
 * `auth.json`: there, private, whole, and how old. None of its values is shown.
 *
 * Permission: read on CODEX_HOME.
 *
 * @module
 */
import { readAuthFile, UnreadableAuthError } from "../../credentials/read_auth_file.ts";
import type { StoredLogin } from "../../credentials/stored_login.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { pathIn } from "../../base/paths.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Codex itself refreshes at least this often where it is used. */
const OLD_DAYS = 28;
const NAME = "auth.json";

/** Checks the file. Never throws. */
export function checkAuthFile(codexHome: string, nowMs: number = Date.now()): Check[] {
  const check = checkOf("auth");
  const path = pathIn(codexHome, NAME);
  try {
    const info = Deno.lstatSync(path);
    if (info.isSymlink) {
      const target = whereItLeads(path);
      if (target && !target.isFile) {
        throw new UnreadableAuthError(`${NAME}: it leads to no regular file`);
      }
      return [check.warning(
        "auth.json is a symbolic link; the next sign-in replaces it by a file.",
        "If the credentials should be kept elsewhere, set CODEX_HOME to that folder.",
      )];
    }
    // Where the system refuses, its own error tells that; what is read has only faults of its content.
    if (info.isFile) Deno.openSync(path).close();
    const login = readAuthFile(path, NAME);
    if (login?.flaw) throw new UnreadableAuthError(`${NAME}: ${login.flaw}`);
    return [...checkMode(info), login?.way ? checkAge(login, nowMs) : check.ok(NOBODY)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return [check.ok("There is no auth.json: nobody is signed in yet.")];
    }
    if (error instanceof UnreadableAuthError) {
      return [check.failed(`${error.message}.`, "Repair or remove it, then sign in again.")];
    }
    return [check.failed(
      `auth.json cannot be read: ${wordsOf(error)}.`,
      OWNERSHIP,
    )];
  }
}

/** `undefined` for a link that leads nowhere, which is as good as no file. */
function whereItLeads(link: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(link);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const OWNERSHIP = "See to its owner and its mode; it must be yours.";
const NOBODY = "auth.json holds no credentials: nobody is signed in.";

function* checkMode(info: Deno.FileInfo): Generator<Check> {
  if (Deno.build.os === "windows" || info.mode === null || (info.mode & 0o077) === 0) return;
  const mode = (info.mode & 0o777).toString(8).padStart(4, "0");
  yield checkOf("auth-mode").failed(
    `auth.json can be read or written by other users (mode ${mode}).`,
    "Run chmod 600 on it, and sign in again if somebody may have read it.",
  );
}

function checkAge({ way, lastRefresh }: StoredLogin, nowMs: number): Check {
  const check = checkOf("auth");
  if (way?.method !== "chatgpt") {
    return check.ok(
      "auth.json holds a key or another kind of credentials, none of a ChatGPT sign-in.",
    );
  }
  const refreshedMs = Date.parse(lastRefresh ?? "");
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
