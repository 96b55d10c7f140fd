/**
 * The real world, as much of it as the program uses; main.ts builds it.
 *
 * @module
 */
import type { AccountSide } from "../login/account_side.ts";
import type { Config } from "../config/config.ts";
import type { EnvironmentPorts } from "../config/read_environment.ts";
import type { Interruption } from "../login/interruption.ts";
import type { LoginPorts } from "../login/login.ts";
import type { OpenedLog } from "../log/open_log.ts";
import type { Output } from "../base/output.ts";
import type { Screen } from "./terminal/screen.ts";
import type { StandardInput } from "../login/stdin_secret.ts";
import type { SupportPorts } from "../support/support_ports.ts";

/** The real world, as much of it as all commands use. */
export interface CliPorts
  extends
    Pick<Output, "print">,
    EnvironmentPorts,
    Interruption,
    Pick<LoginPorts, "pastedLines" | "isOnTerminal">,
    Pick<SupportPorts, "giveUp" | "callbackPorts"> {
  /** What the person sees, on standard error. */
  readonly screen: Screen;
  readonly openBrowser: NonNullable<LoginPorts["openBrowser"]>;
  /** How large the terminal is on which standard output is read; `undefined` where none is. */
  terminalSize?(): { readonly columns: number; readonly rows: number } | undefined;
  /** The keys that a person presses until `signal` is aborted; gives `undefined` where nobody can. */
  pressedKeys?(signal: AbortSignal): AsyncIterable<string> | undefined;
  /** Begins to take the signals that end the program, and looks whether its terminal is for it to use. */
  watchSignals?(): Promise<void>;
  /** Opens the log in `folder`; where it cannot, says so once and goes on. */
  openLog(folder: string, rustLog: string | undefined): OpenedLog | Promise<OpenedLog>;
  /**
   * Starts the side that holds secrets.
   *
   * @param giveUp Gives up what this side may do once the other one is ready; by default everything.
   */
  startAccountSide(config: Config, logPath: string | undefined, giveUp?: () => void): AccountSide;
  readonly stdin: StandardInput;
  /** For who must not be held up by a reader that does not read, as `print` is. */
  readonly stdout: { readonly writable: WritableStream<Uint8Array> };
  /** Why standard output could not be written; `undefined` where it could, or nobody reads it any more. */
  outputFailure?(): string | undefined;
  /** As in `0.1.0`. */
  readonly version: string;
}

/** The same, as commands take it. */
export type CommandPorts = CliPorts & Output;
