/**
 * The steps of a login, by name.
 *
 * @module
 */

/** Where a login can be, or where it ended. */
export const PHASES = [
  "config",
  "log",
  "bind",
  "read_stdin",
  "request_code",
  "open_browser",
  "wait_for_callback",
  "wait_for_approval",
  "validate",
  "exchange",
  "check_account",
  "api_key",
  "save",
  "revoke",
  "done",
] as const;

/** Where a login is, or where it ended. */
export type Phase = typeof PHASES[number];

/** Is told each phase as it begins. */
export type OnPhase = (phase: Phase) => void;
