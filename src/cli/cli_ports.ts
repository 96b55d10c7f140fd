/**
 * The real world, as much of it as the program uses; main.ts builds it.
 *
 * @module
 */
import type { CommandPorts } from "./account_commands.ts";
import type { OpenBrowser } from "../login/browser.ts";
import type { LoginPorts } from "../login/login.ts";

/** The real world, as much of it as all commands use. */
export interface CliPorts extends CommandPorts {
  readonly openBrowser: OpenBrowser;
  /** What the person pastes into the terminal; `undefined` where there is none. */
  readonly pastedLines: LoginPorts["pastedLines"];
  /** Why standard output could not be written; `undefined` where it could, or nobody reads it any more. */
  outputFailure?(): string | undefined;
  /** As in `0.1.0`. */
  readonly version: string;
  /** Gives permissions up for good; a test that shares them leaves it out. */
  readonly giveUp?: (names: readonly Deno.PermissionName[]) => void;
}
