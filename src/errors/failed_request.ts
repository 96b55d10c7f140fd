/**
 * A failed request to the issuer: its class, the log's line about that, and the words for people.
 *
 * The table of classes is loaded here, once something has failed.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import type { FailureKind } from "./failure_traits.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { DeviceAnswerFlaw, InvalidTokenReason } from "../log/log_words.ts";
import type { BackendText } from "../log/text/backend_text.ts";
import type { Explanation, RequestContext, ToldClass } from "./explanation.ts";
import type { Facts } from "./explain.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { TransportFailure } from "./transport_failure.ts";

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

/** What was asked, as the log calls the line about the class. */
export type FailureClassEvent =
  | "oauth token exchange failure class"
  | "device code request failure class"
  | "access token check failure class";

/**
 * The failure of a request that got no (whole) answer, or one that refuses or cannot be used.
 *
 * @param events The lines behind the one about the class.
 */
export async function requestError(
  kind: FailureKind,
  message: string,
  event: FailureClassEvent,
  of: TransportFailure | FailedAnswer,
  context: RequestContext,
  ...events: readonly LoginEvent[]
): Promise<LoginError> {
  const { classifyAnswer } = await import("./classify.ts");
  const { explainAnswer, explainTransport } = await import("./explain.ts");
  const isAnswer = "status" in of;
  const name = isAnswer ? classifyAnswer(of) : of.cause;
  const line: LoginEvent = {
    event,
    class: Loggable.word(name),
    host: Loggable.host(context.url, context.secrets),
    ...(isAnswer ? clueFields(of.clues) : {}),
  };
  return failed(kind, message, {
    explanation: isAnswer ? explainAnswer(name, of.clues, context) : explainTransport(of, context),
    events: [line, ...events],
  });
}

function clueFields({ requestId, retryAfterSeconds, clockSkewSeconds }: ResponseClues) {
  return {
    ...(requestId && { request_id: Loggable.requestId(requestId) }),
    ...(retryAfterSeconds ? { retry_after_seconds: retryAfterSeconds } : {}),
    ...(clockSkewSeconds ? { clock_skew_seconds: clockSkewSeconds } : {}),
  };
}

/** The words for a class that was no request's. */
export async function explainClass(name: ToldClass, facts: Facts = {}): Promise<Explanation> {
  const { explain } = await import("./explain.ts");
  return explain(name, facts);
}

/** What the log gets of a request that got no answer. */
export function transportFields({ isTimeout, isConnect, isRequest, text }: TransportFailure) {
  return {
    is_timeout: isTimeout,
    is_connect: isConnect,
    is_request: isRequest,
    error: Loggable.transportError(text),
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

/** What is wrong with an answer that cannot be used, as a sentence about it goes on. */
export function flawWords(
  flaw: InvalidTokenReason | DeviceAnswerFlaw,
  largest = "64 KiB",
): string {
  switch (flaw) {
    case "not_json":
      return "it is no JSON object";
    case "too_large":
      return `it is larger than ${largest}`;
    case "id_token_is_no_jwt":
      return "its id_token is no JWT";
    case "id_token_claim":
      return "its id_token has a claim of the wrong type, with which Codex would not read auth.json";
    default:
      return `it has no ${flaw.slice("missing_".length)}`;
  }
}
