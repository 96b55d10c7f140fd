/**
 * The class of a failed request to the issuer: the log's line about it, and the words for people.
 *
 * @module
 */
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent } from "../log/login_events.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { TransportFailure } from "./transport_failure.ts";
import {
  explainNetwork,
  explainStatus,
  type Explanation,
  type RequestContext,
} from "./explanation.ts";
import type { ResponseClues } from "./response_clues.ts";
import { classifyStatus } from "./status_class.ts";
import type { StatusClass } from "../log/log_words.ts";

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

/** Of a request that got no (whole) answer. */
export function classifyTransport(
  event: FailureClassEvent,
  failure: TransportFailure,
  setting: RequestContext,
): ClassifiedFailure {
  return {
    line: {
      event,
      class: Loggable.word(failure.cause),
      host: Loggable.host(setting.url, setting.secrets),
    },
    explanation: explainNetwork(failure.cause, setting, failure.isProxyPossible),
  };
}

/** Of an answer that refuses; `code` is what its JSON says. */
export function classifyRefusal(
  event: FailureClassEvent,
  { status, code, message, clues }: {
    status: number;
    code: BackendText | undefined;
    message: BackendText | undefined;
    clues: ResponseClues;
  },
  setting: RequestContext,
): ClassifiedFailure {
  const statusClass = classifyStatus(status, code, clues, message);
  return ofStatusClass(event, statusClass, clues, setting);
}

/** Of an answer whose class is known. */
export function ofStatusClass(
  event: FailureClassEvent,
  statusClass: StatusClass,
  clues: ResponseClues,
  setting: RequestContext,
): ClassifiedFailure {
  return {
    line: {
      event,
      class: Loggable.word(statusClass),
      host: Loggable.host(setting.url, setting.secrets),
      ...(clues.requestId && { request_id: Loggable.requestId(clues.requestId) }),
      ...optional("retry_after_seconds", clues.retryAfterSeconds),
      ...optional("clock_skew_seconds", clues.clockSkewSeconds),
    },
    explanation: explainStatus(statusClass, clues, setting),
  };
}

function optional<K extends string>(
  name: K,
  value: number | undefined,
): Partial<Record<K, number>> {
  return value === undefined ? {} : { [name]: value } as Record<K, number>;
}
