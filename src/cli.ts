/**
 * The command line: runs a command and turns its end into words on the terminal and an exit code.
 *
 * @module
 */
import type { AccountSide } from "./app_server/account_side.ts";
import { type OpenBrowser, systemOs } from "./browser.ts";
import { parseCommand } from "./command.ts";
import type { CommandPorts, OtherCommand } from "./commands.ts";
import type { Completion, CompletionSettings } from "./completion.ts";
import { type Config, loadConfig, type LoginOptions } from "./config.ts";
import { asLoginError, type LoginError, methodDisabledError } from "./errors.ts";
import { FAILURE_TRAITS, type FailureTraits } from "./failure_traits.ts";
import { Loggable } from "./loggable.ts";
import type { LoginPorts } from "./login.ts";
import { failureJson } from "./json_failure.ts";
import { failureLine } from "./json_lines.ts";
import { startProgress } from "./login_progress.ts";
import type { OnPhase, Phase } from "./phases.ts";
import { DEFAULT_ISSUER } from "./permissions.ts";
import { REGISTERED_PORTS } from "./registered_ports.ts";
import { lookAround, remoteHints } from "./surroundings.ts";
import { USAGE } from "./usage.ts";

/** The real world, as much of it as the commands use. */
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
  /** What `--version` prints. */
  describeVersion(): Promise<string>;
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
        ports.print(await ports.describeVersion());
        return 0;
      case "permissions":
        ports.print(await reportPermissions(command.options, command.asJson, ports));
        return 0;
      case "login":
        return await runLogin(command.options, ports);
      case "app-server":
        return await runAppServer(command.options, ports);
      case "logs":
      case "doctor":
      case "report": {
        const { runSupport } = await import("./support.ts");
        const [version = ""] = (await ports.describeVersion()).split(" (");
        return await runSupport(command, { ...ports, say: ports.screen.say, version });
      }
      default:
        return await runOtherCommand(command, ports);
    }
  } catch (error) {
    const failure = asLoginError(error);
    const exitCode = tell(failure, undefined, { ...ports, ...NO_JSON });
    const json = failureJson(args, failure);
    if (json !== undefined) ports.print(json);
    return exitCode;
  }
}

const NO_JSON = { print: undefined };

async function runLogin(options: LoginOptions, ports: CliPorts): Promise<number> {
  const progress = startProgress(options.isJson, { ...ports, ...ports.screen });
  const { onPhase, emit } = progress;
  onPhase("config");
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  ports.changeEnvironment(config.environment);
  if (config.forcedLoginMethod === "api") {
    throw methodDisabledError("ChatGPT login is disabled. Use API key login instead.");
  }
  warnOfUnregisteredPort(config, ports);
  onPhase("log");
  const { log, path } = await ports.openLog(config.logDir, config.logFilter);
  progress.logTo(log);
  log.record({
    event: "configuration read",
    credentials_store: Loggable.word(config.credentials.store),
    ca_certificates: config.caCertificates.length,
    has_forced_workspace: config.workspaceIds !== undefined,
    wait_limit_seconds: config.waitLimitSeconds,
  });
  const { login } = await import("./login.ts");
  try {
    await login(config, {
      log,
      say: ports.screen.say,
      openBrowser: config.openBrowser ? ports.openBrowser : undefined,
      pastedLines: ports.pastedLines,
      // Looked at once the port is bound: files that are not there cost a millisecond.
      remoteHints: (port) => remoteHints(lookAround(ports.readEnvironment), port),
      onPhase,
      onAuthorizeUrl: (url, port) => emit({ type: "authorize_url", url, port }),
      startCompletion: (settings) => ports.startCompletion(settings, config, path, onPhase),
      signal: ports.signal,
    });
    emit({ type: "outcome", signed_in: true, log: path ?? null });
    return 0;
  } catch (error) {
    const shown = { ...ports, ...(options.isJson ? {} : NO_JSON) };
    return tell(asLoginError(error), path, shown, undefined, progress.reached());
  }
}

async function runAppServer(options: LoginOptions, ports: CliPorts): Promise<number> {
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  ports.changeEnvironment(config.environment);
  warnOfUnregisteredPort(config, ports);
  const { log, path } = await ports.openLog(config.logDir, config.logFilter);
  const [version = ""] = (await ports.describeVersion()).split(" (");
  const appServer = await import("./app_server/run_app_server.ts");
  await appServer.runAppServer(config, {
    accounts: await ports.startAccountSide(config, path),
    stdin: ports.stdin.readable,
    write: ports.print,
    log,
    version: version.replace(/^\S+ /, ""),
    signal: ports.signal,
  });
  if (!ports.signal.aborted) return 0;
  return FAILURE_TRAITS[asLoginError(ports.signal.reason).failure.kind].exitCode;
}

function warnOfUnregisteredPort({ issuer, port }: Config, { screen }: CliPorts): void {
  if (port === undefined || issuer !== DEFAULT_ISSUER || REGISTERED_PORTS.includes(port)) return;
  screen.say(
    `Warning: ${DEFAULT_ISSUER} sends browsers back to the ports ${
      REGISTERED_PORTS.join(" and ")
    } ` +
      `only; with port ${port} it will refuse the sign-in.`,
  );
}

async function runOtherCommand(command: OtherCommand, ports: CliPorts): Promise<number> {
  const { runOther } = await import("./commands.ts");
  const isSignIn = command.kind !== "status" && command.kind !== "logout";
  // No phase on the screen: what it says is worded as upstream's.
  const progress = startProgress(isSignIn && command.options.isJson, ports);
  if (isSignIn) progress.onPhase("config");
  const end = await runOther(command, progress, ports);
  if ("error" in end) {
    const shown = { ...ports, ...(progress.isJson ? {} : NO_JSON) };
    return tell(end.error, end.logPath, shown, end.failed, progress.reached());
  }
  progress.emit({ type: "outcome", signed_in: true, log: end.logPath ?? null });
  return end.exitCode;
}

/** Says why it failed, and where to read more. */
function tell(
  error: LoginError,
  logPath: string | undefined,
  { screen, print }: Pick<CliPorts, "screen"> & { print: CliPorts["print"] | undefined },
  failed = "Error logging in",
  reached?: Phase,
): number {
  const { kind, message, explanation } = error.failure;
  const traits: FailureTraits = FAILURE_TRAITS[kind];
  screen.close();
  if (kind === "usage") screen.say(`Error: ${message}`);
  else if (kind === "method_disabled" || kind === "secret_unusable") screen.say(message);
  else if (kind.startsWith("SIG")) screen.say(message);
  else {
    screen.say(`${failed}: ${message}`);
    if (logPath !== undefined) screen.say(`Details: ${logPath}`);
    if (explanation) screen.say(`Why: ${explanation.what}`);
    const todo = explanation?.todo ?? traits.todo;
    if (todo) screen.say(`What to do: ${todo}`);
  }
  print?.(JSON.stringify(failureLine(error, logPath, reached)));
  return traits.exitCode;
}

async function reportPermissions(
  options: LoginOptions,
  asJson: boolean,
  ports: CliPorts,
): Promise<string> {
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  const { describePermissions, permissionRows } = await import("./permission_report.ts");
  const asked = { ...config, os: systemOs() };
  const rows = await permissionRows(asked);
  return asJson ? JSON.stringify(rows, null, 2) : describePermissions(rows, asked);
}
