/**
 * Revokes a token (RFC 7009, in the JSON form that the issuer takes).
 *
 * Permission: net on the issuer's host and port.
 *
 * @module
 */
import { endpoint, PATHS } from "../base/endpoints.ts";
import { Loggable } from "../log/loggable.ts";
import type { RevokeFailureReason } from "../log/log_words.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Secret } from "../log/text/secret.ts";
import { isOwnLimit, withTimeLimit } from "../base/time_limit.ts";
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
    reason = signal.aborted ? "interrupted" : isOwnLimit(error) ? "time_limit" : "transport";
  }
  if (reason) log.record({ event, reason: Loggable.word(reason) });
  else if (event === AFTER_SIGN_IN.event) log.record({ event: "superseded token revoked" });
}
