/**
 * Tells what a refusing status means, from the status, the error code and the answer's headers.
 *
 * @module
 */
import type { ResponseClues } from "./response_clues.ts";

/** What a token endpoint's refusal is about. */
export type StatusClass =
  | "challenge"
  | "unsupported_region"
  | "rate_limited"
  | "invalid_grant"
  | "invalid_client"
  | "invalid_request"
  | "access_denied"
  | "missing_codex_entitlement"
  | "workspace"
  | "redirected"
  | "unusable_answer"
  | "server_error"
  | "refused";

const BY_ERROR_CODE: Record<string, StatusClass> = {
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

/** Classifies an answer that is no success; `errorCode` is what its JSON says (RFC 6749 section 5.2). */
export function classifyStatus(
  status: number,
  errorCode: string | undefined,
  clues: ResponseClues,
  description = "",
): StatusClass {
  if (clues.isChallenge) return "challenge";
  const known = classifyErrorCode(errorCode, description);
  if (known) return known;
  if (status === 429) return "rate_limited";
  if (status >= 300 && status < 400) return "redirected";
  return status >= 500 ? "server_error" : "refused";
}

/** What an error code means, at the token endpoint as in a callback; `undefined` for others. */
export function classifyErrorCode(
  errorCode: string | undefined,
  description: string,
): StatusClass | undefined {
  if (/missing_codex_entitlement/i.test(`${errorCode} ${description}`)) {
    return "missing_codex_entitlement";
  }
  if (errorCode === undefined) return undefined;
  if (/(?:^|_)workspace(?:_|$)/.test(errorCode)) return "workspace";
  return Object.hasOwn(BY_ERROR_CODE, errorCode) ? BY_ERROR_CODE[errorCode] : undefined;
}
