/**
 * The commands beside the browser sign-in: device code, API key and access token, status, logout.
 *
 * Each loads its configuration, opens the log where it writes one, and leaves the work to a module of
 * its own. All of it is imported only for such a command, so that the browser sign-in starts no later.
 *
 * @module
 */
import { openAuthStore, placeName } from "../credentials/credentials_store.ts";
import { issuerFetch } from "../oauth/issuer_fetch.ts";
import { loginWithDeviceCode } from "../login/login_with_device_code.ts";
import { loginWithSecret } from "../login/login_with_secret.ts";
import { reportStatus, statusFailureJson } from "./status.ts";
import { logout } from "../login/logout.ts";
import type { AuthStore } from "../credentials/auth_store.ts";
import { type Config, loadConfig } from "../config/config.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { DeviceLogin, DeviceSettings } from "../login/device_login.ts";
import { asLoginError, type LoginError, methodDisabledError } from "../errors/errors.ts";
import { lstatIfThere } from "../base/folder_entries.ts";
import type { LoginProgress } from "./login_progress.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Screen } from "./screen.ts";
import type { StandardInput } from "../login/stdin_secret.ts";
import type { ReadEnvironment } from "../base/environment_names.ts";
import type { AccountCommand } from "./command.ts";

/** A log that was opened, or could not be. */
export interface OpenedLog {
  readonly log: LoginLog;
  /** `undefined` where no log can be written. */
  readonly path: string | undefined;
}

/** The real world, as much of it as these commands use. */
export interface CommandPorts {
  /** What the person sees, on standard error. */
  readonly screen: Screen;
  /** Writes text and a line break to standard output; `false` where nobody reads it any more. */
  print(text: string): boolean | void;
  readonly readEnvironment: ReadEnvironment;
  /** Sets variables of the process; `undefined` deletes. */
  changeEnvironment(changes: ReadonlyMap<string, string | undefined>): void;
  /** Opens the log in `folder`; where it cannot, says so once and goes on. */
  openLog(folder: string, rustLog: string | undefined): OpenedLog | Promise<OpenedLog>;
  /** Starts the side that asks, polls, exchanges and saves. */
  startDeviceLogin(
    settings: DeviceSettings,
    config: Config,
    logPath: string | undefined,
  ): Promise<DeviceLogin>;
  readonly stdin: StandardInput;
  /** Aborts with a LoginError when the process is told to end. */
  readonly signal: AbortSignal;
  /** Aborts when it is told so again. */
  readonly secondInterrupt?: AbortSignal;
}

/** How a command ended well. */
export interface CommandSuccess {
  readonly exitCode: number;
  readonly logPath: string | undefined;
}

/** How a command failed, and what the line about it begins with. */
export interface CommandFailure {
  readonly error: LoginError;
  /** As in `Error logging in`. */
  readonly failed: string;
  readonly logPath: string | undefined;
}

const CHATGPT_DISABLED = "ChatGPT login is disabled. Use API key login instead.";
const REFUSALS = {
  device: ["api", CHATGPT_DISABLED],
  api_key: ["chatgpt", "API key login is disabled. Use ChatGPT login instead."],
  access_token: ["api", "Access token login is disabled. Use API key login instead."],
} as const;

const FAILED = {
  device: "Error logging in",
  api_key: "Error logging in",
  access_token: "Error logging in with access token",
  status: "Error checking login status",
  logout: "Error logging out",
} as const satisfies Record<AccountCommand["kind"], string>;

/**
 * Runs a command; gives the exit code, or how it failed. Never rejects.
 *
 * @param progress Is told the phases of a sign-in from `log` on; the other commands have none.
 */
