/**
 * What an answer's own headers say about a failure.
 *
 * @module
 */
import type { LiveSecrets } from "../log/text/live_secrets.ts";
import { BackendText } from "../log/text/backend_text.ts";

/** Read from headers; absent ones are `undefined`. */
export interface ResponseClues {
  /** `cf-mitigated`: `challenge` where Cloudflare wants what only a browser can do. */
  readonly mitigated: string | undefined;
  /** It is a web page. */
  readonly isPage: boolean;
  /** What the server calls the request. */
  readonly requestId: BackendText<"request id"> | undefined;
  /** How long to wait, in seconds (RFC 9110 section 10.2.3). */
  readonly retryAfterSeconds: number | undefined;
  /** How far this machine's clock is ahead of the server's, in seconds; negative: behind. */
  readonly clockSkewSeconds: number | undefined;
}

/** A clock that is off by more than this makes certificates and codes fail, in seconds. */
const NOTABLE_SKEW_SECONDS = 60;

/**
 * Reads the clues in `headers`.
 *
 * @param nowMs This machine's time in milliseconds, at which they came.
 * @param askedMs The same of the question. Default: they came at once.
 */
export function readClues(
  headers: Headers,
  secrets: LiveSecrets,
  nowMs: number,
  askedMs = nowMs,
): ResponseClues {
  const waitMs = retryAfterMs(headers.get("retry-after"), nowMs);
  return {
    mitigated: headers.get("cf-mitigated")?.toLowerCase(),
    isPage: /\bhtml\b/i.test(headers.get("content-type") ?? ""),
    requestId: BackendText.ofRequestId(headers, secrets),
    retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
    clockSkewSeconds: skew(headers, nowMs, askedMs),
  };
}

/** What was written between question and answer is right; a process may have been stopped in between. */
function skew(headers: Headers, nowMs: number, askedMs: number): number | undefined {
  // What a cache gives is so old (RFC 9111 section 5.1).
  const ageMs = Number(headers.get("age") ?? 0) * 1000;
  const serverMs = Date.parse(headers.get("date") ?? "") + ageMs;
  if (!Number.isFinite(serverMs)) return undefined;
  const seconds = Math.round((Math.min(Math.max(serverMs, askedMs), nowMs) - serverMs) / 1000);
  return Math.abs(seconds) > NOTABLE_SKEW_SECONDS ? seconds : undefined;
}

/** A longer wait is told as this one: nobody waits for it. In milliseconds. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * How long a server asks to wait, in milliseconds from 0 to a day; `undefined` where it does not say so
 * readably, or names a moment that is over. `nowMs` is this machine's time in milliseconds.
 */
export function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  // delay-seconds or HTTP-date (RFC 9110 section 10.2.3).
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  // Its oldest form names no zone and means GMT all the same (section 5.6.7).
  const date = Date.parse(/\bGMT$/.test(text) ? text : `${text} GMT`);
  return date > nowMs ? Math.min(date - nowMs, LONGEST_MS) : undefined;
}
