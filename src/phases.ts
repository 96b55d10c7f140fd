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
  | "open_browser"
  | "wait_for_callback"
  | "validate"
  | "exchange"
  | "check_account"
  | "api_key"
  | "save"
  | "revoke"
  | "done";

/** Is told each phase as it begins. */
export type OnPhase = (phase: Phase) => void;
