/**
 * The command line: runs the browser sign-in, or leaves the command to `other_commands.ts`, and turns its
 * end into words on the terminal and an exit code.
 *
 * @module
 */
import { checkSave } from "../credentials/save_check.ts";
import type { CliPorts, CommandPorts } from "./cli_ports.ts";
import { loadConfig, type LoginOptions } from "../config/config.ts";
import { refuseForbidden } from "../config/forced_method.ts";
import { Loggable } from "../log/loggable.ts";
import { startTelling, type Telling } from "./telling.ts";
import { unregisteredPortWarning } from "../callback/registered_ports.ts";
import { detectHost, pasteHint, remoteHints, whyNoBrowser } from "../login/host_environment.ts";
import type { Phase } from "../base/phases.ts";
import { currentOs } from "../base/platform.ts";

/** What most people ask for: tables and parser are then not loaded, and the port is bound earlier. */
const WITHOUT_ARGUMENTS: LoginOptions = { openBrowser: true, isJson: false, overrides: [] };

/** Runs the command; resolves with the exit code and never rejects. */
export async function run(args: readonly string[], cliPorts: CliPorts): Promise<number> {
  const ports = { ...cliPorts, say: cliPorts.screen.say };
  let telling = startTelling({ failed: "Error logging in" }, ports);
  try {
    if (args.length === 0) return await runLogin(WITHOUT_ARGUMENTS, telling, ports);
    const { parseCommand, voiceOf } = await import("./command.ts");
    telling = startTelling(voiceOf(args), ports);
    const command = parseCommand(args);
    if (command.kind === "login") return await runLogin(command.options, telling, ports);
    // One module for all the others: each that is imported by itself splits the executable's bundle more.
    const { runOtherCommand } = await import("./other_commands.ts");
    return await runOtherCommand(command, telling, ports);
  } catch (error) {
    return telling.fail(error);
  }
}

async function runLogin(
  options: LoginOptions,
  telling: Telling,
  ports: CommandPorts,
): Promise<number> {
  const onPhase = (phase: Phase) => {
    telling.onPhase(phase);
    ports.screen.showPhase(phase);
  };
  // It asks the system, while the configuration is read.
  const isWatching = ports.watchSignals?.();
  onPhase("config");
  const config = await loadConfig(options, ports.readEnvironment, ports.say);
  ports.changeEnvironment(config.environment);
  refuseForbidden("login", config.forcedLoginMethod);
  const warning = unregisteredPortWarning(config);
  if (warning) ports.say(warning);
  await isWatching;
  const why = config.openBrowser && !telling.hasLines
    ? whyNoBrowser(ports.readEnvironment, currentOs())
    : undefined;
  const { chooseWay } = why && ports.isOnTerminal ? await import("./terminal/way_choice.ts") : {};
  const way = why && await chooseWay?.(why, ports);
  if (way === "device") {
    const { runAccountCommand } = await import("./account_commands.ts");
    return await runAccountCommand({ kind: way, options, config }, telling, ports);
  }
  const opensBrowser = config.openBrowser && way === undefined;
  onPhase("log");
  const opened = await ports.openLog(config.logDir, config.logFilter);
  telling.logTo(opened);
  const { log, path } = opened;
  log.record({
    event: "configuration read",
    credentials_store: Loggable.word(config.credentials.store),
    ca_certificates: config.caCertificates.length,
    has_forced_workspace: config.workspaceIds !== undefined,
    wait_limit_seconds: config.waitLimitSeconds,
  });
  const { login } = await import("../login/login.ts");
  await login(config, {
    ...ports,
    log,
    logPath: path,
    openBrowser: opensBrowser ? ports.openBrowser : undefined,
    // Looked at once the port is bound: files that are not there cost a millisecond.
    remoteHints(port, canPaste) {
      const host = detectHost(ports.readEnvironment);
      return canPaste ? [pasteHint(host, port, !opensBrowser)] : remoteHints(host, port);
    },
    onPhase,
    onAuthorizeUrl: (url, port) => telling.emit({ type: "authorize_url", url, port }),
    checkSave: () => checkSave(config.credentials, config.codexHome, "chatgpt", ports.say),
    onFinding: telling.onFinding,
    startAccounts: () => ports.startAccountSide(config, path),
  });
  telling.succeed();
  return 0;
}
