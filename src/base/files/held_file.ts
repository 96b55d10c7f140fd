/**
 * Waits for a file that another program has open: on Windows that keeps others from it, as virus scanners,
 * indexers and back-ups do for a moment.
 *
 * @module
 */

/** As long as a scanner needs for a file of ours. */
const LIMIT_MS = 2_000;
const PAUSE_MS = 20;
/** Access denied, which is also what a file says that goes with its last user; sharing and lock violation. */
const OF_ANOTHER = /\(os error (?:5|32|33)\)/;

/**
 * Does `action`, on Windows again for two seconds while it fails because another program has a file open.
 *
 * It holds the thread, so that what is begun stays one step.
 *
 * @throws What `action` throws otherwise, or last.
 */
export function whileHeld<T>(action: () => T, isWindows = Deno.build.os === "windows"): T {
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      return action();
    } catch (error) {
      const isHeld = isWindows && error instanceof Error && OF_ANOTHER.test(error.message);
      if (!isHeld || performance.now() > endMs) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}
