/**
 * What an answer's own headers say about a failure.
 *
 * @module
 */
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText } from "../log/redaction.ts";
import { retryAfterMs } from "./retry_after.ts";

/** Read from headers; absent ones are `undefined`. */
export interface ResponseClues {
  /** `cf-mitigated`: `challenge` where Cloudflare wants what only a browser can do. */
  readonly mitigated: string | undefined;
  /** It is a web page. */
  readonly isPage: boolean;
  /** `x-request-id`, `x-openai-request-id` or `cf-ray`, at most 80 characters of a narrow alphabet. */
  readonly requestId: BackendText | undefined;
  /** How long to wait, in seconds (RFC 9110 section 10.2.3). */
  readonly retryAfterSeconds: number | undefined;
  /** How far this machine's clock is ahead of the server's, in seconds; negative: behind. */
  readonly clockSkewSeconds: number | undefined;
}

const REQUEST_ID_HEADERS = ["x-request-id", "x-openai-request-id", "cf-ray"];
const REQUEST_ID = /^[\w.:-]{1,80}$/;

/** A clock that is off by more than this makes certificates and codes fail, in seconds. */
const NOTABLE_SKEW_SECONDS = 60;

/** Reads the clues in `headers`; `nowMs` is this machine's time in milliseconds. */
export function readClues(headers: Headers, secrets: LiveSecrets, nowMs: number): ResponseClues {
  const waitMs = retryAfterMs(headers.get("retry-after"), nowMs);
  const requestId = REQUEST_ID_HEADERS.map((name) => headers.get(name) ?? "")
    .find((value) => REQUEST_ID.test(value));
  return {
    mitigated: headers.get("cf-mitigated")?.toLowerCase(),
    isPage: /\bhtml\b/i.test(headers.get("content-type") ?? ""),
    requestId: requestId === undefined ? undefined : new BackendText(requestId, secrets),
    retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
    clockSkewSeconds: skew(headers.get("date"), nowMs),
  };
}

function skew(date: string | null, nowMs: number): number | undefined {
  const serverMs = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(serverMs)) return undefined;
  const seconds = Math.round((nowMs - serverMs) / 1000);
  return Math.abs(seconds) > NOTABLE_SKEW_SECONDS ? seconds : undefined;
}
