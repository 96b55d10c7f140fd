/**
 * What a stored document says about the sign-in that it holds: the one reader of what the real Codex
 * CLI and this program keep.
 *
 * Promise: a secret leaves this module only inside a {@linkcode Secret}.
 *
 * @module
 */
import { isObject, members, nonEmptyString } from "../base/json_object.ts";
import { isAbsent } from "../base/json_rules.ts";
import { issuerIdentifier } from "../base/endpoints.ts";
import { Secret } from "../log/text/secret.ts";
import { type AccountClaims, readAccountClaims, readJwtPayload } from "../oauth/id_token.ts";
import type { RevocableToken } from "../oauth/revoke.ts";
import type { TokenClient } from "../oauth/token_request.ts";
import { flawOf } from "./auth_flaw.ts";
import { LOGIN_KEYS, type WayIn } from "./auth_json.ts";

/** A stored sign-in; what the document does not tell, or tells wrongly, is `undefined`. */
export interface StoredLogin {
  /** `undefined` where the document holds no credentials at all, as `{}` does. */
  readonly way: WayIn | undefined;
  /** What `auth_mode` is where it is none that codex 0.169 has: a newer one may well know it. */
  readonly otherMode: string | undefined;
  /** The first thing that the real CLI would refuse the document for, as in `last_refresh is no date`. */
  readonly flaw: string | undefined;
  /** The key itself, where that is the way in. */
  readonly apiKey: Secret | undefined;
  /** A token that the person made, where that is the way in. */
  readonly personalToken: Secret | undefined;
  /** Tokens that codex got itself, also where another key is the way in. */
  readonly tokens: StoredTokens | undefined;
  /** What the id_token says of the account. */
  readonly account: AccountClaims;
  /** As it stands in the document. */
  readonly lastRefresh: string | undefined;
  /** When the access token expires. */
  readonly expiresAt: Date | undefined;
}

/** The tokens of a ChatGPT sign-in. */
export interface StoredTokens {
  /** What Codex asks with. */
  readonly accessToken: Secret | undefined;
  /** What gives a new one (RFC 6749 section 1.5), and what a sign-out revokes. */
  readonly refreshToken: Secret | undefined;
  /** Who gave them: as noted at the exchange, else the id_token's `iss`. */
  readonly issuer: string | undefined;
  /** For which client, as noted at the exchange. */
  readonly clientId: string | undefined;
}

/** Whether the access token has run out. */
export function isOver({ expiresAt }: StoredLogin, nowMs: number = Date.now()): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= nowMs;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads a document; `text` is what it was parsed from. */
export function readStoredLogin(
  document: Readonly<Record<string, unknown>>,
  text = "",
): StoredLogin {
  const [key, way] = wayIn(document) ?? [];
  const tokens = members(document["tokens"]);
  const isChatGpt = way?.method === "chatgpt";
  const isAgent = way?.method === "agent_identity";
  const agent = document["agent_identity"];
  return {
    way,
    otherMode: way ? undefined : nonEmptyString(document["auth_mode"]),
    flaw: flawOf(document, text, key),
    apiKey: way?.method === "api_key" ? secretIn(document["OPENAI_API_KEY"]) : undefined,
    personalToken: way?.method === "personal_access_token"
      ? secretIn(document["personal_access_token"])
      : undefined,
    tokens: isOfCodex(document) ? storedTokens(tokens) : undefined,
    account: isChatGpt ? accountOf(tokens) : isAgent ? agentAccount(agent) : {},
    lastRefresh: isChatGpt ? nonEmptyString(document["last_refresh"]) : undefined,
    expiresAt: expiry(isChatGpt ? tokens["access_token"] : isAgent ? agent : undefined),
  };
}

/**
 * The token of a stored ChatGPT sign-in that is to be revoked at `client.issuer`: only where that gave
 * it, and never one that is in use.
 *
 * @param inUse Tokens that must stay valid.
 */
export function revocableToken(
  stored: StoredLogin | undefined,
  client: Pick<TokenClient, "issuer" | "clientId">,
  inUse: readonly Secret[] = [],
): RevocableToken | undefined {
  const { tokens } = stored ?? {};
  if (tokens?.issuer !== issuerIdentifier(client.issuer)) return undefined;
  const { refreshToken, accessToken, clientId = client.clientId } = tokens;
  const token = refreshToken ?? accessToken;
  if (!token || inUse.some((kept) => kept.reveal() === token.reveal())) return undefined;
  return { token, hint: refreshToken ? "refresh_token" : "access_token", clientId };
}

/** The key that counts, and what it stands for. */
function wayIn(document: Members): readonly [key: string, way: WayIn] | undefined {
  const mode = document["auth_mode"] ?? undefined;
  // Tokens that another program hands to codex lie where its own do.
  const wanted = mode === "chatgptAuthTokens" ? "chatgpt" : mode;
  for (const [key, way] of Object.entries(LOGIN_KEYS)) {
    const counts = mode === undefined
      ? !isAbsent(document[key]) && key !== "agent_identity"
      : way?.authMode === wanted;
    if (way !== undefined && counts) return [key, way];
  }
  return undefined;
}

function isOfCodex({ auth_mode: mode }: Members): boolean {
  return isAbsent(mode) || mode === "chatgpt";
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

function accountOf(tokens: Members): AccountClaims {
  const claims = readAccountClaims(claimsIn(tokens["id_token"]));
  return { ...claims, accountId: nonEmptyString(tokens["account_id"] ?? claims.accountId) };
}

/** The claims of an agent's identity stand at the top, in a JWT or as they are. */
function agentAccount(identity: unknown): AccountClaims {
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
