/**
 * `auth.json`: there, private, whole, and how old. None of its values is shown.
 *
 * Permission: read on CODEX_HOME.
 *
 * @module
 */
import { readAuthFile, UnreadableAuthError } from "../../credentials/read_auth_file.ts";
import { isOver, type StoredLogin } from "../../credentials/stored_login.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { makeOwn, moveAway, SET_CLOCK, SIGN_IN } from "./commands.ts";
import { isLoose, modeWords } from "../../base/files/file_owner.ts";
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
    const target = info.isSymlink ? whereItLeads(path) : info;
    const link = info.isSymlink ? [check.warning(LINK, ELSEWHERE, GO_ELSEWHERE)] : [];
    if (target === undefined) return link;
    if (info.isSymlink && !target.isFile) {
      throw new UnreadableAuthError(`${NAME}: it leads to no regular file`);
    }
    // Where the system refuses, its own error tells that; what is read has only faults of its content.
    if (info.isFile) Deno.openSync(path).close();
    const login = readAuthFile(path, NAME);
    return [...link, ...checkMode(target), checkLogin(NAME, login, nowMs)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return [check.ok("There is no auth.json: nobody is signed in yet.")];
    }
    if (error instanceof UnreadableAuthError) {
      return [check.failed(`${error.message}.`, REPAIR, moveAway("{home}/auth.json"))];
    }
    return [check.failed(
      `auth.json cannot be read: ${wordsOf(error)}.`,
      OWNERSHIP,
      makeOwn("{home}/auth.json", "600"),
    )];
  }
}

/** What is to be said of a sign-in that `where` holds, as in `auth.json`. */
export function checkLogin(
  where: string,
  login: StoredLogin | undefined,
  nowMs: number = Date.now(),
): Check {
  const check = checkOf("auth");
  const replacing = where === NAME ? moveAway("{home}/auth.json") : SIGN_IN;
  if (login?.flaw) return check.failed(`${where}: ${login.flaw}.`, REPAIR, replacing);
  if (login?.otherMode !== undefined) {
    // Words alone are shown; what somebody has put there may be anything.
    const name = /^[A-Za-z]{1,40}$/.test(login.otherMode) ? ` (${login.otherMode})` : "";
    return check.warning(
      `${where} has an auth_mode that this program does not know${name}.`,
      "If a newer codex wrote it, leave it; else sign in again.",
      SIGN_IN,
    );
  }
  if (login?.way === undefined) {
    return check.ok(`${where} holds no credentials: nobody is signed in.`);
  }
  const { method, name } = login.way;
  if (method === "chatgpt") return checkAge(where, login, nowMs);
  if (method === "agent_identity" && isOver(login, nowMs)) {
    return check.failed(
      `${where} holds an ${name} that has run out.`,
      "Sign in with a new one.",
      SIGN_IN,
    );
  }
  const asked = method === "personal_access_token"
    ? " Whether it holds, codex-login status asks the issuer."
    : "";
  return check.ok(`${where} holds a sign-in of this kind: ${name}.${asked}`);
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
const REPAIR = "Repair or remove it, then sign in again.";
const LINK = "auth.json is a symbolic link; the next sign-in replaces it by a file.";
const ELSEWHERE = "If the credentials should be kept elsewhere, set CODEX_HOME to that folder.";
const GO_ELSEWHERE = 'export CODEX_HOME="$(dirname "$(readlink -f {home}/auth.json)")"';

function* checkMode(info: Deno.FileInfo): Generator<Check> {
  if (!isLoose(info)) return;
  yield checkOf("auth-mode").failed(
    `auth.json can be read or written by other users (${modeWords(info)}).`,
    "Run chmod 600 on it, and sign in again if somebody may have read it.",
    "chmod 600 {home}/auth.json",
  );
}

function checkAge(where: string, login: StoredLogin, nowMs: number): Check {
  const check = checkOf("auth");
  const what = `${where} holds the credentials of a ChatGPT sign-in`;
  if (isOver(login, nowMs) && !login.tokens?.refreshToken) {
    return check.warning(`${what}, whose access token has run out.`, "Sign in again.", SIGN_IN);
  }
  const refreshedMs = Date.parse(login.lastRefresh ?? "");
  if (Number.isNaN(refreshedMs)) {
    return check.warning(
      `${what}, but not when they were refreshed.`,
      "Sign in again if Codex does not accept them.",
      SIGN_IN,
    );
  }
  const days = Math.floor((nowMs - refreshedMs) / DAY_MS);
  if (days < 0) {
    return check.warning(
      `${where} was refreshed in the future: this machine's clock was or is wrong.`,
      "Check the clock.",
      SET_CLOCK,
    );
  }
  const age = days === 0 ? "less than a day" : days === 1 ? "a day" : `${days} days`;
  const aged = `${what}, refreshed ${age} ago`;
  if (days >= OLD_DAYS) {
    return check.warning(
      `${aged}; they may have expired.`,
      "Sign in again if Codex refuses them.",
    );
  }
  const over = isOver(login, nowMs)
    ? "; the access token has run out, and Codex asks for a new one when it needs it"
    : "";
  return check.ok(`${aged}${over}.`);
}
