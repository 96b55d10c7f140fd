/**
 * Time limits that a test's clock can drive: `AbortSignal.timeout` does not see a fake clock.
 *
 * They count the time in which this process runs. A process that was stopped (Ctrl-Z, SIGSTOP) finds all its
 * timers due at once when it goes on, before it sees what came meanwhile.
 *
 * @module
 */

/** For a wait that nobody ends ahead of its limit. */
export const NEVER: AbortSignal = new AbortController().signal;

/** What a stop of any length counts for, at most. */
const SLICE_MS = 1_000;

/**
 * Calls `action` once this process has run for `ms` milliseconds.
 *
 * @returns What calls it off.
 */
export function afterRunning(ms: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (leftMs: number) => {
    const sliceMs = Math.min(leftMs, SLICE_MS);
    timer = setTimeout(() => leftMs > sliceMs ? wait(leftMs - sliceMs) : action(), sliceMs);
  };
  wait(ms);
  return () => clearTimeout(timer);
}

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
  const stopClock = afterRunning(limitMs, () => controller.abort(reason()));
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([action(controller.signal), rejection(controller.signal)]);
  } finally {
    stopClock();
    signal.removeEventListener("abort", abort);
  }
}

/** Whether a time limit of this program's own ran out, as {@linkcode withTimeLimit} throws it by default. */
export function isOwnLimit(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
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
  const over = Promise.withResolvers<void>();
  const abort = () => over.reject(signal.reason);
  const stopClock = afterRunning(ms, over.resolve);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    await over.promise;
  } finally {
    stopClock();
    signal.removeEventListener("abort", abort);
  }
}
