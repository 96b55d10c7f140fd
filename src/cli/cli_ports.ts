/**
 * The real world, as much of it as the program uses; main.ts builds it.
 *
 * @module
 */
import type { CommandPorts } from "./account_commands.ts";
import type { AccountSide } from "../app_server/account_side.ts";
import type { OpenBrowser } from "../login/browser.ts";
import type { Completion, CompletionSettings } from "../login/completion.ts";
import type { Config } from "../config/config.ts";
import type { LoginPorts } from "../login/login.ts";
import type { OnPhase } from "../base/phases.ts";

/** The real world, as much of it as all commands use. */
export interface CliPorts extends CommandPorts {
  readonly openBrowser: OpenBrowser;
  /** What the person pastes into the terminal; `undefined` where there is none. */
  readonly pastedLines: LoginPorts["pastedLines"];
  /** Starts the exchange-and-save side. */
  startCompletion(
    settings: CompletionSettings,
    config: Config,
    logPath: string | undefined,
    onPhase: OnPhase,
  ): Completion;
  /** Starts the side of the app-server that holds secrets. */
  startAccountSide(config: Config, logPath: string | undefined): Promise<AccountSide>;
  /** Why standard output could not be written; `undefined` where it could, or nobody reads it any more. */
  outputFailure?(): string | undefined;
  /** As in `0.1.0`. */
  readonly version: string;
  /** Gives permissions up for good; a test that shares them leaves it out. */
  readonly giveUp?: (names: readonly Deno.PermissionName[]) => void;
  /** The ports that the doctor looks at, in place of 1455 and 1457; for a test that leaves these alone. */
  readonly callbackPorts?: readonly number[];
}
