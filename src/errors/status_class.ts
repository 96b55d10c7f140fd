/**
 * Tells what a refusing status means, from the status, the error code and the answer's headers.
 *
 * @module
 */
import { CLASS_BY_ERROR_CODE } from "../log/error_codes.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { StatusClass } from "../log/log_words.ts";

/** A server's words; those that may hold a secret are judged as they came, and stay where they are. */
export type SaidText = string | BackendText | undefined;

/** Classifies an answer that is no success; `errorCode` is what its JSON says (RFC 6749 section 5.2). */
export function classifyStatus(
  status: number,
  errorCode: SaidText,
  clues: ResponseClues,
  description?: SaidText,
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
  errorCode: SaidText,
  description: SaidText,
): StatusClass | undefined {
  if ([errorCode, description].some((said) => says(said, /missing_codex_entitlement/i))) {
    return "missing_codex_entitlement";
  }
  if (says(errorCode, /(?:^|_)workspace(?:_|$)/)) return "workspace";
  const known = Object.entries(CLASS_BY_ERROR_CODE)
    .find(([code]) => says(errorCode, new RegExp(`^${code}$`)));
  return known?.[1];
}

function says(said: SaidText, pattern: RegExp): boolean {
  return typeof said === "string" ? pattern.test(said) : said?.matches(pattern) === true;
}
