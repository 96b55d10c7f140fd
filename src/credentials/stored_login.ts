/**
 * What a stored document says about the sign-in that it holds: the one reader of what the real Codex
 * CLI and this program keep.
 *
 * Promise: a secret leaves this module only inside a {@linkcode Secret}.
 *
 * @module
 */
import { isObject, nonEmptyString } from "../base/json_object.ts";
import { Secret } from "../log/secret.ts";
import { ACCOUNT_NAMESPACE, readJwtPayload } from "../oauth/id_token.ts";
import { flawOf } from "./auth_flaw.ts";
import { LOGIN_KEYS, type WayIn } from "./auth_json.ts";

/** A stored sign-in; what the document does not tell, or tells wrongly, is `undefined`. */
export interface StoredLogin {
  /** `undefined` where the document holds no credentials at all, as `{}` does. */
  readonly way: WayIn | undefined;
  /** The first thing that the real CLI would refuse the document for, as in `last_refresh is no date`. */
  readonly flaw: string | undefined;
  /** The key itself, where that is the way in. */
  readonly apiKey: Secret | undefined;
  /** Tokens that codex got itself, also where another key is the way in. */
  readonly tokens: StoredTokens | undefined;
  readonly account: StoredAccount;
  /** As it stands in the document. */
  readonly lastRefresh: string | undefined;
  /** When the access token expires. */
  readonly expiresAt: Date | undefined;
}

/** The tokens of a ChatGPT sign-in. */
export interface StoredTokens {
  readonly accessToken: Secret | undefined;
  readonly refreshToken: Secret | undefined;
  /** Who gave them: as noted at the exchange, else the id_token's `iss`. */
  readonly issuer: string | undefined;
  /** For which client, as noted at the exchange. */
  readonly clientId: string | undefined;
}

/** Whose the sign-in is, as its token says. */
export interface StoredAccount {
  readonly accountId?: string | undefined;
  readonly userId?: string | undefined;
  readonly plan?: string | undefined;
  readonly email?: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads a document; `text` is what it was parsed from. */
export function readStoredLogin(document: Members, text = ""): StoredLogin {
  const [key, way] = wayIn(document) ?? [];
  const tokens = members(document["tokens"]);
  const isChatGpt = way?.method === "chatgpt";
  const isAgent = way?.method === "agent_identity";
  const agent = document["agent_identity"];
  return {
    way,
    flaw: flawOf(document, text, key),
    apiKey: way?.method === "api_key" ? secretIn(document["OPENAI_API_KEY"]) : undefined,
    tokens: isObject(document["tokens"]) && isOfCodex(document) ? storedTokens(tokens) : undefined,
    account: isChatGpt ? accountOf(tokens) : isAgent ? agentAccount(agent) : {},
    lastRefresh: isChatGpt ? nonEmptyString(document["last_refresh"]) : undefined,
    expiresAt: expiry(isChatGpt ? tokens["access_token"] : isAgent ? agent : undefined),
  };
}

/** The key that counts, and what it stands for. */
function wayIn(document: Members): readonly [key: string, way: WayIn] | undefined {
  const mode = document["auth_mode"] ?? undefined;
  // Tokens that another program hands to codex lie where its own do.
  const wanted = mode === "chatgptAuthTokens" ? "chatgpt" : mode;
  for (const [key, way] of Object.entries(LOGIN_KEYS)) {
    const counts = mode === undefined
      ? (document[key] ?? undefined) !== undefined
      : way?.authMode === wanted;
    if (way !== undefined && counts) return [key, way];
  }
  return undefined;
}

function isOfCodex({ auth_mode: mode }: Members): boolean {
  return mode === undefined || mode === null || mode === "chatgpt";
}

function storedTokens(tokens: Members): StoredTokens {
  const provenance = members(tokens["oauth_provenance"]);
  return {
    accessToken: secretIn(tokens["access_token"]),
    refreshToken: secretIn(tokens["refresh_token"]),
    issuer: nonEmptyString(provenance["issuer"]) ??
      nonEmptyString(claimsIn(tokens["id_token"])["iss"]),
    clientId: nonEmptyString(provenance["client_id"]),
  };
}

function accountOf(tokens: Members): StoredAccount {
  const claims = claimsIn(tokens["id_token"]);
  const account = members(claims[ACCOUNT_NAMESPACE]);
  const profile = members(claims["https://api.openai.com/profile"]);
  return {
    accountId: nonEmptyString(tokens["account_id"] ?? account["chatgpt_account_id"]),
    userId: nonEmptyString(account["chatgpt_user_id"]) ?? nonEmptyString(account["user_id"]),
    plan: nonEmptyString(account["chatgpt_plan_type"]),
    email: nonEmptyString(claims["email"]) ?? nonEmptyString(profile["email"]),
  };
}

/** The claims of an agent's identity stand at the top, in a JWT or as they are. */
function agentAccount(identity: unknown): StoredAccount {
  const claims = isObject(identity) ? identity : claimsIn(identity);
  return {
    accountId: nonEmptyString(claims["account_id"]),
    plan: nonEmptyString(claims["plan_type"]),
    email: nonEmptyString(claims["email"]),
  };
}

/** The `exp` claim, seconds since 1970 (RFC 7519 section 4.1.4). */
function expiry(jwt: unknown): Date | undefined {
  const seconds = claimsIn(jwt)["exp"];
  const date = new Date(typeof seconds === "number" ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function claimsIn(jwt: unknown): Members {
  return readJwtPayload(nonEmptyString(jwt) ?? "") ?? {};
}

function secretIn(value: unknown): Secret | undefined {
  const text = nonEmptyString(value);
  return text === undefined ? undefined : new Secret(text);
}

function members(value: unknown): Members {
  return isObject(value) ? value : {};
}
