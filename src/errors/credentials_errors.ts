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
 * What is stored is there and cannot be used.
 *
 * @param fault Place and fault, as in `auth.json:3:1: this is no valid JSON`.
 */
export function authUnreadableError(
  fault: string,
  todo = "repair or remove it, or sign in again",
): LoginError {
  return failed("auth_unreadable", `${fault}; ${todo}.`);
}
