/**
 * The failures of the side that listens: the port, and what the callback says.
 *
 * @module
 */
import { explainCallbackError } from "./explanation.ts";
import { classifyErrorCode } from "./status_class.ts";
import { type ErrorPageText, errorPageText, LoginError, RETRY } from "./errors.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { StatusClass } from "../log/log_words.ts";

/** Why a port could not be bound. */
export interface PortFailure {
  /** What the system said. */
  readonly cause: unknown;
  /** Who holds it, for a person. */
  readonly holder?: string | undefined;
}

/** No callback port could be bound. */
export function portUnavailableError(port: number, { cause, holder }: PortFailure): LoginError {
  const address = `127.0.0.1:${port}`;
  const isInUse = cause instanceof Deno.errors.AddrInUse;
  const message = isInUse
    ? `Port ${address} is already in use`
    : `Port ${address} cannot be used (${
      cause instanceof Error ? cause.message : "unknown error"
    })`;
  const what = isInUse
    ? `It is held by ${holder ?? "another program"}.`
    : "The system does not give that port to programs; it may be reserved.";
  const todo = isInUse
    ? `Close the program that holds it (${
      portHolderCommand(port)
    } shows which), then sign in again.`
    : "Free it in the system's settings, then sign in again; --port takes another one where the " +
      "issuer allows that.";
  return new LoginError(
    {
      kind: "port_unavailable",
      message,
      page: errorPageText(500, "port_unavailable", message, RETRY),
      explanation: { class: isInUse ? "port_in_use" : "port_not_usable", what, todo },
    },
    [{ event: "login callback port is unavailable", bind_address: Loggable.loopback(port) }],
  );
}

/** The command that shows which program holds a port, in backticks. */
export function portHolderCommand(port: number): string {
  if (Deno.build.os === "windows") return `\`netstat -ano | findstr :${port}\``;
  if (Deno.build.os === "darwin") return `\`lsof -nP -iTCP:${port} -sTCP:LISTEN\``;
  return `\`ss -ltnp 'sport = :${port}'\``;
}

/** The authorization server answered with an error (RFC 6749 section 4.1.2.1). */
export function callbackDeniedError(code: BackendText, description?: BackendText): LoginError {
  const said = description?.forPerson() ?? "";
  const shownCode = code.forPerson() || "unknown error";
  const statusClass = classifyErrorCode(code, description) ?? "refused";
  const isEntitlement = shownCode === "access_denied" &&
    statusClass === "missing_codex_entitlement";
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
    : errorPageText(
      403,
      shownCode,
      message,
      "Return to the terminal to try again or to switch accounts; if access is restricted, contact your workspace administrator.",
      said || undefined,
    );
  const explanation = explainCallbackError(statusClass);
  return new LoginError({ kind: "callback_denied", message, page: shown, explanation }, [
    {
      event: "oauth callback returned error",
      error_code: Loggable.serverText(code),
      has_error_description: said !== "",
    },
    ...classLine(statusClass, code.forLog()),
  ]);
}

/** Nothing for a plain refusal, and where the error code in the line before says it already. */
function classLine(statusClass: StatusClass, loggedCode: string): LoginEvent[] {
  const isPlain = statusClass === "access_denied" || statusClass === "refused";
  if (isPlain || statusClass === loggedCode) return [];
  return [{ event: "oauth callback failure class", class: Loggable.word(statusClass) }];
}

/** A callback with the right state and no code (RFC 6749 section 4.1.2). */
export function missingCodeError(): LoginError {
  const message = "Missing authorization code. Sign-in could not be completed.";
  return new LoginError(
    {
      kind: "missing_code",
      message,
      page: errorPageText(400, "missing_authorization_code", message, RETRY),
    },
    [{ event: "login callback has no authorization code" }],
  );
}
