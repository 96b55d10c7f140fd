/**
 * The time of a log line, and of anything else as a person reads it.
 *
 * @module
 */

/** How far the two clocks may be apart before the wall clock is believed, in milliseconds. */
const TOLERANCE_MS = 2;

let correctionMs = 0;

/**
 * Now, in RFC 3339 UTC with microseconds.
 *
 * The monotonic clock gives the microseconds and keeps lines in order; where it has fallen behind the
 * wall clock (a laptop slept, the clock was set), it is put right.
 */
export function timestamp(): string {
  const monotonicMs = performance.timeOrigin + performance.now();
  const wallMs = Date.now();
  if (Math.abs(monotonicMs + correctionMs - wallMs) > TOLERANCE_MS) {
    correctionMs = wallMs - monotonicMs;
  }
  const micros = Math.floor((monotonicMs + correctionMs) * 1000);
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1);
  return `${seconds}${String(micros % 1000).padStart(3, "0")}Z`;
}

/** `2026-03-09 08:30:01 UTC`, from RFC 3339. */
export function formatMoment(timestamp: string): string {
  return `${timestamp.slice(0, 19).replace("T", " ")} UTC`;
}
