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
  | "redirected"
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
};

/** Classifies an answer that is no success; `errorCode` is what its JSON says (RFC 6749 section 5.2). */
export function classifyStatus(
  status: number,
  errorCode: string | undefined,
  clues: ResponseClues,
): StatusClass {
  if (clues.isChallenge) return "challenge";
  const known = errorCode === undefined || !Object.hasOwn(BY_ERROR_CODE, errorCode)
    ? undefined
    : BY_ERROR_CODE[errorCode];
  if (known) return known;
  if (status === 429) return "rate_limited";
  if (status >= 300 && status < 400) return "redirected";
  return status >= 500 ? "server_error" : "refused";
}
