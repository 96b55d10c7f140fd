/**
 * Every command but the browser sign-in. Loaded only for one of them, so that the sign-in starts no later.
 *
 * @module
 */
import { keepAppServerPermissions } from "../app_server/kept_permissions.ts";
import { runAppServer } from "../app_server/run_app_server.ts";
import { describeVersion } from "../config/build_info.ts";
import type { CliPorts } from "./cli_ports.ts";
import type { AccountCommand, Command } from "./command.ts";
import { runAccountCommand } from "./account_commands.ts";
import { loadConfig, type LoginOptions } from "../config/config.ts";
import { asLoginError } from "../errors/errors.ts";
import { FAILURE_TRAITS } from "../errors/failure_traits.ts";
import { startProgress } from "./login_progress.ts";
import { describePermissions, permissionRows } from "../confinement/permission_report.ts";
import { unregisteredPortWarning } from "../callback/registered_ports.ts";
import { runSupport } from "../support/support.ts";
import { tellFailure } from "./tell_failure.ts";
import { USAGE } from "./usage.ts";
import { currentOs } from "../base/platform.ts";

/** A command that is no browser sign-in. */
export type OtherCommand = Exclude<Command, { readonly kind: "login" }>;

/** Commands that are run for what they print: it must not be lost without a word. */
const PRINTING: readonly OtherCommand["kind"][] = [
  "help",
  "version",
  "permissions",
  "logs",
  "doctor",
  "report",
  "status",
];

/**
 * Runs the command; resolves with the exit code.
 *
 * @throws {LoginError} `usage`, `internal`, and what a command that writes no log ends with.
 */
export async function runOtherCommand(command: OtherCommand, ports: CliPorts): Promise<number> {
  const exitCode = await runCommand(command, ports);
  const why = PRINTING.includes(command.kind) ? ports.outputFailure?.() : undefined;
  if (why === undefined) return exitCode;
  ports.screen.say(`Error: standard output cannot be written (${why}).`);
  return exitCode || 1;
}

async function runCommand(command: OtherCommand, ports: CliPorts): Promise<number> {
  switch (command.kind) {
    case "help":
      ports.print(USAGE.trimEnd());
      return 0;
    case "version":
      ports.print(describeVersion(ports.version));
      return 0;
    case "permissions":
      ports.print(await reportPermissions(command.options, command.asJson, ports));
      return 0;
    case "app-server":
      return await serve(command.options, ports);
    case "logs":
    case "doctor":
    case "report":
      return await runSupport(command, {
        ...ports,
        say: ports.screen.say,
        version: `codex-login ${ports.version}`,
      });
    default:
      return await runAndTell(command, ports);
  }
}

async function serve(options: LoginOptions, ports: CliPorts): Promise<number> {
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  ports.changeEnvironment(config.environment);
  const warning = unregisteredPortWarning(config);
  if (warning) ports.screen.say(warning);
  const { log, path } = await ports.openLog(config.logDir, config.logFilter);
  await runAppServer(config, {
    accounts: ports.startAccountSide(config, path, () => keepAppServerPermissions(config)),
    stdin: ports.stdin.readable,
    write: ports.print,
    log,
    version: ports.version,
    signal: ports.signal,
  });
  if (!ports.signal.aborted) return 0;
  return FAILURE_TRAITS[asLoginError(ports.signal.reason).failure.kind].exitCode;
}

async function runAndTell(command: AccountCommand, ports: CliPorts): Promise<number> {
  const isSignIn = command.kind !== "status" && command.kind !== "logout";
  // No phase on the screen: what it says is worded as upstream's.
  const progress = startProgress(isSignIn && command.options.isJson, ports);
  if (isSignIn) progress.onPhase("config");
  const end = await runAccountCommand(command, progress, ports);
  if ("error" in end) {
    const shown = { ...ports, print: progress.isJson ? ports.print : undefined };
    return tellFailure(end.error, shown, { ...end, reached: progress.reached() });
  }
  progress.emit({ type: "outcome", signed_in: true, log: end.logPath ?? null });
  return end.exitCode;
}

async function reportPermissions(
  options: LoginOptions,
  asJson: boolean,
  ports: CliPorts,
): Promise<string> {
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  const asked = { ...config, os: currentOs() };
  const rows = await permissionRows(asked);
  return asJson ? JSON.stringify(rows, null, 2) : describePermissions(rows, asked);
}
