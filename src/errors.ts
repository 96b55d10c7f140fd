/**
 * Every way that a login can end without saved credentials, its three faces side by side: what the
 * page says, what the terminal says, what the log gets.
 *
 * @module
 */
import {
  type EndingSignal,
  type InvalidTokenReason,
  Loggable,
  type LoginEvent,
  type SaveFailureReason,
  statusWithPhrase,
} from "./loggable.ts";
import type { BackendText } from "./redaction.ts";
import type { TransportFailure } from "./transport_failure.ts";

/** The kinds of failure, a closed set; `cli.ts` gives each its exit code. */
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
  | "SIGINT"
  | "SIGTERM"
  | "SIGHUP"
  | "timed_out"
  | "internal";

/** What the error page shows; plain text, `page.ts` makes HTML of it. */
export interface ErrorPageText {
  /** HTTP status of the answer at the callback, 4xx or 5xx. */
  readonly status: number;
  readonly title: string;
  readonly message: string;
  /** A short code that support recognises. */
  readonly code: string;
  /** What the server said, where it said something beyond `message`. */
  readonly details?: string;
  readonly help: string;
}

/** A failure as plain data, so that it can cross from the confined worker. */
export interface Failure {
  readonly kind: FailureKind;
  readonly page: ErrorPageText;
  /** What the terminal says; may carry backend detail, masked and bounded. */
  readonly message: string;
}

