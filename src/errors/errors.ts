/**
 * Every way that a login can end without saved credentials, its three faces side by side: what the
 * page says, what the terminal says, what the log gets.
 *
 * @module
 */
import type { Explanation } from "./explanation.ts";
import type { EndingSignal } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent, LoginLog } from "../log/login_events.ts";

/** The kinds of failure, a closed set; `failure_traits.ts` gives each its exit code. */
export type FailureKind =
  | "usage"
  | "method_disabled"
  | "port_unavailable"
  | "callback_denied"
  | "missing_code"
  | "token_transport"
  | "token_status"
  | "token_invalid"
  | "workspace_restricted"
  | "not_saved"
  | "not_deleted"
  | "auth_unreadable"
  | "secret_unusable"
  | "access_token_refused"
  | "device_code"
  | "cancelled"
  | EndingSignal
  | "timed_out"
  | "internal";

/** What the error page shows; plain text, `page.ts` makes HTML of it. */
export interface ErrorPageText {
  /** HTTP status of the answer at the callback, 4xx or 5xx. */
  readonly status: number;
  /** The heading. */
  readonly title: string;
  /** What happened, in a sentence. */
  readonly message: string;
  /** A short code that support recognises. */
  readonly code: string;
  /** What the server said, where it said something beyond `message`. */
  readonly details?: string;
  /** What to do, in a sentence. */
  readonly help: string;
}

/** A failure as plain data, so that it can cross from the confined worker. */
export interface Failure {
  /** Which failure it is. */
  readonly kind: FailureKind;
  /** What the browser shows. */
  readonly page: ErrorPageText;
  /** What the terminal says; may carry backend detail, masked and bounded. */
  readonly message: string;
  /** What that means and what to do, where more is known than the kind. */
  readonly explanation?: Explanation;
}

/** A login that ended without saved credentials. */
export class LoginError extends Error {
  /** `LoginError`. */
  override readonly name = "LoginError";
  /** What people see. */
  readonly failure: Failure;
  /** What the log gets, in order; empty where it was written already. */
  readonly events: readonly LoginEvent[];

  /** Use the factories below; this one is for a failure that crossed from the worker. */
  constructor(failure: Failure, events: readonly LoginEvent[] = []) {
    super(failure.message);
    this.failure = failure;
    this.events = events;
  }
}

const TITLE = "Sign-in could not be completed";
/** What to do where nothing better is known. */
export const RETRY = "Return to the terminal and run the sign-in again.";

/** A bad option, environment variable or configuration file. Nothing was bound or opened. */
export function usageError(message: string): LoginError {
  return new LoginError({
    kind: "usage",
    message,
    page: errorPageText(500, "usage", message, RETRY),
  });
}

/** The configuration forbids this way to sign in. */
export function methodDisabledError(message: string): LoginError {
  return new LoginError({
    kind: "method_disabled",
    message,
    page: errorPageText(403, "login_method_disabled", message, RETRY),
  });
}

/** Another instance, or codex, asked for the port with `/cancel`. */
export function cancelledError(): LoginError {
  return new LoginError(
    {
      kind: "cancelled",
      message: "Login cancelled",
      page: errorPageText(409, "login_cancelled", "Login cancelled", RETRY),
    },
    [{ event: "login cancelled" }],
  );
}

/** Ctrl-C, SIGTERM or SIGHUP. */
export function signalError(signal: EndingSignal): LoginError {
  const message = `Login interrupted (${signal}); no credentials were changed.`;
  return new LoginError(
    { kind: signal, message, page: errorPageText(503, "login_interrupted", message, RETRY) },
    [{ event: "login ended by a signal", signal: Loggable.word(signal) }],
  );
}

/** Nobody finished the sign-in in the browser in time. */
export function timedOutError(
  limitSeconds: number,
  ignored: ReadonlyMap<string, number>,
): LoginError {
  const total = countOf(ignored);
  const message =
    `Login timed out after ${limitSeconds} s without a completed sign-in in the browser. ` +
    describeIgnored(ignored);
  return new LoginError(
    { kind: "timed_out", message, page: errorPageText(408, "login_timed_out", message, RETRY) },
    [{ event: "login timed out", limit_seconds: limitSeconds, ignored_callbacks: total }],
  );
}

/** What came that was not the awaited callback, in a sentence. */
export function describeIgnored(ignored: ReadonlyMap<string, number>): string {
  const total = countOf(ignored);
  if (total === 0) return "No callback arrived.";
  const why = [...ignored].map(([reason, count]) => `${count} ${reason}`).join(", ");
  return `${total} ${total === 1 ? "callback was" : "callbacks were"} ignored (${why}).`;
}

function countOf(ignored: ReadonlyMap<string, number>): number {
  return [...ignored.values()].reduce((sum, count) => sum + count, 0);
}

/** A fault of this program: no text of the error reaches the log. */
export function internalError(error: unknown): LoginError {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `internal error (${name}). Please report it together with the log.`;
  return new LoginError(
    { kind: "internal", message, page: errorPageText(500, "internal_error", message, RETRY) },
    [{ event: "login failed unexpectedly" }],
  );
}

/** What was thrown as a {@linkcode LoginError}, anything unexpected as an internal one. */
export function asLoginError(error: unknown): LoginError {
  return error instanceof LoginError ? error : internalError(error);
}

/** Writes the lines of a failure, and gives it back without them: they are written once. */
export function recordFailure(error: unknown, log: LoginLog): LoginError {
  const { failure, events } = asLoginError(error);
  for (const event of events) log.record(event);
  return new LoginError(failure);
}

/** The usual error page. */
export function errorPageText(
  status: number,
  code: string,
  message: string,
  help: string,
  details?: string,
): ErrorPageText {
  return { status, title: TITLE, message, code, help, ...(details ? { details } : {}) };
}
