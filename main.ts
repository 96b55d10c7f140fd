/**
 * codex-login: signs a person in to Codex through the browser.
 *
 * Builds the real ports, runs the command, and holds the only `Deno.exit`.
 *
 * @module
 */
import configuration from "./deno.json" with { type: "json" };
import { loadStores } from "./src/config/network/certificate_stores.ts";
import { run } from "./src/cli/cli.ts";
import type { CliPorts } from "./src/cli/cli_ports.ts";
import { confinedAccountSide } from "./src/confinement/confined_account_side.ts";
import type { Config } from "./src/config/config.ts";
import { giveUpPermissions } from "./src/confinement/permissions.ts";
import { endingSignals } from "./src/cli/ending_signals.ts";
import { PROXY_VARIABLES } from "./src/base/environment_names.ts";
import { tryWriteAll } from "./src/base/output.ts";
import type { ProcessState } from "./src/base/process_state.ts";
import { changeVariables, readVariable } from "./src/config/read_environment.ts";
import { openScreen, printable } from "./src/cli/terminal/screen.ts";
import { canPaste, pastedLines, pressedKeys } from "./src/cli/terminal/terminal_input.ts";
import type { ConfinedSettings } from "./src/confinement/worker_messages.ts";

/** Tells this run from another in a log at `debug`. */
const ATTEMPT = Math.trunc(Math.random() * 2 ** 32);

async function realPorts(): Promise<CliPorts> {
  const isLive = isLiveTerminal();
  const dressed = await dresser(Deno.stderr);
  const dressedOutput = await dresser(Deno.stdout);
  const write = (text: string) => tryWriteAll(Deno.stderr, text);
  const screen = openScreen(write, isLive, terminalWidth, (text) => dressed(printable(text)));
  // Both sides write the log; one warning about it is enough.
  const warnOfLog = once(screen.say);
  let outputFailure: string | undefined;
  // The route to the issuer is pinned in this process; a browser goes by the terminal's.
  const terminalProxies: Record<string, string> = {};
  const { signal, secondInterrupt, interrupt, watch } = endingSignals();
  let state: ProcessState | undefined;
  return {
    screen,
    isOnTerminal: Deno.stderr.isTerminal(),
    // What a program reads is as it is.
    print: (text) =>
      tryWriteAll(
        Deno.stdout,
        `${dressedOutput(Deno.stdout.isTerminal() ? printable(text) : text)}\n`,
        (why) => outputFailure = why,
      ),
    outputFailure: () => outputFailure,
    readEnvironment: readVariable,
    changeEnvironment(changes) {
      for (const name of PROXY_VARIABLES.filter((name) => changes.has(name))) {
        const value = readVariable(name) ?? (changes.get(name) === undefined ? undefined : "");
        if (value !== undefined) terminalProxies[name] = value;
      }
      changeVariables(changes);
    },
    async openBrowser(url) {
      const { systemBrowser } = await import("./src/login/browser.ts");
      return await systemBrowser(readVariable, terminalProxies)(url);
    },
    async openLog(folder, rustLog) {
      const { openLog } = await import("./src/log/open_log.ts");
      return await openLog(folder, rustLog, ATTEMPT, warnOfLog);
    },
    pastedLines: (signal) =>
      canPaste() && !state?.isInBackground
        ? pastedLines(signal, !state?.ignores("SIGTSTP"), isLive, interrupt)
        : undefined,
    terminalSize: () => Deno.stdout.isTerminal() ? Deno.consoleSize() : undefined,
    pressedKeys: (signal) =>
      canPaste() && !state?.isInBackground
        ? pressedKeys(signal, !state?.ignores("SIGTSTP"), interrupt)
        : undefined,
    startAccountSide: (config, logPath, giveUp = giveUpPermissions) =>
      confinedAccountSide(config, confinedSettings(config, logPath), warnOfLog, giveUp),
    stdin: {
      isTerminal: () => Deno.stdin.isTerminal(),
      get readable() {
        return Deno.stdin.readable;
      },
    },
    stdout: Deno.stdout,
    signal,
    secondInterrupt,
    watchSignals: async () => void (state = await watch()),
    version: configuration.version,
    giveUp: (names) => names.forEach((name) => Deno.permissions.revokeSync({ name })),
  };
}

/** How text looks on a stream; nothing is loaded for one that only a program reads. */
async function dresser(
  stream: { isTerminal(): boolean },
): Promise<(text: string) => string> {
  const isTerminal = stream.isTerminal();
  if (!isTerminal && !readVariable("FORCE_COLOR") && !readVariable("CLICOLOR_FORCE")) {
    return (text) => text;
  }
  const { dresserFor } = await import("./src/cli/terminal/terminal_text.ts");
  return dresserFor(readVariable, isTerminal, terminalWidth, stream === Deno.stdout);
}

function confinedSettings(config: Config, logPath: string | undefined): ConfinedSettings {
  const { codexHome, logDir, credentials, logFilter } = config;
  return {
    codexHome,
    logDir: logPath === undefined ? undefined : logDir,
    logPath,
    // Behind all that somebody waits for.
    ...loadStores(config),
    credentials,
    logFilter,
    attempt: ATTEMPT,
  };
}

function once(say: (text: string) => void): (text: string) => void {
  let isDone = false;
  return (text) => {
    if (!isDone) say(text);
    isDone = true;
  };
}

/** Endless where the terminal does not say. */
function terminalWidth(): number {
  try {
    const { columns } = Deno.consoleSize();
    return columns === 0 ? Infinity : Math.max(columns, 10);
  } catch {
    return Infinity;
  }
}

/** Whether the terminal takes escape sequences, and so its last line can be rewritten in place. */
function isLiveTerminal(): boolean {
  return Deno.stderr.isTerminal() && readVariable("TERM") !== "dumb";
}

if (import.meta.main) Deno.exit(await run(Deno.args, await realPorts()));
