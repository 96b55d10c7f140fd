/**
 * Waits for the side that exchanges and saves, so that no hang outlives a Ctrl-C.
 *
 * @module
 */
import type { Outcome } from "./completion.ts";
import { LoginError } from "../errors/errors.ts";
import { delay, rejection, withTimeLimit } from "../base/time_limit.ts";

/**
 * How long an interrupted exchange may take to come to its end. Before tokens are held it ends at once; a
 * save is waited for, also where another program holds the lock of auth.json for its ten seconds.
 */
export const INTERRUPT_GRACE_MS = 15_000;
/** How long the last revocation may take after the save. */
const SETTLE_LIMIT_MS = 2_000;

/**
 * Where the credentials were saved; an interruption that came too late for it does no harm.
 *
 * @param stop Interrupts; its reason is what is thrown then.
 * @param secondInterrupt A second interruption, after which nothing more is waited for.
 * @throws {LoginError} The failure of the outcome, or of a worker that died.
 */
export async function savedPath(
  pending: Promise<Outcome>,
  stop: AbortSignal,
  secondInterrupt?: AbortSignal,
): Promise<string | undefined> {
  // An interruption after the end must not start a timer: a host lives on.
  const over = new AbortController();
  const outcome = await Promise.race([
    pending,
    graceAfterInterrupt(stop, over.signal, secondInterrupt),
  ])
    .finally(() => over.abort());
  if (outcome.kind === "saved") return outcome.path;
  if (stop.aborted && outcome.failure.kind === "cancelled") throw stop.reason;
  throw new LoginError(outcome.failure);
}

/** Tells where the credentials are; `undefined` is an ephemeral store. */
export function whereCredentialsAre(path: string | undefined): string {
  if (path !== undefined) return `Your credentials are in ${path}.`;
  return 'Nothing was saved, since cli_auth_credentials_store is "ephemeral": the credentials end ' +
    "with this program.";
}

/** Waits for what is left to be done after a save, for at most two seconds. */
export async function settleWithin(
  revocationDone: Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  await withTimeLimit(SETTLE_LIMIT_MS, stop, () => revocationDone).catch(() => {});
}

/** Gives an interrupted exchange its last seconds. */
async function graceAfterInterrupt(
  stop: AbortSignal,
  over: AbortSignal,
  secondInterrupt: AbortSignal | undefined,
): Promise<never> {
  const end = secondInterrupt ? AbortSignal.any([over, secondInterrupt]) : over;
  await rejection(stop).catch(() => delay(INTERRUPT_GRACE_MS, end)).catch(() => {});
  throw stop.reason;
}
