/**
 * The lock on the log's file, for what a start does to the file as a whole. Records need none: each is
 * appended by one write.
 *
 * @module
 */
import { withTimeLimit } from "../base/time_limit.ts";

/** A lock is held for a moment; a program that was stopped in it must not hold us. */
const LOCK_LIMIT_MS = 500;

/**
 * Waits for the lock, half a second at most. Closing the file unlocks it.
 *
 * @throws `TimeoutError`, or what the system says where its files cannot be locked.
 */
export async function lockLog(file: Deno.FsFile): Promise<void> {
  const { signal } = new AbortController();
  // Not lockSync: it would hold back the signal handlers too.
  await withTimeLimit(LOCK_LIMIT_MS, signal, () => file.lock(true));
}
