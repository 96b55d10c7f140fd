/**
 * The failures of the side that exchanges and saves.
 *
 * @module
 */
import { errorPageText, type FailureKind, LoginError, RETRY } from "./errors.ts";
import type { InvalidTokenReason, SaveFailureReason } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { Explanation, RequestContext } from "./explanation.ts";
import { classifyRefusal, classifyTransport, ofStatusClass } from "./failure_class.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { TransportFailure } from "./transport_failure.ts";

const FAILURE_CLASS = "oauth token exchange failure class";
const EXCHANGE_FAILED: LoginEvent = { event: "login callback token exchange failed" };

/** The token endpoint could not be asked, or its answer broke off. */
export function tokenTransportError(
  failure: TransportFailure,
  setting: RequestContext,
): LoginError {
  const { line, explanation } = classifyTransport(FAILURE_CLASS, failure, setting);
  return tokenError("token_transport", failure.text.forPerson(), [line, {
    event: "oauth token exchange transport failure",
    is_timeout: failure.isTimeout,
    is_connect: failure.isConnect,
    is_request: failure.isRequest,
    error: Loggable.transportError(failure.text),
  }], explanation);
}

/** What a token endpoint said in an error answer. */
export interface TokenEndpointDetail {
  readonly code: BackendText | undefined;
  readonly message: BackendText | undefined;
  /** The most telling text of the answer, for people. */
  readonly shown: BackendText | undefined;
}

/** What a refusing answer says about itself. */
export interface Refusal {
  readonly status: number;
  readonly detail: TokenEndpointDetail;
  readonly clues: ResponseClues;
}

/** The token endpoint answered with a status that is no success (RFC 6749 section 5.2). */
export function tokenStatusError(refusal: Refusal, setting: RequestContext): LoginError {
  const { status, detail, clues } = refusal;
  const said = detail.shown?.forPerson() || "unknown error";
  const refused = { status, ...detail, clues };
  const { line, explanation } = classifyRefusal(FAILURE_CLASS, refused, setting);
  const message = `token endpoint returned status ${statusWithPhrase(status)}: ${said}`;
  return tokenError("token_status", message, [line, {
    event: "oauth token exchange returned non-success status",
    status: Loggable.status(status),
    error_code: Loggable.serverText(detail.code),
    error_message: Loggable.serverText(detail.message),
  }], explanation);
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
export function tokenInvalidError(
  { status, clues }: { readonly status: number; readonly clues: ResponseClues },
  reason: InvalidTokenReason,
  setting: RequestContext,
): LoginError {
  const what = `OAuth token response is invalid: ${INVALID_TOKEN_WORDS[reason]}`;
  const { line, explanation } = ofStatusClass(FAILURE_CLASS, "unusable_answer", clues, setting);
  return tokenError("token_invalid", what, [line, {
    event: "oauth token response is invalid",
    status: Loggable.status(status),
    reason: Loggable.word(reason),
  }], explanation);
}

function tokenError(
  kind: FailureKind,
  what: string,
  events: LoginEvent[],
  explanation?: Explanation,
): LoginError {
  const message = `Token exchange failed: ${what}`;
  const help = explanation?.todo ?? RETRY;
  return new LoginError(
    {
      kind,
      message,
      page: errorPageText(502, "token_exchange_failed", message, help, explanation?.what),
      ...(explanation && { explanation }),
    },
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
      page: errorPageText(
        403,
        "workspace_restriction",
        message,
        "Sign in again and choose an allowed workspace, or contact your workspace administrator.",
      ),
    },
    [{ event: "login is restricted to other workspaces", has_account_id: hasAccountId }],
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
  return new LoginError(
    {
      kind: "not_saved",
      message: `${message}: ${explanation}`,
      page: errorPageText(500, "persist_failed", `${message}.`, RETRY, explanation),
    },
    [{ event: "credentials could not be saved", reason: Loggable.word(reason) }],
  );
}
