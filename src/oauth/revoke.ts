/**
 * Revokes the token that a new sign-in supersedes (RFC 7009, in the JSON form that the issuer takes).
 *
 * Promise: a token is sent to the issuer that gave it and nowhere else, and never one that equals a
 * token now in use. Permission: net on the issuer's host and port.
 *
 * @module
 */
import { endpoint, issuerIdentifier, PATHS } from "../base/endpoints.ts";
import { readJwtPayload } from "./id_token.ts";
import { isObject, nonEmptyString } from "../base/json_object.ts";
import { Loggable } from "../log/loggable.ts";
import type { RevokeFailureReason } from "../log/log_words.ts";
import type { LoginLog } from "../log/login_events.ts";
import { Secret } from "../log/secret.ts";
import { withTimeLimit } from "../base/time_limit.ts";
import type { Tokens } from "./token_exchange.ts";
import type { TokenClient } from "./token_request.ts";

/** The longest that a revocation may take. */
export const REVOKE_LIMIT_MS = 2_000;

/** How a revocation differs from the one after a sign-in. */
export interface RevokeOptions {
  /** Default: {@linkcode REVOKE_LIMIT_MS}. */
  readonly limitMs: number;
  /** What the log calls a failure. */
  readonly event: "superseded token could not be revoked" | "stored token could not be revoked";
}

const AFTER_SIGN_IN: RevokeOptions = {
  limitMs: REVOKE_LIMIT_MS,
  event: "superseded token could not be revoked",
};

/** A token to revoke, and for which client. */
export interface RevocableToken {
  readonly token: Secret;
  readonly hint: "refresh_token" | "access_token";
  readonly clientId: string;
}

/**
 * The token of a stored ChatGPT sign-in that is to be revoked at `client.issuer`, if any.
 *
 * @param stored The parsed `auth.json` from before.
 * @param replacement The tokens that take its place.
 */
export function supersededToken(
  stored: Record<string, unknown> | undefined,
  client: Pick<TokenClient, "issuer" | "clientId">,
  replacement: Tokens,
): RevocableToken | undefined {
  return revocableToken(
    stored,
    client,
    [replacement.refreshToken, replacement.accessToken, replacement.idToken],
  );
}

/**
 * The token of a stored ChatGPT sign-in that `client.issuer` gave, if any.
 *
 * @param inUse Tokens that must stay valid.
 */
export function revocableToken(
  stored: Record<string, unknown> | undefined,
  client: Pick<TokenClient, "issuer" | "clientId">,
  inUse: readonly Secret[] = [],
): RevocableToken | undefined {
  const tokens = stored?.["tokens"];
  if (!isObject(tokens)) return undefined;
  const mode = stored?.["auth_mode"];
  if (mode !== undefined && mode !== "chatgpt") return undefined;
  if (issuerOf(tokens) !== issuerIdentifier(client.issuer)) return undefined;
  const provenance = tokens["oauth_provenance"];
  const ownClient = isObject(provenance) ? nonEmptyString(provenance["client_id"]) : undefined;
  const keep = inUse.map((secret) => secret.reveal());
  for (const hint of ["refresh_token", "access_token"] as const) {
    const token = nonEmptyString(tokens[hint]);
    if (token === undefined) continue;
    if (keep.includes(token)) return undefined;
    return { token: new Secret(token), hint, clientId: ownClient ?? client.clientId };
  }
  return undefined;
}

/** Where the token came from: what was noted at its exchange, else its id_token's `iss`. */
function issuerOf(tokens: Record<string, unknown>): string | undefined {
  const provenance = tokens["oauth_provenance"];
  const noted = isObject(provenance) ? nonEmptyString(provenance["issuer"]) : undefined;
  if (noted !== undefined) return noted;
  const idToken = nonEmptyString(tokens["id_token"]);
  return idToken === undefined ? undefined : nonEmptyString(readJwtPayload(idToken)?.["iss"]);
}

/** Sends the revocation; a failure is one WARN in the log and nothing else. Never throws. */
export async function revoke(
  token: RevocableToken,
  client: TokenClient,
  log: LoginLog,
  signal: AbortSignal,
  { limitMs, event }: RevokeOptions = AFTER_SIGN_IN,
): Promise<void> {
  let reason: RevokeFailureReason | undefined;
  try {
    await withTimeLimit(limitMs, signal, async (limited) => {
      const response = await client.fetch(endpoint(client.issuer, PATHS.revoke).href, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          token: token.token.reveal(),
          token_type_hint: token.hint,
          client_id: token.clientId,
        }),
        redirect: "manual",
        signal: limited,
      });
      if (!response.ok) reason = "status";
      response.body?.cancel().catch(() => {});
    });
  } catch (error) {
    const isTimeLimit = error instanceof DOMException && error.name === "TimeoutError";
    reason = signal.aborted ? "interrupted" : isTimeLimit ? "time_limit" : "transport";
  }
  if (reason) log.record({ event, reason: Loggable.word(reason) });
  else if (event === AFTER_SIGN_IN.event) log.record({ event: "superseded token revoked" });
}