/** A login that ended without saved credentials. */
export class LoginError extends Error {
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
const RETRY = "Return to the terminal and run the sign-in again.";
const EXCHANGE_FAILED: LoginEvent = { event: "login callback token exchange failed" };

/** A bad option, environment variable or configuration file. Nothing was bound or opened. */
export function usageError(message: string): LoginError {
  return new LoginError({ kind: "usage", message, page: page(500, "usage", message, RETRY) });
}

/** The configuration forbids this way to sign in. */
export function methodDisabledError(message: string): LoginError {
  return new LoginError({
    kind: "method_disabled",
    message,
    page: page(403, "login_method_disabled", message, RETRY),
  });
}

/** No callback port could be bound. */
export function portUnavailableError(port: number, cause: unknown): LoginError {
  const address = `127.0.0.1:${port}`;
  const message = cause instanceof Deno.errors.AddrInUse
    ? `Port ${address} is already in use. Close the program that holds it ` +
      `(${portHolderCommand(port)} shows which), or choose another port with --port.`
    : `Port ${address} cannot be used (${
      cause instanceof Error ? cause.message : "unknown error"
    }). ` +
      `Choose another port with --port.`;
  return new LoginError(
    { kind: "port_unavailable", message, page: page(500, "port_unavailable", message, RETRY) },
    [{ event: "login callback port is unavailable", bind_address: Loggable.loopback(port) }],
  );
}

function portHolderCommand(port: number): string {
  if (Deno.build.os === "windows") return `\`netstat -ano | findstr :${port}\``;
  if (Deno.build.os === "darwin") return `\`lsof -nP -iTCP:${port} -sTCP:LISTEN\``;
  return `\`ss -ltnp 'sport = :${port}'\``;
}

/** The authorization server answered with an error (RFC 6749 section 4.1.2.1). */
export function callbackDeniedError(code: BackendText, description?: BackendText): LoginError {
  const said = description?.forPerson() ?? "";
  const shownCode = code.forPerson();
  const isEntitlement = shownCode === "access_denied" &&
    said.toLowerCase().includes("missing_codex_entitlement");
  const message = isEntitlement
    ? "Codex is not enabled for your workspace. Contact your workspace administrator to request access to Codex."
    : `Sign-in failed: ${said || shownCode}`;
  const shown: ErrorPageText = isEntitlement
    ? {
      status: 403,
      title: "You do not have access to Codex",
      message,
      code: shownCode,
      help: "Contact your workspace administrator to get access to Codex, then sign in again.",
    }
    : page(
      403,
      shownCode,
      message,
      "Return to the terminal to try again or to switch accounts; if access is restricted, contact your workspace administrator.",
      said || undefined,
    );
  return new LoginError({ kind: "callback_denied", message, page: shown }, [{
    event: "oauth callback returned error",
    error_code: Loggable.serverText(code),
    has_error_description: said !== "",
  }]);
}

/** A callback with the right state and no code (RFC 6749 section 4.1.2). */
export function missingCodeError(): LoginError {
  const message = "Missing authorization code. Sign-in could not be completed.";
  return new LoginError(
    {
      kind: "missing_code",
      message,
      page: page(400, "missing_authorization_code", message, RETRY),
    },
    [{ event: "login callback has no authorization code" }],
  );
}

/** The token endpoint could not be asked, or its answer broke off. */
export function tokenTransportError(failure: TransportFailure): LoginError {
  return tokenError("token_transport", 502, failure.text.forPerson(), [{
    event: "oauth token exchange transport failure",
    is_timeout: failure.isTimeout,
    is_connect: failure.isConnect,
    is_request: failure.isRequest,
    error: Loggable.transportError(failure),
  }]);
}

/** What a token endpoint said in an error answer. */
export interface TokenEndpointDetail {
  readonly code: BackendText | undefined;
  readonly message: BackendText | undefined;
  /** The most telling text of the answer, for people. */
  readonly shown: BackendText | undefined;
}

/** The token endpoint answered with a status that is no success (RFC 6749 section 5.2). */
export function tokenStatusError(status: number, detail: TokenEndpointDetail): LoginError {
  const said = detail.shown?.forPerson() || "unknown error";
  return tokenError(
    "token_status",
    502,
    `token endpoint returned status ${statusWithPhrase(status)}: ${said}`,
    [{
      event: "oauth token exchange returned non-success status",
      status: Loggable.status(status),
      error_code: Loggable.serverText(detail.code),
      error_message: Loggable.serverText(detail.message),
    }],
  );
}

const INVALID_TOKEN_WORDS: Record<InvalidTokenReason, string> = {
  not_json: "it is no JSON object",
  too_large: "it is longer than 64 KiB",
  missing_id_token: "it has no id_token",
  missing_access_token: "it has no access_token",
  missing_refresh_token: "it has no refresh_token",
  id_token_is_no_jwt: "its id_token is no JWT",
};

/** A 2xx answer without usable tokens (RFC 6749 section 5.1). */
export function tokenInvalidError(status: number, reason: InvalidTokenReason): LoginError {
  const what = `OAuth token response is invalid: ${INVALID_TOKEN_WORDS[reason]}`;
  return tokenError("token_invalid", 502, what, [{
    event: "oauth token response is invalid",
    status: Loggable.status(status),
    reason: Loggable.word(reason),
  }]);
}

function tokenError(
  kind: FailureKind,
  status: number,
  what: string,
  events: LoginEvent[],
): LoginError {
  const message = `Token exchange failed: ${what}`;
  return new LoginError(
    { kind, message, page: page(status, "token_exchange_failed", message, RETRY) },
    [...events, EXCHANGE_FAILED],
  );
}

/** The account belongs to none of the workspaces that the configuration allows. */
export function workspaceError(
  allowed: readonly string[],
  hasAccountId: boolean,
): LoginError {
  const message = hasAccountId
    ? `Login is restricted to workspace id(s) ${allowed.join(", ")}.`
    : "Login is restricted to a specific workspace, but the token did not include an chatgpt_account_id claim.";
  return new LoginError(
    {
      kind: "workspace_restricted",
      message,
      page: page(
        403,
        "workspace_restriction",
        message,
        "Sign in again and choose an allowed workspace, or contact your workspace administrator.",
      ),
    },
    [{ event: "login is restricted to other workspaces", has_account_id: hasAccountId }],
  );
}

/** Tokens came, but `auth.json` could not be written; what was there before is untouched. */
export function notSavedError(reason: SaveFailureReason, explanation: string): LoginError {
  const message = "Sign-in completed but credentials could not be saved locally";
  return new LoginError(
    {
      kind: "not_saved",
      message: `${message}: ${explanation}`,
      page: page(500, "persist_failed", `${message}.`, RETRY, explanation),
    },
    [{ event: "credentials could not be saved", reason: Loggable.word(reason) }],
  );
}

/** Another instance, or codex, asked for the port with `/cancel`. */
export function cancelledError(): LoginError {
  return new LoginError(
    {
      kind: "cancelled",
      message: "Login cancelled",
      page: page(409, "login_cancelled", "Login cancelled", RETRY),
    },
    [{ event: "login cancelled" }],
  );
}

/** Ctrl-C, SIGTERM or SIGHUP. */
export function signalError(signal: EndingSignal): LoginError {
  const message = `Login interrupted (${signal}); no credentials were changed.`;
  return new LoginError(
    { kind: signal, message, page: page(503, "login_interrupted", message, RETRY) },
    [{ event: "login ended by a signal", signal: Loggable.word(signal) }],
  );
}

/** Nobody finished the sign-in in the browser in time. */
export function timedOutError(
  limitSeconds: number,
  ignored: ReadonlyMap<string, number>,
): LoginError {
  const total = [...ignored.values()].reduce((sum, count) => sum + count, 0);
  const why = [...ignored].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const seen = total === 0
    ? "No callback arrived"
    : `${total} ${total === 1 ? "callback was" : "callbacks were"} ignored (${why})`;
  const message =
    `Login timed out after ${limitSeconds} s without a completed sign-in in the browser. ${seen}.`;
  return new LoginError(
    { kind: "timed_out", message, page: page(408, "login_timed_out", message, RETRY) },
    [{ event: "login timed out", limit_seconds: limitSeconds, ignored_callbacks: total }],
  );
}

/** A fault of this program: no text of the error reaches the log. */
export function internalError(error: unknown): LoginError {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `internal error (${name}). Please report it together with the log.`;
  return new LoginError(
    { kind: "internal", message, page: page(500, "internal_error", message, RETRY) },
    [{ event: "login failed unexpectedly" }],
  );
}

/** What was thrown as a {@linkcode LoginError}, anything unexpected as an internal one. */
export function asLoginError(error: unknown): LoginError {
  return error instanceof LoginError ? error : internalError(error);
}

function page(
  status: number,
  code: string,
  message: string,
  help: string,
  details?: string,
): ErrorPageText {
  return { status, title: TITLE, message, code, help, ...(details ? { details } : {}) };
}
