/**
 * How a sign-in is shown: for a person, and as JSON.
 *
 * Promise: of a key only its beginning and end are shown, of an e-mail address its first letter and its host.
 *
 * @module
 */
import type { LoginMethod } from "../credentials/auth_json.ts";
import { ACCESS_TOKEN_VARIABLE } from "../base/environment_names.ts";
import type { StoredLogin } from "../credentials/stored_login.ts";
import { accountLine, maskedEmail, shownValue } from "../login/account_words.ts";
import { escapeUnprintable } from "../base/visible_text.ts";

/** Longest key of which nothing at all is shown, in characters. */
const LONGEST_HIDDEN_KEY = 13;
const SHOWN_PREFIX = 8;
const SHOWN_SUFFIX = 5;

/** A sign-in that counts. */
export interface PresentLogin
  extends Pick<StoredLogin, "account" | "apiKey" | "tokens" | "lastRefresh"> {
  readonly method: LoginMethod | "other";
  readonly name: string;
  readonly expiresAt: Date | undefined;
  readonly isExpired: boolean;
  readonly isInEnvironment: boolean;
  /** Whether nobody was asked that could tell whether it holds. */
  readonly isUnasked: boolean;
}

/** A key as it may be shown: `sk-proj-***ABCDE`, or `***` where it has 13 characters or fewer. */
export function maskedKey(key: string): string {
  const characters = Array.from(key);
  if (characters.length <= LONGEST_HIDDEN_KEY) return "***";
  const shown = characters.slice(0, SHOWN_PREFIX).join("") + "***" +
    characters.slice(-SHOWN_SUFFIX).join("");
  return escapeUnprintable(shown);
}

/** The real CLI's line. */
export function sentence({ method, name, apiKey }: PresentLogin): string {
  if (method === "other") {
    return `Logged in using ${name}, an auth_mode that this program does not know`;
  }
  if (method !== "api_key") return `Logged in using ${name}`;
  return `API key configured - ${maskedKey(apiKey?.reveal() ?? "")}\n` +
    "Authentication is checked when you send a request.";
}

/** What stands below it, a line each. */
export function* details(login: PresentLogin): Generator<string> {
  const { account: { email, accountId, plan }, expiresAt, isExpired, method, tokens } = login;
  const account = accountLine({ email, workspace: accountId, plan });
  if (account !== "") yield account;
  if (expiresAt !== undefined) {
    const so = tokens?.refreshToken ? "Codex asks for a new one when it needs it" : "sign in again";
    yield isExpired
      ? `The access token ran out on ${seconds(expiresAt)}; ${so}.`
      : `The access token holds until ${seconds(expiresAt)}.`;
  }
  if (login.isInEnvironment) {
    yield `It is in ${ACCESS_TOKEN_VARIABLE}, which comes before what is stored.`;
  }
  if (login.isUnasked) yield "Nobody was asked whether the token holds, or whose it is.";
  if (method === "agent_identity") yield "Its signature is checked where it is used, not here.";
}

/** The object of `--json`. */
export function statusJson(login: PresentLogin | undefined): Record<string, unknown> {
  if (login === undefined) return { logged_in: false, method: null };
  const { accountId, plan, email } = login.account;
  return {
    logged_in: true,
    method: login.method,
    ...(login.method === "other" ? { auth_mode: login.name } : {}),
    source: login.isInEnvironment ? "environment" : "store",
    ...(login.apiKey ? { api_key: maskedKey(login.apiKey.reveal()) } : {}),
    account_id: shown(accountId),
    plan: shown(plan),
    email: email === undefined ? null : maskedEmail(email),
    last_refresh: shown(login.lastRefresh),
    expires_at: login.expiresAt?.toISOString() ?? null,
    is_expired: login.isExpired,
  };
}

/** A time as people read it: RFC 3339 UTC, no fraction. */
export function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

function shown(text: string | undefined): string | null {
  return text === undefined ? null : shownValue(text);
}
