/**
 * The command line: runs a command and turns its end into words on the terminal and an exit code.
 *
 * @module
 */
import { type OpenBrowser, type ReadEnvironment } from "./browser.ts";
import { parseCommand } from "./command.ts";
import type { Completion, CompletionSettings } from "./completion.ts";
import { type Config, loadConfig, type LoginOptions } from "./config.ts";
import { asLoginError, type FailureKind, type LoginError, methodDisabledError } from "./errors.ts";
import type { LoginLog } from "./loggable.ts";
import { USAGE } from "./usage.ts";

/** The exit code of each kind of failure. */
export const EXIT_CODES = {
  usage: 2,
  method_disabled: 1,
  port_unavailable: 1,
  callback_denied: 1,
  missing_code: 1,
  token_transport: 1,
  token_status: 1,
  token_invalid: 1,
  workspace_restricted: 1,
  not_saved: 1,
  cancelled: 1,
  timed_out: 1,
  internal: 1,
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
} as const satisfies Record<FailureKind, number>;

/** A log that was opened, or could not be. */
export interface OpenedLog {
  readonly log: LoginLog;
  /** `undefined` where no log can be written. */
  readonly path: string | undefined;
}

/** The real world, as much of it as the commands use. */
export interface CliPorts {
  /** Writes text and a line break to standard error. */
  say(text: string): void;
  /** Writes text and a line break to standard output; `false` where nobody reads it any more. */
  print(text: string): boolean | void;
  readonly readEnvironment: ReadEnvironment;
  readonly openBrowser: OpenBrowser;
  /** Opens the log in `folder`; where it cannot, says so once and goes on. */
  openLog(folder: string): OpenedLog | Promise<OpenedLog>;
  /** Starts the exchange-and-save side. */
  startCompletion(
    settings: CompletionSettings,
    config: Config,
    logPath: string | undefined,
  ): Completion;
  /** Aborts with a LoginError when the process is told to end. */
  readonly signal: AbortSignal;
  /** What `--version` prints. */
  readonly version: string;
  /** Gives permissions up for good; a test that shares them leaves it out. */
  readonly giveUp?: (names: readonly Deno.PermissionName[]) => void;
}

/** Runs the command; resolves with the exit code and never rejects. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  try {
    const command = parseCommand(args);
    switch (command.kind) {
      case "help":
        ports.print(USAGE.trimEnd());
        return 0;
      case "version":
        ports.print(ports.version);
        return 0;
      case "login":
        return await runLogin(command.options, ports);
      case "logs":
      case "doctor":
      case "report": {
        const { runSupport } = await import("./support.ts");
        return await runSupport(command, ports);
      }
    }
  } catch (error) {
    return tell(asLoginError(error), undefined, ports);
  }
}

async function runLogin(options: LoginOptions, ports: CliPorts): Promise<number> {
  const config = await loadConfig(options, ports.readEnvironment);
  if (config.forcedLoginMethod === "api") {
    throw methodDisabledError("ChatGPT login is disabled. Use API key login instead.");
  }
  const { log, path } = await ports.openLog(config.logDir);
  const { login } = await import("./login.ts");
  try {
    await login(config, {
      log,
      say: ports.say,
      openBrowser: config.openBrowser ? ports.openBrowser : undefined,
      startCompletion: (settings) => ports.startCompletion(settings, config, path),
      signal: ports.signal,
    });
    return 0;
  } catch (error) {
    return tell(asLoginError(error), path, ports);
  }
}

/** Says why it failed, and where to read more. */
function tell(error: LoginError, logPath: string | undefined, ports: CliPorts): number {
  const { kind, message } = error.failure;
  if (kind === "usage") ports.say(`Error: ${message}`);
  else if (kind === "method_disabled") ports.say(message);
  else if (kind === "SIGINT" || kind === "SIGTERM" || kind === "SIGHUP") ports.say(message);
  else {
    ports.say(`Error logging in: ${message}`);
    if (logPath !== undefined) ports.say(`Details: ${logPath}`);
  }
  return EXIT_CODES[kind];
}
