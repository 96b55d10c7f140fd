/**
 * The real world, as much of it as the program uses; main.ts builds it.
 *
 * @module
 */
import type { AccountSide } from "../app_server/account_side.ts";
import type { Completion, CompletionSettings } from "../login/completion.ts";
import type { Config } from "../config/config.ts";
import type { DeviceLogin, DeviceSettings } from "../login/device_login.ts";
import type { EnvironmentPorts } from "../config/read_environment.ts";
import type { Interruption } from "../login/interruption.ts";
import type { LoginPorts } from "../login/login.ts";
import type { OnPhase } from "../base/phases.ts";
import type { OpenedLog } from "../log/open_log.ts";
import type { Output } from "../base/output.ts";
import type { Screen } from "./screen.ts";
import type { StandardInput } from "../login/stdin_secret.ts";
import type { SupportPorts } from "../support/support_ports.ts";

/** The real world, as much of it as all commands use. */
export interface CliPorts
  extends
    Pick<Output, "print">,
    EnvironmentPorts,
    Interruption,
    Pick<LoginPorts, "pastedLines">,
    Pick<SupportPorts, "giveUp"> {
  /** What the person sees, on standard error. */
  readonly screen: Screen;
  readonly openBrowser: NonNullable<LoginPorts["openBrowser"]>;
  /** Opens the log in `folder`; where it cannot, says so once and goes on. */
  openLog(folder: string, rustLog: string | undefined): OpenedLog | Promise<OpenedLog>;
  /** Starts the exchange-and-save side. */
  startCompletion(
    settings: CompletionSettings,
    config: Config,
    logPath: string | undefined,
    onPhase: OnPhase,
  ): Completion;
  /** Starts the side that asks, polls, exchanges and saves. */
  startDeviceLogin(
    settings: DeviceSettings,
    config: Config,
    logPath: string | undefined,
  ): Promise<DeviceLogin>;
  /** Starts the side of the app-server that holds secrets. */
  startAccountSide(config: Config, logPath: string | undefined): Promise<AccountSide>;
  readonly stdin: StandardInput;
  /** Why standard output could not be written; `undefined` where it could, or nobody reads it any more. */
  outputFailure?(): string | undefined;
  /** As in `0.1.0`. */
  readonly version: string;
}

/** The same, as commands take it. */
export type CommandPorts = CliPorts & Output;
