/**
 * Failures of the commands that no browser waits for.
 *
 * @module
 */
import type { Explanation } from "./explanation.ts";
import { type FailureKind, LoginError } from "./errors.ts";
import type { SaveFailureReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";

/** A failure that only the terminal shows, and what the log gets. */
export function terminalError(
  kind: FailureKind,
  message: string,
  events: readonly LoginEvent[] = [],
  explanation?: Explanation,
): LoginError {
  // Every failure can be a page; nobody looks at this one.
  const page = {
    status: 500,
    title: "Sign-in could not be completed",
    message,
    code: kind,
    help: "Return to the terminal and run the command again.",
  };
  return new LoginError({ kind, message, page, ...(explanation && { explanation }) }, events);
}

/** Stored credentials could not be deleted; they are still there. */
export function notDeletedError(reason: SaveFailureReason, explanation: string): LoginError {
  return terminalError("not_deleted", explanation, [
    { event: "credentials could not be deleted", reason: Loggable.word(reason) },
  ]);
}

/**
 * What is stored is there and cannot be used.
 *
 * @param fault Place and fault, as in `auth.json:3:1: this is no valid JSON`.
 */
export function authUnreadableError(fault: string): LoginError {
  return terminalError("auth_unreadable", `${fault}; repair or remove it, or sign in again.`);
}
