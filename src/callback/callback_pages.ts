/**
 * The pages for callbacks that are not taken: what happened, and that the login still waits.
 *
 * @module
 */
import type { IgnoredReason } from "../log/log_words.ts";
import { errorPage, type PageAnswer } from "./page.ts";

const STILL_WAITING =
  "The sign-in in the terminal still waits: finish it in the browser tab that it opened last, or use the URL that the terminal shows.";

const WORDS: Record<IgnoredReason, readonly [status: number, title: string, message: string]> = {
  state_mismatch: [
    400,
    "State mismatch",
    "State mismatch: this page belongs to another sign-in attempt, perhaps to an older browser tab.",
  ],
  doubled_parameter: [
    400,
    "Malformed callback",
    "The address holds the same parameter twice, so it was not used.",
  ],
  issuer_mismatch: [
    400,
    "Unexpected issuer",
    "The answer names another authorization server than the one that was asked (iss), so it was not used.",
  ],
  unsupported_response: [
    400,
    "Unexpected answer",
    "The answer is of a kind that was not asked for, so it was not used.",
  ],
  another_code: [
    409,
    "Sign-in is already being completed",
    "Another authorization code came first, and that one is being used. This one was not.",
  ],
  other_host: [
    421,
    "Sign-in is not served at this address",
    "The callback came under another name or port than this sign-in has, so it was not used.",
  ],
};

const HELP: Partial<Record<IgnoredReason, string>> = {
  another_code: "Return to the terminal to see how the sign-in ends.",
  other_host:
    "Copy the address of this page, paste it into the terminal that waits for the sign-in, " +
    "and press Enter.",
};

/** The page for a callback that was ignored. */
export function ignoredPage(reason: IgnoredReason): Promise<PageAnswer> {
  const [status, title, message] = WORDS[reason];
  return errorPage({ status, title, message, code: reason, help: HELP[reason] ?? STILL_WAITING });
}

/** How a person reads the count of a reason. */
export const IGNORED_WORDS: Record<IgnoredReason, string> = {
  state_mismatch: "with a wrong state, as an old browser tab sends",
  doubled_parameter: "with a doubled parameter",
  issuer_mismatch: "from another issuer",
  unsupported_response: "of a kind that was not asked for",
  another_code: "with another code",
  other_host: "under another name or port, as a forwarded port has",
};
