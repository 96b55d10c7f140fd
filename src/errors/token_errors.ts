/**
 * The failures of the side that exchanges and saves.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import { type FailureKind, NOT_SAVED } from "./failure_traits.ts";
import type { InvalidTokenReason, SaveFailureReason } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { RequestContext } from "./explanation.ts";
import {
  type FailedAnswer,
  flawWords,
  type Refusal,
  refusalFields,
  requestError,
  transportFields,
} from "./failed_request.ts";
import type { TransportFailure } from "./transport_failure.ts";

/** The token endpoint could not be asked, or its answer broke off. */
export function tokenTransportError(
  failure: TransportFailure,
  context: RequestContext,
): Promise<LoginError> {
  const event = "oauth token exchange transport failure";
  const line = { event, ...transportFields(failure) } as const;
  return exchangeError("token_transport", failure.text.forPerson(), failure, context, line);
}

/** The token endpoint answered with a status that is no success (RFC 6749 section 5.2). */
export function tokenStatusError(refusal: Refusal, context: RequestContext): Promise<LoginError> {
  const said = refusal.detail.shown?.forPerson() || "unknown error";
  const what = `token endpoint returned status ${statusWithPhrase(refusal.status)}: ${said}`;
  const event = "oauth token exchange returned non-success status";
  const line = { event, ...refusalFields(refusal) } as const;
  return exchangeError("token_status", what, refusal, context, line);
}

/** A 2xx answer without usable tokens (RFC 6749 section 5.1). */
export function tokenInvalidError(
  answer: FailedAnswer,
  reason: InvalidTokenReason,
  context: RequestContext,
): Promise<LoginError> {
  const what = `OAuth token response is invalid: ${flawWords(reason, "1 MiB")}`;
  return exchangeError("token_invalid", what, answer, context, {
    event: "oauth token response is invalid",
    status: Loggable.status(answer.status),
    reason: Loggable.word(reason),
  });
}

/** A device code's exchange is called so: no browser came back with a code here. */
function exchangeError(
  kind: FailureKind,
  what: string,
  of: TransportFailure | FailedAnswer,
  context: RequestContext,
  line: LoginEvent,
): Promise<LoginError> {
  const isDevice = context.flow === "device_code";
  const message = `${isDevice ? "device code" : "Token"} exchange failed: ${what}`;
  return requestError(kind, message, "oauth token exchange failure class", of, context, line, {
    event: isDevice ? "device code token exchange failed" : "login callback token exchange failed",
  });
}

/** The account belongs to none of the workspaces that the configuration allows. */
export function workspaceError(
  allowed: readonly string[],
  hasAccountId: boolean,
): LoginError {
  return failed(
    "workspace_restricted",
    hasAccountId
      ? `Login is restricted to workspace id(s) ${allowed.join(", ")}.`
      : "Login is restricted to a specific workspace, but the token did not include an chatgpt_account_id claim.",
    {
      events: [{
        event: "login is restricted to other workspaces",
        has_account_id: hasAccountId,
      }],
    },
  );
}

/**
 * Credentials could not be written; what was there before is untouched.
 *
 * @param message What stands before the explanation. Default: that tokens came.
 */
export function notSavedError(
  reason: SaveFailureReason,
  explanation: string,
  message = NOT_SAVED,
): LoginError {
  return failed("not_saved", `${message}: ${explanation}`, {
    events: [{ event: "credentials could not be saved", reason: Loggable.word(reason) }],
  });
}
