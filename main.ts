/**
 * codex-login: signs a person in to Codex through the browser.
 *
 * Builds the real ports, runs the command, and holds the only `Deno.exit`.
 *
 * @module
 */
import { systemBrowser } from "./src/login/browser.ts";
import { run } from "./src/cli/cli.ts";
import type { CliPorts } from "./src/cli/cli_ports.ts";
import type { OpenedLog } from "./src/cli/account_commands.ts";
import { confinedCompletion } from "./src/confinement/confined_completion.ts";
import type { Config } from "./src/config/config.ts";
import { giveToFolderOwner, ownUid } from "./src/base/file_owner.ts";
import { mayHold, missingOf } from "./src/base/folder_entries.ts";
import { confinedDeviceLogin } from "./src/confinement/confined_device_login.ts";
import { internalError, signalError } from "./src/errors/errors.ts";
import { parseLogFilter } from "./src/log/log_filter.ts";
import type { EndingSignal } from "./src/log/log_words.ts";
import { NO_LOG } from "./src/log/login_events.ts";
import { needsRotation, rotateLog } from "./src/log/log_rotation.ts";
import {
  LOG_FILE_NAME,
  logWarning,
  openLoginLog,
  prepareLogFile,
  refuseLinkedFolder,
} from "./src/log/login_log.ts";
import { readVariable } from "./src/config/read_environment.ts";
import { openScreen } from "./src/cli/screen.ts";
import { wordsOfFailure } from "./src/base/system_words.ts";
import { writeAll } from "./src/base/write_all.ts";
import { canPaste, pastedLines } from "./src/cli/terminal_input.ts";
import { endTornLine, hasTornLine } from "./src/log/torn_line.ts";
import type { ConfinedSettings } from "./src/confinement/worker_messages.ts";

const VERSION = "0.1.0";
/** Tells this run from another in a log at `debug`. */
const ATTEMPT = Math.trunc(Math.random() * 2 ** 32);

function realPorts(): CliPorts {
  outliveFileSizeLimit();
  const screen = openScreen((text) => write(Deno.stderr, text), isLiveTerminal(), terminalWidth);
  // Both sides write the log; one warning about it is enough.
  const warnOfLog = once(screen.say);
  let outputFailure: string | undefined;
  return {
    screen,
    print: (text) => write(Deno.stdout, `${text}\n`, (why) => outputFailure = why),
    outputFailure: () => outputFailure,
    readEnvironment: readVariable,
    changeEnvironment,
    openBrowser: systemBrowser(readVariable),
    openLog: (folder, rustLog) => openLog(folder, rustLog, warnOfLog),
    pastedLines: canPaste() ? pastedLines : undefined,
    startCompletion: (settings, config, logPath, onPhase) =>
      confinedCompletion(settings, confinedSettings(config, logPath), warnOfLog, onPhase),
    startDeviceLogin: (settings, config, logPath) =>
      Promise.resolve(confinedDeviceLogin(settings, confinedSettings(config, logPath))),
    startAccountSide: async (config, logPath) => {
      const { confinedAccountSide } = await import("./src/cli/other_commands.ts");
      return confinedAccountSide(config, confinedSettings(config, logPath), warnOfLog);
    },
    stdin: {
      isTerminal: () => Deno.stdin.isTerminal(),
      get readable() {
        return Deno.stdin.readable;
      },
    },
    ...endingSignals(),
    version: VERSION,
    giveUp: (names) => names.forEach((name) => Deno.permissions.revokeSync({ name })),
  };
}

function confinedSettings(config: Config, logPath: string | undefined): ConfinedSettings {
  const { codexHome, logDir, caCertificates, credentials, logFilter } = config;
  return {
    codexHome,
    logDir: logPath === undefined ? undefined : logDir,
    logPath,
    caCertificates,
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

function terminalWidth(): number {
  try {
    return Math.max(Deno.consoleSize().columns, 10);
  } catch {
    return 80;
  }
}

/** Whether the last line can be rewritten in place. */
function isLiveTerminal(): boolean {
  return Deno.stderr.isTerminal() && readVariable("TERM") !== "dumb";
}

/**
 * A terminal that went away must not end a login; `false` tells that it did. `onFailure` is told why, but
 * not of a reader that has enough, as `head` has.
 */
function write(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
  onFailure?: (why: string) => void,
): boolean {
  try {
    writeAll(stream, text);
    return true;
  } catch (error) {
    const isClosed = error instanceof Deno.errors.BrokenPipe;
    if (!isClosed) onFailure?.(wordsOfFailure(error));
    return false;
  }
}

function changeEnvironment(changes: ReadonlyMap<string, string | undefined>): void {
  for (const [name, value] of changes) {
    if (value === undefined) Deno.env.delete(name);
    else Deno.env.set(name, value);
  }
}

async function openLog(
  folder: string,
  rustLog: string | undefined,
  say: (text: string) => void,
): Promise<OpenedLog> {
  const path = `${folder}/${LOG_FILE_NAME}`;
  try {
    refuseLinkedFolder(folder);
    if (mayHold(folder, LOG_FILE_NAME)) {
      if (needsRotation(path)) await rotate(path, say);
      // Where that fails, our first line stands behind the torn one: no reason to go without a log.
      if (hasTornLine(path)) await endTornLine(path).catch(() => {});
    }
    const made = ownUid() === 0 ? missingOf(path) : [];
    prepareLogFile(folder, path);
    for (const entry of made) await giveToFolderOwner(entry);
    return { log: openLoginLog(path, say, parseLogFilter(rustLog), ATTEMPT), path };
  } catch (error) {
    say(logWarning(path, error));
    return { log: NO_LOG, path: undefined };
  }
}

/** A log that cannot be moved aside still takes lines, and is tried again at the next start. */
async function rotate(path: string, say: (text: string) => void): Promise<void> {
  try {
    await rotateLog(path);
  } catch (error) {
    say(
      `Warning: the log ${path} has grown large and cannot be moved aside (${
        wordsOfFailure(error)
      }).`,
    );
  }
}

/** Past the limit of `ulimit -f` a write is to fail, so that it can be told; the signal would end us in it. */
function outliveFileSizeLimit(): void {
  try {
    Deno.addSignalListener("SIGXFSZ", () => {});
  } catch {
    // Not a signal of this system.
  }
}

/** Abort on the first and the second signal that ends a program, the first also on a fault. */
function endingSignals(): { signal: AbortSignal; secondInterrupt: AbortSignal } {
  const controller = new AbortController();
  const secondInterrupt = new AbortController();
  addEventListener("unhandledrejection", (event) => {
    // The runtime would print the error, which may hold a URL with secrets.
    event.preventDefault();
    controller.abort(internalError(event.reason));
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] satisfies EndingSignal[]) {
    try {
      Deno.addSignalListener(name, () => {
        if (controller.signal.aborted) secondInterrupt.abort();
        controller.abort(signalError(name));
      });
    } catch {
      // Not a signal of this system.
    }
  }
  return { signal: controller.signal, secondInterrupt: secondInterrupt.signal };
}

if (import.meta.main) Deno.exit(await run(Deno.args, realPorts()));
