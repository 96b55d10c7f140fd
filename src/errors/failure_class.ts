/**
 * The class of a failed request to the issuer: the log's line about it, and the words for people.
 *
 * The table of classes is loaded here, once something has failed.
 *
 * @module
 */
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { FailureClass } from "../log/log_words.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { Explanation, RequestContext, ToldClass } from "./explanation.ts";
import type { Facts } from "./explain.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { TransportFailure } from "./transport_failure.ts";

/** What the log calls the line, by what was asked. */
export type FailureClassEvent =
  | "oauth token exchange failure class"
  | "device code request failure class"
  | "access token check failure class";

/** A class, ready for the log and for people. */
export interface ClassifiedFailure {
  readonly line: LoginEvent;
  readonly explanation: Explanation;
}

/** What an error answer of the issuer said. */
export interface AnswerDetail {
  readonly code: BackendText | undefined;
  readonly message: BackendText | undefined;
  /** The most telling text of the answer, for people. */
  readonly shown: BackendText | undefined;
}

/** An answer that is no success. */
export interface FailedAnswer {
  readonly status: number;
  /** As far as it was read. */
  readonly body: BackendText;
  readonly clues: ResponseClues;
  /** Absent for a 2xx answer, which cannot be used. */
  readonly detail?: AnswerDetail;
}

/** One that refuses. */
export interface Refusal extends FailedAnswer {
  readonly detail: AnswerDetail;
}

/** Of a request that got no (whole) answer. */
export async function classifyTransport(
  event: FailureClassEvent,
  failure: TransportFailure,
  context: RequestContext,
): Promise<ClassifiedFailure> {
  const { explainTransport } = await import("./explain.ts");
  return {
    line: { event, ...classFields(failure.cause, context) },
    explanation: explainTransport(failure, context),
  };
}

/** Of an answer that refuses, or cannot be used. */
export async function classifyFailedAnswer(
  event: FailureClassEvent,
  answer: FailedAnswer,
  context: RequestContext,
): Promise<ClassifiedFailure> {
  const { classifyAnswer } = await import("./classify.ts");
  const { explainAnswer } = await import("./explain.ts");
  const name = classifyAnswer(answer);
  const { requestId, retryAfterSeconds, clockSkewSeconds } = answer.clues;
  return {
    line: {
      event,
      ...classFields(name, context),
      ...(requestId && { request_id: Loggable.requestId(requestId) }),
      ...(retryAfterSeconds ? { retry_after_seconds: retryAfterSeconds } : {}),
      ...(clockSkewSeconds ? { clock_skew_seconds: clockSkewSeconds } : {}),
    },
    explanation: explainAnswer(name, answer.clues, context),
  };
}

/** The words for a class that was no request's. */
export async function explainClass(name: ToldClass, facts: Facts = {}): Promise<Explanation> {
  const { explain } = await import("./explain.ts");
  return explain(name, facts);
}

function classFields(name: FailureClass, { url, secrets }: RequestContext) {
  return { class: Loggable.word(name), host: Loggable.host(url, secrets) };
}

/** What the log gets of a request that got no answer. */
export function transportFields(failure: TransportFailure) {
  return {
    is_timeout: failure.isTimeout,
    is_connect: failure.isConnect,
    is_request: failure.isRequest,
    error: Loggable.transportError(failure.text),
  };
}

/** What the log gets of an answer that refuses. */
export function refusalFields({ status, detail }: Pick<Refusal, "status" | "detail">) {
  return {
    status: Loggable.status(status),
    error_code: Loggable.serverText(detail.code),
    error_message: Loggable.serverText(detail.message),
  };
}
