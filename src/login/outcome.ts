/**
 * Waits for the side that exchanges and saves, and says where the credentials are.
 *
 * @module
 */
import { accountLine } from "./account_words.ts";
import type { Saved } from "./completion.ts";
import { LoginError } from "../errors/errors.ts";
import { delay, rejection, withTimeLimit } from "../base/time_limit.ts";

/**
 * How long an interrupted sign-in may take to come to its end. Before tokens are held it ends at once; a
 * save ends within its own limits, unless the disk hangs.
 */
export const INTERRUPT_GRACE_MS = 60_000;
/** How long the last revocation may take after the save. */
const REVOCATION_LIMIT_MS = 2_000;
/** Said where somebody reads. */
export const WHAT_IS_NEXT = "Next: run `codex`; `codex-login status` says who is signed in.";

/**
 * What `pending` gives; an interruption that came too late for it does no harm.
 *
 * @param stop Interrupts; its reason is what is thrown {@linkcode INTERRUPT_GRACE_MS} later.
 */
export async function untilSaved(pending: Promise<Saved>, stop: AbortSignal): Promise<Saved> {
  // An interruption after the end must not start a timer: a host lives on.
  const over = new AbortController();
  const hang = rejection(stop)
    .catch(() => delay(INTERRUPT_GRACE_MS, over.signal))
    .then(() => Promise.reject(unknownEnd(stop.reason)));
  return await Promise.race([pending, hang]).finally(() => over.abort());
}

/** Nothing is claimed that was not seen. */
function unknownEnd(reason: unknown): unknown {
  if (!(reason instanceof LoginError)) return reason;
  const { failure, events } = reason;
  const message = `Login interrupted (${failure.kind}); whether credentials were saved is not ` +
    "known, `codex-login status` tells.";
  return new LoginError({ ...failure, message, page: { ...failure.page, message } }, events);
}

/** What a sign-in came to: who it is, and what is next, are for somebody who reads. */
export function successWords(
  { path, signedIn }: Pick<Saved, "path" | "signedIn">,
  isOnTerminal: boolean | undefined,
): string {
  const account = isOnTerminal ? accountLine(signedIn) : "";
  return [
    "Successfully logged in",
    ...(account ? [`${account}.`] : []),
    whereCredentialsAre(path),
    ...(isOnTerminal && path !== undefined ? [WHAT_IS_NEXT] : []),
  ].join("\n");
}

/** Tells where the credentials are; `undefined` is an ephemeral store. */
export function whereCredentialsAre(path: string | undefined): string {
  if (path !== undefined) return `Your credentials are in ${path}.`;
  return 'Nothing was saved, since cli_auth_credentials_store is "ephemeral": the credentials end ' +
    "with this program.";
}

/** Revokes what was replaced, for at most two seconds. */
export async function revokeWithin(saved: Saved, stop: AbortSignal): Promise<void> {
  await withTimeLimit(REVOCATION_LIMIT_MS, stop, () => saved.revokeSuperseded()).catch(() => {});
}
