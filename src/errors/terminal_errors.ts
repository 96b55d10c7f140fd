/**
 * Failures of stored credentials, which no browser waits for.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import type { SaveFailureReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";

/** Stored credentials could not be deleted; they are still there. */
export function notDeletedError(reason: SaveFailureReason, explanation: string): LoginError {
  return failed("not_deleted", explanation, {
    events: [{ event: "credentials could not be deleted", reason: Loggable.word(reason) }],
  });
}

/**
 * `auth.json` is there and cannot be used.
 *
 * @param place The file, with line and column or key where they are known.
 */
export function authUnreadableError(place: string, what: string): LoginError {
  return failed("auth_unreadable", `${place}: ${what}; repair or remove it, or sign in again.`);
}
