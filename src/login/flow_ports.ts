/**
 * The parts of the real world that every way in and out uses.
 *
 * @module
 */
import type { AuthStore } from "../credentials/auth_store.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import type { Output } from "../base/output.ts";

/** What ends a run before its time. */
export interface Interrupts {
  /** Aborts with a `LoginError` when the process is told to end. */
  readonly signal: AbortSignal;
  /** Aborts when it is told so again: a save that waits for a lock is then given up. */
  readonly secondInterrupt?: AbortSignal | undefined;
}

/** What a flow tells, and whom it obeys. */
export interface FlowPorts extends Pick<Output, "say">, Interrupts {
  readonly log: LoginLog;
  /** Is told each phase as it begins. */
  readonly onPhase?: OnPhase;
}

/** What it takes to talk to the issuer and to keep credentials. */
export interface SavingPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
}
