/**
 * Time limits that a test's clock can drive: `AbortSignal.timeout` does not see a fake clock.
 *
 * @module
 */

/**
 * Runs `action` with a signal that aborts after `limitMs` or with `signal`.
 *
 * @param reason What is thrown when time runs out; a `TimeoutError` by default.
 * @throws Whatever `action` throws, the reason of `signal`, or `reason()`; it need not be waited for.
 */
export async function withTimeLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
  reason: () => Error = () =>
    new DOMException(`timed out after ${limitMs / 1000} s`, "TimeoutError"),
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(reason()), limitMs);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([action(controller.signal), rejection(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Never resolves; rejects with the signal's reason. */
export function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** What `promise` gives, unless `signal` is aborted first: then its reason is thrown. */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  return await (signal ? Promise.race([promise, rejection(signal)]) : promise);
}

/**
 * Waits `ms` milliseconds.
 *
 * @throws The signal's reason once `signal` is aborted.
 */
export async function delay(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await Promise.race([
      new Promise<void>((resolve) => timer = setTimeout(resolve, ms)),
      rejection(signal),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
