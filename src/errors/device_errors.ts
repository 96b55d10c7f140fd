/**
 * Every way in which a device code sign-in ends before there is something to exchange: what the
 * terminal says and what the log gets, side by side.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import type { RequestContext } from "./explanation.ts";
import {
  type AnswerDetail,
  explainClass,
  type FailedAnswer,
  flawWords,
  type Refusal,
  refusalFields,
  requestError,
  transportFields,
} from "./failed_request.ts";
import type { DeviceAnswerFlaw } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { TransportFailure } from "./transport_failure.ts";

const KIND = "device_code";
const CLASS = "device code request failure class";

/** What is said of a server that knows no device codes. */
export const DEVICE_CODE_NOT_ENABLED =
  "device code login is not enabled for this Codex server. Use the browser login or verify the server URL.";

/** The server could not be asked for a code. */
export function requestTransportError(
  failure: TransportFailure,
  context: RequestContext,
): Promise<LoginError> {
  const message = `device code request failed: ${failure.text.forPerson()}`;
  const event = "device code request transport failure";
  const fields = transportFields(failure);
  return requestError(KIND, message, CLASS, failure, context, { event, ...fields });
}

/** The server refused to give a code; 404 means that it knows no device codes at all. */
export async function requestStatusError(
  refusal: Refusal,
  context: RequestContext,
): Promise<LoginError> {
  const { status, detail } = refusal;
  const event = "device code request returned non-success status";
  const line = { event, ...refusalFields(refusal) } as const;
  if (status === 404) return failed(KIND, DEVICE_CODE_NOT_ENABLED, { events: [line] });
  const what = `device code request failed with status ${statusWithPhrase(status)}`;
  return await requestError(KIND, withDetail(what, detail), CLASS, refusal, context, line);
}

/** An answer to a poll that waiting does not change. */
export function pollStatusError(refusal: Refusal, context: RequestContext): Promise<LoginError> {
  const what = `device auth failed with status ${statusWithPhrase(refusal.status)}`;
  const line = { event: "device authorization failed", ...refusalFields(refusal) } as const;
  return requestError(KIND, withDetail(what, refusal.detail), CLASS, refusal, context, line);
}

/** A 2xx answer that cannot be used, to the request or to a poll. */
export function answerInvalidError(
  answer: FailedAnswer,
  flaw: DeviceAnswerFlaw,
  context: RequestContext,
): Promise<LoginError> {
  const message = `device code answer is invalid: ${flawWords(flaw)}`;
  return requestError(KIND, message, CLASS, answer, context, {
    event: "device code answer is invalid",
    status: Loggable.status(answer.status),
    reason: Loggable.word(flaw),
  });
}

/** The person said no (`access_denied`, RFC 8628 section 3.5). */
export async function deniedError(refusal: Refusal): Promise<LoginError> {
  return failed(KIND, withDetail("the sign-in was declined", refusal.detail), {
    explanation: await explainClass("device_denied"),
    events: [{ event: "device authorization was denied", ...refusalFields(refusal) }],
  });
}

/** The code was not used in time (`expired_token`, RFC 8628 section 3.5). */
export async function expiredError(refusal: Refusal): Promise<LoginError> {
  const what = "the device code has expired; run the sign-in again";
  return failed(KIND, withDetail(what, refusal.detail), {
    explanation: await explainClass("device_expired"),
    events: [{ event: "device code has expired", ...refusalFields(refusal) }],
  });
}

/** Nobody entered the code while this program waited. */
export async function pollTimedOutError(limitSeconds: number): Promise<LoginError> {
  const limit = limitSeconds % 60 === 0 && limitSeconds > 60
    ? `${limitSeconds / 60} minutes`
    : `${limitSeconds} s`;
  return failed("timed_out", `device auth timed out after ${limit}`, {
    explanation: await explainClass("device_timed_out"),
    events: [{ event: "device authorization timed out", limit_seconds: limitSeconds }],
  });
}

function withDetail(message: string, { shown }: AnswerDetail): string {
  const said = shown?.forPerson();
  return said ? `${message}: ${said}` : message;
}
