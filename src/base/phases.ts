/**
 * The steps of a login, by name.
 *
 * @module
 */

/** Where a login is, or where it ended. */
export type Phase =
  | "config"
  | "log"
  | "bind"
  | "read_stdin"
  | "request_code"
  | "open_browser"
  | "wait_for_callback"
  | "wait_for_approval"
  | "validate"
  | "exchange"
  | "check_account"
  | "api_key"
  | "save"
  | "revoke"
  | "done";

/** Is told each phase as it begins. */
export type OnPhase = (phase: Phase) => void;
