/**
 * Whose account it is, in words that anybody may see.
 *
 * @module
 */
import { bound, capitalised, escapeUnprintable } from "../base/visible_text.ts";
import type { SignedInAccount } from "../callback/page.ts";

/** Longest value that is shown, in UTF-16 units. */
const LONGEST_VALUE = 256;

/** As in `Account p***@example.com, workspace ws_1, plan pro`; empty where nothing is known. */
export function accountLine({ email, workspace, plan }: SignedInAccount): string {
  return capitalised([
    ...(email ? [`account ${maskedEmail(email)}`] : []),
    ...(workspace ? [`workspace ${shownValue(workspace)}`] : []),
    ...(plan ? [`plan ${shownValue(plan)}`] : []),
  ].join(", "));
}

/** An e-mail address as it may be shown: `p***@example.com`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const first = Array.from(email)[0] ?? "";
  return at < 1 ? "***" : shownValue(`${first}***${email.slice(at)}`);
}

/** On one line, and not too long. */
export function shownValue(text: string): string {
  return bound(escapeUnprintable(text), LONGEST_VALUE);
}
