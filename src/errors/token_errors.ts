/**
 * The failures of the side that exchanges and saves.
 *
 * @module
 */
import { type Faces, failed, type LoginError } from "./errors.ts";
import type { FailureKind } from "./failure_traits.ts";
import type { InvalidTokenReason, SaveFailureReason } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { RequestContext } from "./explanation.ts";
import {
  type ClassifiedFailure,
  classifyFailedAnswer,
  classifyTransport,
  type FailedAnswer,
  type Refusal,
  refusalFields,
  transportFields,
} from "./failure_class.ts";
import type { TransportFailure } from "./transport_failure.ts";

const FAILURE_CLASS = "oauth token exchange failure class";

/** The token endpoint could not be asked, or its answer broke off. */
export async function tokenTransportError(
  failure: TransportFailure,
  context: RequestContext,
): Promise<LoginError> {
  const classified = await classifyTransport(FAILURE_CLASS, failure, context);
  const event = "oauth token exchange transport failure";
  return exchangeError("token_transport", failure.text.forPerson(), context, classified, {
    event,
    ...transportFields(failure),
  });
}

/** The token endpoint answered with a status that is no success (RFC 6749 section 5.2). */
export async function tokenStatusError(
  refusal: Refusal,
  context: RequestContext,
): Promise<LoginError> {
  const said = refusal.detail.shown?.forPerson() || "unknown error";
  const what = `token endpoint returned status ${statusWithPhrase(refusal.status)}: ${said}`;
  const classified = await classifyFailedAnswer(FAILURE_CLASS, refusal, context);
  const event = "oauth token exchange returned non-success status";
  return exchangeError("token_status", what, context, classified, {
    event,
    ...refusalFields(refusal),
  });
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
export async function tokenInvalidError(
  answer: FailedAnswer,
  reason: InvalidTokenReason,
  context: RequestContext,
): Promise<LoginError> {
  const what = `OAuth token response is invalid: ${INVALID_TOKEN_WORDS[reason]}`;
  const classified = await classifyFailedAnswer(FAILURE_CLASS, answer, context);
  return exchangeError("token_invalid", what, context, classified, {
    event: "oauth token response is invalid",
    status: Loggable.status(answer.status),
    reason: Loggable.word(reason),
  });
}

/** A device code's exchange is called so: no browser came back with a code here. */
function exchangeError(
  kind: FailureKind,
  what: string,
  { flow }: RequestContext,
  { line, explanation }: ClassifiedFailure,
  event: LoginEvent,
): LoginError {
  const isDevice = flow === "device_code";
  const faces: Faces = {
    explanation,
    events: [line, event, {
      event: isDevice
        ? "device code token exchange failed"
        : "login callback token exchange failed",
    }],
  };
  return failed(kind, `${isDevice ? "device code" : "Token"} exchange failed: ${what}`, faces);
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
  message = "Sign-in completed but credentials could not be saved locally",
): LoginError {
  return failed("not_saved", `${message}: ${explanation}`, {
    page: { message: `${message}.`, details: explanation },
    events: [{ event: "credentials could not be saved", reason: Loggable.word(reason) }],
  });
}
