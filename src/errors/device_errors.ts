/**
 * Every way in which a device code sign-in ends before there is something to exchange: what the
 * terminal says and what the log gets, side by side.
 *
 * @module
 */
import type { LoginError } from "./errors.ts";
import type { Explanation, RequestContext } from "./explanation.ts";
import { classifyRefusal, classifyTransport, ofStatusClass } from "./failure_class.ts";
import type { Refusal, TokenEndpointDetail } from "./token_errors.ts";
import type { DeviceAnswerFlaw } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import { terminalError } from "./terminal_errors.ts";
import type { TransportFailure } from "./transport_failure.ts";

const FAILURE_CLASS = "device code request failure class";
const FLAW_WORDS: Record<DeviceAnswerFlaw, string> = {
  not_json: "it is no JSON object",
  too_large: "it is larger than 64 KiB",
  missing_device_auth_id: "it has no device_auth_id",
  missing_user_code: "it has no user_code",
  missing_authorization_code: "it has no authorization_code",
  missing_code_verifier: "it has no code_verifier",
};

/** What is said of a server that knows no device codes. */
export const DEVICE_CODE_NOT_ENABLED =
  "device code login is not enabled for this Codex server. Use the browser login or verify the server URL.";

/** The server could not be asked for a code. */
export function requestTransportError(
  failure: TransportFailure,
  setting: RequestContext,
): LoginError {
  const { line, explanation } = classifyTransport(FAILURE_CLASS, failure, setting);
  const message = `device code request failed: ${failure.text.forPerson()}`;
  return terminalError("device_code", message, [line, {
    event: "device code request transport failure",
    is_timeout: failure.isTimeout,
    is_connect: failure.isConnect,
    is_request: failure.isRequest,
    error: Loggable.transportError(failure.text),
  }], explanation);
}

/** The server refused to give a code; 404 means that it knows no device codes at all. */
export function requestStatusError(
  { status, detail, clues }: Refusal,
  setting: RequestContext,
): LoginError {
  const event = {
    event: "device code request returned non-success status",
    ...logged(status, detail),
  } as const;
  if (status === 404) return terminalError("device_code", DEVICE_CODE_NOT_ENABLED, [event]);
  const refused = { status, ...detail, clues };
  const { line, explanation } = classifyRefusal(FAILURE_CLASS, refused, setting);
  const message = `device code request failed with status ${statusWithPhrase(status)}`;
  return terminalError("device_code", withDetail(message, detail), [line, event], explanation);
}

/** A 2xx answer that cannot be used, to the request or to a poll. */
export function answerInvalidError(
  { status, clues }: Pick<Refusal, "status" | "clues">,
  flaw: DeviceAnswerFlaw,
  setting: RequestContext,
): LoginError {
  const { line, explanation } = ofStatusClass(FAILURE_CLASS, "unusable_answer", clues, setting);
  // The words of the class are about tokens; nobody asked for one yet.
  const what = explanation.what.replace(
    "is no token endpoint, or a broken one",
    "gives no device codes, or is a broken issuer",
  );
  return terminalError("device_code", `device code answer is invalid: ${FLAW_WORDS[flaw]}`, [line, {
    event: "device code answer is invalid",
    status: Loggable.status(status),
    reason: Loggable.word(flaw),
  }], { ...explanation, what });
}

/** The person said no (`access_denied`, RFC 8628 section 3.5). */
export function deniedError(status: number, detail: TokenEndpointDetail): LoginError {
  const event = { event: "device authorization was denied", ...logged(status, detail) } as const;
  const message = withDetail("the sign-in was declined", detail);
  return terminalError("device_code", message, [event], {
    class: "device_denied",
    what:
      "The sign-in was declined where the code was entered, by the person or by the account's rules.",
    todo: "Run the sign-in again and allow it, with another account if this one is restricted.",
  });
}

/** The code was not used in time (`expired_token`, RFC 8628 section 3.5). */
export function expiredError(status: number, detail: TokenEndpointDetail): LoginError {
  const message = withDetail("the device code has expired; run the sign-in again", detail);
  const event = { event: "device code has expired", ...logged(status, detail) } as const;
  return terminalError("device_code", message, [event], unentered("device_expired"));
}

/** An answer to a poll that waiting does not change. */
export function pollStatusError(
  { status, detail, clues }: Refusal,
  setting: RequestContext,
): LoginError {
  const refused = { status, ...detail, clues };
  const { line, explanation } = classifyRefusal(FAILURE_CLASS, refused, setting);
  const message = `device auth failed with status ${statusWithPhrase(status)}`;
  return terminalError("device_code", withDetail(message, detail), [line, {
    event: "device authorization failed",
    ...logged(status, detail),
  }], explanation);
}

/** Nobody entered the code while this program waited. */
export function pollTimedOutError(limitSeconds: number): LoginError {
  const limit = limitSeconds % 60 === 0 && limitSeconds > 60
    ? `${limitSeconds / 60} minutes`
    : `${limitSeconds} s`;
  return terminalError("timed_out", `device auth timed out after ${limit}`, [
    { event: "device authorization timed out", limit_seconds: limitSeconds },
  ], unentered("device_timed_out"));
}

function unentered(cause: "device_expired" | "device_timed_out"): Explanation {
  const again = "Run the sign-in again and enter the new code";
  return {
    class: cause,
    what: "Nobody entered the code and allowed the sign-in in time.",
    todo: cause === "device_expired"
      ? `${again}.`
      : `${again}; --timeout gives up to 15 minutes for it.`,
  };
}

function withDetail(message: string, detail: TokenEndpointDetail): string {
  const said = detail.shown?.forPerson();
  return said ? `${message}: ${said}` : message;
}

function logged(status: number, detail: TokenEndpointDetail) {
  return {
    status: Loggable.status(status),
    error_code: Loggable.serverText(detail.code),
    error_message: Loggable.serverText(detail.message),
  };
}
