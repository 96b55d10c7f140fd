/**
 * The command line: runs the browser sign-in, or leaves the command to `other_commands.ts`, and turns its
 * end into words on the terminal and an exit code.
 *
 * @module
 */
import type { CliPorts, CommandPorts } from "./cli_ports.ts";
import { loadConfigAhead } from "../config/config.ts";
import { refuseForbidden } from "../config/forced_method.ts";
import { startTelling, type Telling } from "./telling.ts";
import { claimPort, unregisteredPortWarning } from "../callback/registered_ports.ts";
import type { WayElsewhere } from "./terminal/way_choice.ts";
import type { Phase } from "../base/phases.ts";
import { currentOs } from "../base/platform.ts";
import type { LoginOptions } from "../config/login_options.ts";

/** What most people ask for: tables and parser are then not loaded, and the port is bound earlier. */
const WITHOUT_ARGUMENTS: LoginOptions = { openBrowser: true, isJson: false, overrides: [] };

/** Runs the command; resolves with the exit code and never rejects. */
export async function run(args: readonly string[], cliPorts: CliPorts): Promise<number> {
  const ports = { ...cliPorts, say: cliPorts.screen.say };
  let telling = startTelling({ failed: "Error logging in" }, ports);
  try {
    if (args.length === 0) return await runLogin(WITHOUT_ARGUMENTS, telling, ports);
    const { readArguments } = await import("./command.ts");
    const { voice, parse } = readArguments(args);
    telling = startTelling(voice, ports);
    const command = parse();
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
  const ahead = await loadConfigAhead(options, ports.readEnvironment, ports.say);
  ports.changeEnvironment(ahead.environment);
  refuseForbidden("login", ahead.forcedLoginMethod);
  // Whoever finds the port open may end the sign-in by a signal, and is to be told.
  await isWatching;
  // What is left to do before anything is shown takes longer than all before; but a question comes first.
  const asks = ports.isOnTerminal === true && ahead.openBrowser && !telling.hasLines;
  using claimed = asks ? undefined : claimPort(ahead.port);
  const { signInWithBrowser } = await import("./browser_login.ts");
  const config = ahead.withCertificates();
  const warning = unregisteredPortWarning(config);
  if (warning) ports.say(warning);
  const way = asks ? await askForWay(ports) : undefined;
  if (way === "device") {
    const { runAccountCommand } = await import("./account_commands.ts");
    return await runAccountCommand({ kind: way, options, config }, telling, ports);
  }
  onPhase("log");
  const opensBrowser = config.openBrowser && way === undefined;
  await signInWithBrowser(config, telling, { ...ports, onPhase, claimed, opensBrowser });
  telling.succeed();
  return 0;
}

/** Has the person choose where no browser can be opened; `undefined` where one can, or nobody can choose. */
async function askForWay(ports: CommandPorts): Promise<WayElsewhere | undefined> {
  const { whyNoBrowser } = await import("../login/host_environment.ts");
  const why = whyNoBrowser(ports.readEnvironment, currentOs());
  if (why === undefined) return undefined;
  const { chooseWay } = await import("./terminal/way_choice.ts");
  return await chooseWay(why, ports);
}
