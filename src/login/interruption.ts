/**
 * How a sign-in is told to end.
 *
 * @module
 */

/** What ends a sign-in early, in two steps; neither disturbs a write that has begun. */
export interface Interruption {
  /** Nothing new is begun. What the issuer has given is saved all the same. */
  readonly signal: AbortSignal;
  /** The wait for somebody else, such as the holder of a lock, is given up too. Same reason. */
  readonly secondInterrupt?: AbortSignal | undefined;
}