export async function runAccountCommand(
  command: AccountCommand,
  progress: LoginProgress,
  ports: CommandPorts,
): Promise<CommandSuccess | CommandFailure> {
  let logPath: string | undefined;
  try {
    const isHomeNeeded = command.kind !== "status" && command.kind !== "logout";
    const { readEnvironment, screen } = ports;
    const config = await loadConfig(command.options, readEnvironment, screen.say, isHomeNeeded);
    ports.changeEnvironment(config.environment);
    if (command.kind === "status") {
      return { exitCode: await runStatus(command.asJson, config, ports), logPath };
    }
    if (command.kind === "logout" && holdsNothing(config)) {
      screen.say("Not logged in");
      return { exitCode: 0, logPath };
    }
    if (command.kind !== "logout") {
      refuseMethod(command.kind, config);
      progress.onPhase("log");
    }
    const opened = await ports.openLog(config.logDir, config.logFilter);
    logPath = opened.path;
    if (command.kind === "logout") {
      await runLogout(config, opened.log, ports);
      return { exitCode: 0, logPath };
    }
    progress.logTo(opened.log);
    if (command.kind === "device") await runDevice(config, opened, ports, progress);
    else await runSecret(command.kind, config, opened.log, ports, progress);
    return { exitCode: 0, logPath };
  } catch (error) {
    const failure = asLoginError(error);
    if (command.kind === "status" && command.asJson) ports.print(statusFailureJson(failure));
    return { error: failure, failed: FAILED[command.kind], logPath };
  }
}

/** No folder is made only to say that it holds no credentials. */
function holdsNothing({ codexHome, credentials: { store } }: Config): boolean {
  return (store === "file" || store === "ephemeral") && lstatIfThere(codexHome) === undefined;
}

function refuseMethod(kind: keyof typeof REFUSALS, { forcedLoginMethod }: Config): void {
  const [refusing, message] = REFUSALS[kind];
  if (forcedLoginMethod === refusing) throw methodDisabledError(message);
}

async function runDevice(
  config: Config,
  { log, path }: { log: LoginLog; path: string | undefined },
  ports: CommandPorts,
  { emit, isJson, onPhase }: LoginProgress,
): Promise<void> {
  const { issuer, clientId, workspaceIds, proxy, waitLimitSeconds: limitSeconds } = config;
  const { certificates } = config;
  const settings = { issuer, clientId, workspaceIds, proxy, certificates, limitSeconds };
  await loginWithDeviceCode(settings, {
    ...ports,
    say: ports.screen.say,
    log,
    onPhase,
    ...(isJson && {
      onPrompt: ({ verificationUrl, userCode }: DevicePrompt) =>
        emit({ type: "device_code", verification_url: verificationUrl, user_code: userCode }),
    }),
    checkSave: async () => await openStore(config, log, ports).check?.("chatgpt"),
    startDeviceLogin: (settings) => ports.startDeviceLogin(settings, config, path),
  });
}

async function runSecret(
  kind: "api_key" | "access_token",
  config: Config,
  log: LoginLog,
  ports: CommandPorts,
  { onPhase }: LoginProgress,
): Promise<void> {
  const store = openStore(config, log, ports);
  const fetch = issuerFetch(config.caCertificates);
  const { say } = ports.screen;
  await loginWithSecret(kind, config, { ...ports, say, onPhase, log, store, fetch });
}

async function runStatus(asJson: boolean, config: Config, ports: CommandPorts): Promise<number> {
  const isLoggedIn = await reportStatus(asJson, config, {
    ...ports,
    say: ports.screen.say,
    // It only looks, and writes no log.
    store: openStore(config, { record() {} }, ports),
    place: placeName(config.credentials, config.codexHome),
  });
  return isLoggedIn ? 0 : 1;
}

async function runLogout(config: Config, log: LoginLog, ports: CommandPorts): Promise<void> {
  await logout(config, {
    ...ports,
    say: ports.screen.say,
    log,
    store: openStore(config, log, ports),
    fetch: issuerFetch(config.caCertificates),
  });
}

function openStore(
  { codexHome, credentials }: Config,
  log: LoginLog,
  { screen }: CommandPorts,
): AuthStore {
  return openAuthStore(credentials, codexHome, log, screen.say);
}
