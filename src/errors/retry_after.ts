/**
 * The `Retry-After` header.
 *
 * @module
 */

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
