/**
 * What every failure of a kind has in common.
 *
 * @module
 */
import { asLoginError, type FailureKind } from "./errors.ts";
import type { Phase } from "../base/phases.ts";

/** Whose matter a failure is. */
export type FailureCategory =
  | "configuration"
  | "port"
  | "account"
  | "issuer"
  | "network"
  | "storage"
  | "interrupted"
  | "internal";

/** What a kind of failure means. */
export interface FailureTraits {
  readonly phase: Phase;
  readonly category: FailureCategory;
  readonly exitCode: number;
  /** What to do, in a sentence; `undefined` where the message says it. */
  readonly todo: string | undefined;
}

const AGAIN = "Run the sign-in again.";

/** The traits of each kind. */
export const FAILURE_TRAITS = {
  usage: { phase: "config", category: "configuration", exitCode: 2, todo: undefined },
  method_disabled: { phase: "config", category: "configuration", exitCode: 1, todo: undefined },
  port_unavailable: { phase: "bind", category: "port", exitCode: 1, todo: undefined },
  callback_denied: {
    phase: "validate",
    category: "account",
    exitCode: 1,
    todo: "Run the sign-in again and allow it, with another account if this one is restricted.",
  },
  missing_code: { phase: "validate", category: "issuer", exitCode: 1, todo: AGAIN },
  token_transport: { phase: "exchange", category: "network", exitCode: 1, todo: AGAIN },
  token_status: { phase: "exchange", category: "issuer", exitCode: 1, todo: AGAIN },
  token_invalid: {
    phase: "exchange",
    category: "issuer",
    exitCode: 1,
    todo: "Check --issuer, and whether a login page of the network answers in its place.",
  },
  workspace_restricted: {
    phase: "check_account",
    category: "account",
    exitCode: 1,
    todo: "Run the sign-in again and choose an allowed workspace, or ask your administrator.",
  },
  not_saved: {
    phase: "save",
    category: "storage",
    exitCode: 1,
    todo: "Mend that, then run the sign-in again.",
  },
  not_deleted: { phase: "save", category: "storage", exitCode: 1, todo: undefined },
  auth_unreadable: { phase: "config", category: "storage", exitCode: 1, todo: undefined },
  secret_unusable: {
    phase: "read_stdin",
    category: "configuration",
    exitCode: 1,
    todo: undefined,
  },
  access_token_refused: {
    phase: "check_account",
    category: "account",
    exitCode: 1,
    todo: undefined,
  },
  device_code: { phase: "wait_for_approval", category: "issuer", exitCode: 1, todo: undefined },
  cancelled: {
    phase: "wait_for_callback",
    category: "interrupted",
    exitCode: 1,
    todo: "Another sign-in asked for the port: finish that one, or run this one again.",
  },
  timed_out: {
    phase: "wait_for_callback",
    category: "interrupted",
    exitCode: 1,
    todo: "Run the sign-in again; --timeout gives it more time.",
  },
  internal: { phase: "done", category: "internal", exitCode: 1, todo: undefined },
  SIGINT: { phase: "wait_for_callback", category: "interrupted", exitCode: 130, todo: undefined },
  SIGTERM: { phase: "wait_for_callback", category: "interrupted", exitCode: 143, todo: undefined },
  SIGQUIT: { phase: "wait_for_callback", category: "interrupted", exitCode: 131, todo: undefined },
  SIGHUP: { phase: "wait_for_callback", category: "interrupted", exitCode: 129, todo: undefined },
} as const satisfies Record<FailureKind, FailureTraits>;

/** The exit code of a run that `error` ended; for a signal 128 and its number, as a shell has it. */
export function exitCodeOf(error: unknown): number {
  return FAILURE_TRAITS[asLoginError(error).failure.kind].exitCode;
}
