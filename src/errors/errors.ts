/**
 * A failed login, its three faces side by side: what the page says, what the terminal says, what the log
 * gets.
 *
 * @module
 */
import type { Explanation } from "./explanation.ts";
import { FAILURE_TRAITS, type FailureKind } from "./failure_traits.ts";
import type { EndingSignal } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent, LoginLog } from "../log/login_events.ts";

/** What the error page shows; plain text, `page.ts` makes HTML of it. */
export interface ErrorPageText {
  /** HTTP status of the answer at the callback, 4xx or 5xx. */
  readonly status: number;
  /** The heading. */
  readonly title: string;
  /** What happened, in words that a person understands. */
  readonly message: string;
  /** A short code that support recognises. */
  readonly code: string;
  /** What was said, where `message` only says what that means. */
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

  /** For a failure that crossed from the worker; {@linkcode failed} makes every other one. */
  constructor(failure: Failure, events: readonly LoginEvent[] = []) {
    super(failure.message);
    this.failure = failure;
    this.events = events;
  }
}

/** The faces of a failure beside its message. */
export interface Faces {
  /** What the log gets, in order. */
  readonly events?: readonly LoginEvent[];
  readonly explanation?: Explanation;
  /** Where the page differs from what kind, message and explanation make of it. */
  readonly page?: Partial<ErrorPageText>;
}

const RETRY = "Return to the terminal and run the sign-in again.";

/** Makes a failure of its kind; page and terminal give the same advice. */
export function failed(
  kind: FailureKind,
  message: string,
  { events, explanation, page }: Faces = {},
): LoginError {
  const traits = FAILURE_TRAITS[kind];
  const [status, code] = traits.page ?? [500, kind];
  return new LoginError({
    kind,
    message,
    page: {
      status,
      code,
      title: "Sign-in could not be completed",
      message: explanation?.what ?? message,
      ...(explanation && { details: message }),
      help: explanation?.todo ?? traits.todo ?? RETRY,
      ...page,
    },
    ...(explanation && { explanation }),
  }, events);
}

/** A bad option, environment variable or configuration file. Nothing was bound or opened. */
export function usageError(message: string): LoginError {
  return failed("usage", message);
}

/** The configuration forbids this way to sign in. */
export function methodDisabledError(message: string): LoginError {
  return failed("method_disabled", message);
}

/** Another instance, or codex, asked for the port with `/cancel`. */
export function cancelledError(): LoginError {
  return failed("cancelled", "Login cancelled", { events: [{ event: "login cancelled" }] });
}

/** Ctrl-C, SIGTERM or SIGHUP. */
export function signalError(signal: EndingSignal): LoginError {
  return failed(signal, `Login interrupted (${signal}); no credentials were changed.`, {
    events: [{ event: "login ended by a signal", signal: Loggable.word(signal) }],
  });
}

/** Nobody finished the sign-in in the browser in time. */
export function timedOutError(
  limitSeconds: number,
  ignored: ReadonlyMap<string, number>,
): LoginError {
  const message =
    `Login timed out after ${limitSeconds} s without a completed sign-in in the browser. ` +
    describeIgnored(ignored);
  const event = "login timed out";
  return failed("timed_out", message, {
    events: [{ event, limit_seconds: limitSeconds, ignored_callbacks: countOf(ignored) }],
  });
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
  return failed(
    "internal",
    `internal error (${name}). Please report it together with the log.`,
    { events: [{ event: "login failed unexpectedly" }] },
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

/** The line that codex prints first, once a browser came back; `undefined` where it prints none. */
export function announcementOf({ kind, message }: Failure): string | undefined {
  const [name, without = ""] = FAILURE_TRAITS[kind].announced ?? [];
  if (name === undefined || !message.startsWith(without)) return undefined;
  return `${name}: ${message.slice(without.length)}`;
}

/** The exit code of a run that `error` ended; for a signal 128 and its number, as a shell has it. */
export function exitCodeOf(error: unknown): number {
  return FAILURE_TRAITS[asLoginError(error).failure.kind].exitCode;
}
