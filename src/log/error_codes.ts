/**
 * The error codes that this program knows by name. They are reviewed words of its own, so they are
 * shown as they came even where a secret happens to be a part of one.
 *
 * @module
 */
import type { StatusClass } from "./log_words.ts";

/** What each code is about: those of OAuth (RFC 6749), of OpenID Connect, and the issuer's own. */
export const CLASS_BY_ERROR_CODE: Readonly<Record<string, StatusClass>> = {
  unsupported_country_region_territory: "unsupported_region",
  invalid_grant: "invalid_grant",
  token_exchange_user_error: "invalid_grant",
  invalid_client: "invalid_client",
  unauthorized_client: "invalid_client",
  invalid_request: "invalid_request",
  unsupported_grant_type: "invalid_request",
  invalid_scope: "invalid_request",
  unsupported_response_type: "invalid_request",
  access_denied: "access_denied",
  consent_required: "access_denied",
  interaction_required: "access_denied",
  login_required: "access_denied",
  missing_codex_entitlement: "missing_codex_entitlement",
  server_error: "server_error",
  temporarily_unavailable: "server_error",
};

// Those of RFC 8628 section 3.5, which have no class.
const OTHER_CODES = ["authorization_pending", "slow_down", "expired_token"];

/** Whether `text` is one of these codes, and nothing else. */
export function isKnownErrorCode(text: string): boolean {
  return Object.hasOwn(CLASS_BY_ERROR_CODE, text) || OTHER_CODES.includes(text);
}
