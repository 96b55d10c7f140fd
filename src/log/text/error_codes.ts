/**
 * The error codes that this program knows by name. They are reviewed words of its own, so they are
 * shown as they came even where a secret happens to be a part of one.
 *
 * @module
 */

/** Those of OAuth (RFC 6749, RFC 8628 section 3.5), of OpenID Connect, and the issuer's own. */
export const ERROR_CODES = [
  "access_denied",
  "authorization_pending",
  "consent_required",
  "expired_token",
  "interaction_required",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "login_required",
  "missing_codex_entitlement",
  "server_error",
  "slow_down",
  "temporarily_unavailable",
  "token_exchange_user_error",
  "unauthorized_client",
  "unsupported_country_region_territory",
  "unsupported_grant_type",
  "unsupported_response_type",
] as const;

/** One of them; `errors/failure_classes.ts` has what each is about. */
export type ErrorCode = typeof ERROR_CODES[number];

/** Whether `text` is one of these codes, and nothing else. */
export function isKnownErrorCode(text: string): boolean {
  return ERROR_CODES.some((code) => code === text);
}
