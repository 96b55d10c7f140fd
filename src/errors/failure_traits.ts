/**
 * The kinds of failure, a closed set, and what every failure of a kind has in common.
 *
 * @module
 */
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
  /** The page's HTTP status, and its short code that support recognises. Default: 500 and the kind. */
  readonly page?: readonly [status: number, code: string];
  /** What to do, in a sentence; absent where the message or the class says it. */
  readonly todo?: string;
}

const INTERRUPTED = {
  phase: "wait_for_callback",
  category: "interrupted",
  page: [503, "login_interrupted"],
} as const;
const EXCHANGE = {
  phase: "exchange",
  category: "issuer",
  exitCode: 1,
  page: [502, "token_exchange_failed"],
} as const;

/** The traits of each kind. */
export const FAILURE_TRAITS = {
  usage: { phase: "config", category: "configuration", exitCode: 2 },
  method_disabled: {
    phase: "config",
    category: "configuration",
    exitCode: 1,
    page: [403, "login_method_disabled"],
  },
  port_unavailable: { phase: "bind", category: "port", exitCode: 1 },
  callback_denied: {
    phase: "validate",
    category: "account",
    exitCode: 1,
    page: [403, "access_denied"],
  },
  missing_code: {
    phase: "validate",
    category: "issuer",
    exitCode: 1,
    page: [400, "missing_authorization_code"],
    todo: "Run the sign-in again.",
  },
  token_transport: { ...EXCHANGE, category: "network" },
  token_status: EXCHANGE,
  token_invalid: EXCHANGE,
  workspace_restricted: {
    phase: "check_account",
    category: "account",
    exitCode: 1,
    page: [403, "workspace_restriction"],
    todo: "Run the sign-in again and choose an allowed workspace, or ask your administrator.",
  },
  not_saved: {
    phase: "save",
    category: "storage",
    exitCode: 1,
    page: [500, "persist_failed"],
    todo: "Mend that, then run the sign-in again.",
  },
  not_deleted: { phase: "save", category: "storage", exitCode: 1 },
  auth_unreadable: { phase: "config", category: "storage", exitCode: 1 },
  secret_unusable: { phase: "read_stdin", category: "configuration", exitCode: 1 },
  access_token_refused: { phase: "check_account", category: "account", exitCode: 1 },
  device_code: { phase: "wait_for_approval", category: "issuer", exitCode: 1 },
  cancelled: {
    phase: "wait_for_callback",
    category: "interrupted",
    exitCode: 1,
    page: [409, "login_cancelled"],
    todo: "Another sign-in asked for the port: finish that one, or run this one again.",
  },
  timed_out: {
    phase: "wait_for_callback",
    category: "interrupted",
    exitCode: 1,
    page: [408, "login_timed_out"],
    todo: "Run the sign-in again; --timeout gives it more time.",
  },
  internal: { phase: "done", category: "internal", exitCode: 1, page: [500, "internal_error"] },
  SIGINT: { ...INTERRUPTED, exitCode: 130 },
  SIGTERM: { ...INTERRUPTED, exitCode: 143 },
  SIGQUIT: { ...INTERRUPTED, exitCode: 131 },
  SIGHUP: { ...INTERRUPTED, exitCode: 129 },
} as const satisfies Record<string, FailureTraits>;

/** The kinds of failure. */
export type FailureKind = keyof typeof FAILURE_TRAITS;
