/**
 * Every command but the browser sign-in. Loaded only for one of them, so that the sign-in starts no later.
 *
 * @module
 */
import { keepAppServerPermissions } from "../app_server/kept_permissions.ts";
import { runAppServer } from "../app_server/run_app_server.ts";
import { describeVersion } from "../config/build_info.ts";
import type { CommandPorts } from "./cli_ports.ts";
import type { Command } from "./command.ts";
import { runAccountCommand } from "./account_commands.ts";
import { APP_SERVER_VARIABLES } from "../base/environment_names.ts";
import { checkIssuer } from "../config/issuer.ts";
import { loadConfig } from "../config/config.ts";
import { exitCodeOf } from "../errors/errors.ts";
import { helpText } from "./help.ts";
import { describePermissions, permissionRows } from "../confinement/permission_report.ts";
import { unregisteredPortWarning } from "../callback/registered_ports.ts";
import { runSupport } from "../support/support.ts";
import type { Telling } from "./telling.ts";
import { currentOs } from "../base/platform.ts";
import type { LoginOptions } from "../config/login_options.ts";

/** A command that is no browser sign-in. */
export type OtherCommand = Exclude<Command, { readonly kind: "login" }>;

/** Their exit code says how they ended; the others are run for what they print, which must not be lost. */
const NOT_FOR_OUTPUT: readonly Command["kind"][] = [
  ...["device", "api_key", "access_token", "logout", "app-server"] as const,
];

/** Said to somebody who started an app-server by hand. */
const WAITS_FOR_A_PROGRAM =
  "This waits for a program that sends JSON-RPC, a request a line, on standard input, such as\n" +
  '{"id":1,"method":"initialize","params":{"clientInfo":{"name":"a","version":"1"}}}\n' +
  "Ctrl-D or Ctrl-C ends it. To sign in yourself, run `codex-login`.";

/**
 * Runs the command; resolves with the exit code.
 *
 * @throws {LoginError} What it failed with.
 */
export async function runOtherCommand(
  command: OtherCommand,
  telling: Telling,
  ports: CommandPorts,
): Promise<number> {
  const exitCode = await runCommand(command, telling, ports);
  const why = NOT_FOR_OUTPUT.includes(command.kind) ? undefined : ports.outputFailure?.();
  if (why === undefined) return exitCode;
  ports.say(`Error: standard output cannot be written (${why}).`);
  return exitCode || 1;
}

async function runCommand(
  command: OtherCommand,
  telling: Telling,
  ports: CommandPorts,
): Promise<number> {
  switch (command.kind) {
    case "help":
      ports.print(helpText(command.topic));
      return 0;
    case "version":
      ports.print(describeVersion(ports.version, command.isJson));
      return 0;
    case "completion": {
      const { completionScript } = await import("./shell_completion.ts");
      ports.print(completionScript(command.shell));
      return 0;
    }
  }
  // A log that nobody goes on reading fills its pipe, and leaves us deaf: a signal is to end us all the same.
  if (command.kind !== "logs" || command.options.isFollowing) await ports.watchSignals?.();
  switch (command.kind) {
    case "permissions":
      ports.print(await reportPermissions(command.options, ports));
      return 0;
    case "app-server":
      return await serve(command.options, ports);
    case "logs":
    case "doctor":
    case "report":
      return await runSupport(command, { ...ports, version: `codex-login ${ports.version}` });
    default:
      return await runAccountCommand(command, telling, ports);
  }
}

async function serve(options: LoginOptions, ports: CommandPorts): Promise<number> {
  const [issuer, clientId] = APP_SERVER_VARIABLES.map((name) =>
    ports.readEnvironment(name)?.trim() || undefined
  );
  if (issuer !== undefined) checkIssuer(issuer, APP_SERVER_VARIABLES[0]);
  const named = {
    ...options,
    issuer: options.issuer ?? issuer,
    clientId: options.clientId ?? clientId,
    toleratesProvider: true,
  };
  const config = await loadConfig(named, ports.readEnvironment, ports.say);
  ports.changeEnvironment(config.environment);
  const warning = unregisteredPortWarning(config);
  if (warning) ports.say(warning);
  const { log, path } = await ports.openLog(config.logDir, config.logFilter);
  if (ports.stdin.isTerminal() && ports.isOnTerminal) ports.say(WAITS_FOR_A_PROGRAM);
  await runAppServer(config, {
    accounts: ports.startAccountSide(config, path, () => keepAppServerPermissions(config)),
    stdin: ports.stdin.readable,
    stdout: ports.stdout.writable,
    log,
    logPath: path,
    version: ports.version,
    signal: ports.signal,
  });
  return ports.signal.aborted ? exitCodeOf(ports.signal.reason) : 0;
}

async function reportPermissions(options: LoginOptions, ports: CommandPorts): Promise<string> {
  const config = await loadConfig(options, ports.readEnvironment, ports.say);
  const asked = { ...config, os: currentOs() };
  const rows = await permissionRows(asked);
  return options.isJson ? JSON.stringify(rows, null, 2) : describePermissions(rows, asked);
}
