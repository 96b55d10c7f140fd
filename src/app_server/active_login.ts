/**
 * The one login that an app-server has at a time.
 *
 * @module
 */

/** A login that waits for its person, however they sign in. */
export interface ActiveLogin {
  /** A UUID. */
  readonly loginId: string;
  /**
   * Resolves as soon as it is known how the login ended: with nothing once credentials are saved, else
   * with the words for `account/login/completed`.
   */
  readonly outcome: Promise<string | undefined>;
  /** Resolves once nothing of it is left, its port included. */
  readonly ended: Promise<void>;
  /**
   * Ends it, where it still waits.
   *
   * @param words What the client is told.
   */
  cancel(words: CancelWords): void;
}

/** What the real server says of a login that was given up in favour of something else. */
export const NOT_COMPLETED = "Login was not completed";
/** What it says where another browser login, or another program, asked for the port. */
export const CANCELLED = "Login cancelled";

/** Why a login was given up, in the words of the real server. */
export type CancelWords = typeof NOT_COMPLETED | typeof CANCELLED;
