/**
 * The command line: runs the browser sign-in, or leaves the command to `other_commands.ts`, and turns its
 * end into words on the terminal and an exit code.
 *
 * @module
 */
import type { CliPorts } from "./cli_ports.ts";
import { commandNameIn, parseCommand } from "./command.ts";
import { loadConfig, type LoginOptions } from "../config/config.ts";
import { asLoginError, methodDisabledError } from "../errors/errors.ts";
import { failureJson } from "./json_failure.ts";
import { Loggable } from "../log/loggable.ts";
import { startProgress } from "./login_progress.ts";
import { unregisteredPortWarning } from "../callback/registered_ports.ts";
import { detectHost, remoteHints } from "../login/host_environment.ts";
import { checkSave } from "../credentials/save_check.ts";
import { tellFailure } from "./tell_failure.ts";

/** Runs the command; resolves with the exit code and never rejects. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  try {
    const command = parseCommand(args);
    if (command.kind === "login") return await runLogin(command.options, ports);
    // One module for all the others: each that is imported by itself splits the executable's bundle more.
    const { runOtherCommand } = await import("./other_commands.ts");
    return await runOtherCommand(command, ports);
  } catch (error) {
    const failure = asLoginError(error);
    const failed = commandNameIn(args) === "login" ? "Error logging in" : "Error";
    const context = { logPath: undefined, failed };
    const exitCode = tellFailure(failure, { ...ports, print: undefined }, context);
    const json = failureJson(args, failure);
    if (json !== undefined) ports.print(json);
    return exitCode;
  }
}

async function runLogin(options: LoginOptions, ports: CliPorts): Promise<number> {
  const progress = startProgress(options.isJson, { ...ports, ...ports.screen });
  const { onPhase, emit } = progress;
  onPhase("config");
  const config = await loadConfig(options, ports.readEnvironment, ports.screen.say);
  ports.changeEnvironment(config.environment);
  if (config.forcedLoginMethod === "api") {
    throw methodDisabledError("ChatGPT login is disabled. Use API key login instead.");
  }
  const warning = unregisteredPortWarning(config);
  if (warning) ports.screen.say(warning);
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
  const { login } = await import("../login/login.ts");
  try {
    await login(config, {
      log,
      say: ports.screen.say,
      openBrowser: config.openBrowser ? ports.openBrowser : undefined,
      pastedLines: ports.pastedLines,
      // Looked at once the port is bound: files that are not there cost a millisecond.
      remoteHints: (port) => remoteHints(detectHost(ports.readEnvironment), port),
      onPhase,
      onAuthorizeUrl: (url, port) => emit({ type: "authorize_url", url, port }),
      checkSave: () => checkSave(config.credentials, config.codexHome, "chatgpt", ports.screen.say),
      startCompletion: (settings) => ports.startCompletion(settings, config, path, onPhase),
      signal: ports.signal,
      secondInterrupt: ports.secondInterrupt,
    });
    emit({ type: "outcome", signed_in: true, log: path ?? null });
    return 0;
  } catch (error) {
    const shown = { ...ports, print: options.isJson ? ports.print : undefined };
    const context = { logPath: path, reached: progress.reached() };
    return tellFailure(asLoginError(error), shown, context);
  }
}
