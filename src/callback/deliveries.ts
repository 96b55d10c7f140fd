/**
 * Knows which answers are still on their way out, so that the program does not exit under them.
 *
 * @module
 */

/** Answers that were given and not yet written to their sockets. */
export interface Deliveries {
  /** Counts an answer until `completed` settles. */
  track(completed: Promise<void>): void;
  /** Resolves once nothing is on its way, also nothing that was added meanwhile. */
  allOut(): Promise<void>;
}

/** Tracks the answers of one server. */
export function trackDeliveries(): Deliveries {
  const open = new Set<Promise<void>>();
  return {
    track(completed) {
      // A client that hangs up is done with, too.
      const done: Promise<void> = completed.catch(() => {}).finally(() => open.delete(done));
      open.add(done);
    },
    async allOut() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
