/**
 * The `Retry-After` header.
 *
 * @module
 */

/** How long a server asks to wait, in milliseconds; `undefined` where it does not say so readably. */
export function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  // delay-seconds or HTTP-date (RFC 9110 section 10.2.3).
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
