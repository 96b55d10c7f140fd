// Waits of tests on the real clock, also while FakeTime is in place: taken before any test could fake them.
const { setTimeout, clearTimeout } = globalThis;

/** Waits on the real clock. */
export function realDelay(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

/**
 * Gives what `promise` gives.
 * @param limitMs 20 seconds by default, on the real clock.
 * @throws where the time is over first; the message holds what `describe` says.
 */
export async function within<T>(
  promise: Promise<T>,
  describe: () => string,
  limitMs = 20_000,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`after ${limitMs} ms still waiting: ${describe()}`)),
    limitMs,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks every millisecond until `condition` holds, for what no event tells of, such as a file's content. */
export async function until(
  condition: () => boolean,
  describe: () => string = () => String(condition),
  limitMs = 20_000,
): Promise<void> {
  for (const end = performance.now() + limitMs; !condition();) {
    if (performance.now() > end) throw new Error(`never became true: ${describe()}`);
    await realDelay(1);
  }
}
