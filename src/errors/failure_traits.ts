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
  /** 1 unless it says something else. */
  readonly exitCode: number;
  /** The page's HTTP status, and its code that support recognises. Default: 500 and the kind. */
  readonly page?: readonly [status: number, code: string];
  /**
   * What codex calls it in a line of its own, where a browser came back; and what of the message it leaves
   * out there.
   */
  readonly announced?: readonly [name: string, without?: string];
  /** What to do, in a sentence; absent where the message or the class says it. */
  readonly todo?: string;
}

function traits(
  phase: Phase,
  category: FailureCategory,
  others: Partial<FailureTraits> = {},
): FailureTraits {
  return { phase, category, exitCode: 1, ...others };
}

const exchange = (category: FailureCategory) =>
  traits("exchange", category, {
    page: [502, "token_exchange_failed"],
    announced: ["Token exchange error", "Token exchange failed: "],
  });
/** The exit code is 128 and the signal's number, as a shell has it. */
const signal = (exitCode: number) =>
  traits("wait_for_callback", "interrupted", { exitCode, page: [503, "login_interrupted"] });

/** What is said where tokens came and could not be kept. */
export const NOT_SAVED = "Sign-in completed but credentials could not be saved locally";

/** The traits of each kind. */
export const FAILURE_TRAITS = {
  usage: traits("config", "configuration", { exitCode: 2 }),
  method_disabled: traits("config", "configuration", { page: [403, "login_method_disabled"] }),
  port_unavailable: traits("bind", "port"),
  callback_denied: traits("validate", "account", {
    page: [403, "access_denied"],
    announced: ["OAuth callback error"],
  }),
  missing_code: traits("validate", "issuer", {
    page: [400, "missing_authorization_code"],
    todo: "Run the sign-in again.",
  }),
  token_transport: exchange("network"),
  token_status: exchange("issuer"),
  token_invalid: exchange("issuer"),
  workspace_restricted: traits("check_account", "account", {
    page: [403, "workspace_restriction"],
    announced: ["Workspace restriction error"],
    todo: "Run the sign-in again and choose an allowed workspace, or ask your administrator.",
  }),
  not_saved: traits("save", "storage", {
    page: [500, "persist_failed"],
    announced: ["Persist error", `${NOT_SAVED}: `],
    todo: "Mend that, then run the sign-in again; codex-login doctor looks at the folder.",
  }),
  not_deleted: traits("save", "storage"),
  auth_unreadable: traits("config", "storage"),
  secret_unusable: traits("read_stdin", "configuration"),
  access_token_refused: traits("check_account", "account"),
  device_code: traits("wait_for_approval", "issuer"),
  cancelled: traits("wait_for_callback", "interrupted", {
    page: [409, "login_cancelled"],
    todo: "Another sign-in asked for the port: finish that one, or run this one again.",
  }),
  timed_out: traits("wait_for_callback", "interrupted", {
    page: [408, "login_timed_out"],
    todo: "Run the sign-in again; --timeout gives it more time.",
  }),
  internal: traits("done", "internal", { page: [500, "internal_error"] }),
  SIGINT: signal(130),
  SIGTERM: signal(143),
  SIGQUIT: signal(131),
  SIGHUP: signal(129),
};

/** The kinds of failure. */
export type FailureKind = keyof typeof FAILURE_TRAITS;
