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
  classifyFailedAnswer,
  classifyTransport,
  explainClass,
  type FailedAnswer,
  type Refusal,
  refusalFields,
  transportFields,
} from "./failure_class.ts";
import type { DeviceAnswerFlaw } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
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
export async function requestTransportError(
  failure: TransportFailure,
  context: RequestContext,
): Promise<LoginError> {
  const { line, explanation } = await classifyTransport(FAILURE_CLASS, failure, context);
  const event = "device code request transport failure";
  return failed("device_code", `device code request failed: ${failure.text.forPerson()}`, {
    explanation,
    events: [line, { event, ...transportFields(failure) }],
  });
}

/** The server refused to give a code; 404 means that it knows no device codes at all. */
export async function requestStatusError(
  refusal: Refusal,
  context: RequestContext,
): Promise<LoginError> {
  const event = {
    event: "device code request returned non-success status",
    ...refusalFields(refusal),
  } as const;
  if (refusal.status === 404) {
    return failed("device_code", DEVICE_CODE_NOT_ENABLED, { events: [event] });
  }
  const { line, explanation } = await classifyFailedAnswer(FAILURE_CLASS, refusal, context);
  const message = `device code request failed with status ${statusWithPhrase(refusal.status)}`;
  const faces = { explanation, events: [line, event] };
  return failed("device_code", withDetail(message, refusal.detail), faces);
}

/** A 2xx answer that cannot be used, to the request or to a poll. */
export async function answerInvalidError(
  answer: FailedAnswer,
  flaw: DeviceAnswerFlaw,
  context: RequestContext,
): Promise<LoginError> {
  const { line, explanation } = await classifyFailedAnswer(FAILURE_CLASS, answer, context);
  return failed("device_code", `device code answer is invalid: ${FLAW_WORDS[flaw]}`, {
    explanation,
    events: [line, {
      event: "device code answer is invalid",
      status: Loggable.status(answer.status),
      reason: Loggable.word(flaw),
    }],
  });
}

/** The person said no (`access_denied`, RFC 8628 section 3.5). */
export async function deniedError(refusal: Omit<Refusal, "clues" | "body">): Promise<LoginError> {
  return failed("device_code", withDetail("the sign-in was declined", refusal.detail), {
    explanation: await explainClass("device_denied"),
    events: [{ event: "device authorization was denied", ...refusalFields(refusal) }],
  });
}

/** The code was not used in time (`expired_token`, RFC 8628 section 3.5). */
export async function expiredError(refusal: Omit<Refusal, "clues" | "body">): Promise<LoginError> {
  const message = "the device code has expired; run the sign-in again";
  return failed("device_code", withDetail(message, refusal.detail), {
    explanation: await explainClass("device_expired"),
    events: [{ event: "device code has expired", ...refusalFields(refusal) }],
  });
}

/** An answer to a poll that waiting does not change. */
export async function pollStatusError(
  refusal: Refusal,
  context: RequestContext,
): Promise<LoginError> {
  const { line, explanation } = await classifyFailedAnswer(FAILURE_CLASS, refusal, context);
  const message = `device auth failed with status ${statusWithPhrase(refusal.status)}`;
  return failed("device_code", withDetail(message, refusal.detail), {
    explanation,
    events: [line, { event: "device authorization failed", ...refusalFields(refusal) }],
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
