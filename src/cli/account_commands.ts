/**
 * The commands beside the browser sign-in: device code, API key and access token, status, logout.
 *
 * Each loads its configuration, opens the log where it writes one, and leaves the work to a module of
 * its own. All of it is imported only for such a command, so that the browser sign-in starts no later.
 *
 * @module
 */
import { loadStores } from "../config/network/certificate_stores.ts";
import { openAuthStore, placeName } from "../credentials/credentials_store.ts";
import { issuerFetch } from "../oauth/issuer_fetch.ts";
import { loginWithDeviceCode } from "../login/login_with_device_code.ts";
import { loginWithSecret } from "../login/login_with_secret.ts";
import { reportStatus } from "./status.ts";
import { shownValue } from "../login/account_words.ts";
import { logout } from "../login/logout.ts";
import { type Config, loadConfig } from "../config/config.ts";
import { refuseForbidden } from "../config/forced_method.ts";
import { isFolder } from "../base/files/folder_entries.ts";
import { type LoginLog, NO_LOG } from "../log/login_events.ts";
import type { OpenedLog } from "../log/open_log.ts";
import type { Removal } from "../credentials/auth_store.ts";
import type { CommandPorts } from "./cli_ports.ts";
import { deviceSurface } from "./terminal/device_surface.ts";
import type { AccountCommand } from "./command.ts";
import type { Telling } from "./telling.ts";
import type { LoginOptions } from "../config/login_options.ts";

/**
 * Runs a command; gives the exit code.
 *
 * @throws {LoginError} What it failed with.
 */
export async function runAccountCommand(
  { kind, options, config: loaded }: AccountCommand,
  telling: Telling,
  ports: CommandPorts,
): Promise<number> {
  const isSignIn = kind !== "status" && kind !== "logout";
  if (isSignIn && !loaded) telling.onPhase("config");
  const toleratesNetwork = !isSignIn || kind === "api_key";
  const asked = { ...options, toleratesNetwork };
  const config = loaded ?? await loadConfig(asked, ports.readEnvironment, ports.say, isSignIn);
  ports.changeEnvironment(config.environment);
  if (kind === "status") return await tellStatus(config, options, ports);
  if (kind === "logout") {
    await signOut(config, options, telling, ports);
    return 0;
  }
  refuseForbidden(kind, config.forcedLoginMethod);
  telling.onPhase("log");
  const opened = await openLog(config, telling, ports);
  if (kind === "device") await signInElsewhere(config, options, opened, telling, ports);
  else {
    const { onPhase } = telling;
    await loginWithSecret(kind, config, { ...flowPorts(config, opened.log, ports), onPhase });
  }
  telling.succeed();
  return 0;
}

/** The real things that a command in this process uses. */
function flowPorts(config: Config, log: LoginLog, ports: CommandPorts) {
  const store = openAuthStore(config.credentials, config.codexHome, log, ports.say);
  const { caCertificates, certificates } = loadStores(config);
  return { ...ports, log, store, fetch: issuerFetch(caCertificates), certificates };
}

async function openLog(
  config: Config,
  telling: Telling,
  ports: CommandPorts,
): Promise<OpenedLog> {
  const opened = await ports.openLog(config.logDir, config.logFilter);
  telling.logTo(opened);
  return opened;
}

/** It only looks, and writes no log. */
async function tellStatus(
  config: Config,
  options: LoginOptions,
  ports: CommandPorts,
): Promise<number> {
  const place = placeName(config.credentials, config.codexHome);
  const status = { ...flowPorts(config, NO_LOG, ports), place };
  return await reportStatus(options, config, status) ? 0 : 1;
}

async function signOut(
  config: Config,
  { isJson }: LoginOptions,
  telling: Telling,
  ports: CommandPorts,
): Promise<void> {
  const say = isJson ? () => {} : ports.say;
  let removal: Removal = { hasRemoved: false, keptKeys: [] };
  if (holdsNothing(config)) say("Not logged in");
  else {
    const { log } = await openLog(config, telling, ports);
    const { onPhase } = telling;
    removal = await logout(config, { ...flowPorts(config, log, ports), onPhase, say });
  }
  if (!isJson) return;
  const { hasRemoved, keptKeys } = removal;
  const told = {
    logged_out: true,
    had_credentials: hasRemoved,
    kept_keys: keptKeys.map(shownValue),
  };
  ports.print(JSON.stringify(told, null, 2));
}

/** No folder is made only to say that it holds no credentials. */
function holdsNothing({ codexHome, credentials: { store } }: Config): boolean {
  return (store === "file" || store === "ephemeral") && !isFolder(codexHome);
}

async function signInElsewhere(
  config: Config,
  { hasQr }: LoginOptions,
  { log, path }: OpenedLog,
  telling: Telling,
  ports: CommandPorts,
): Promise<void> {
  const { issuer, clientId, workspaceIds, proxy, hasCheck } = config;
  const limitSeconds = config.waitLimitSeconds;
  const settings = { issuer, clientId, workspaceIds, proxy, hasCheck, limitSeconds };
  const over = new AbortController();
  try {
    const signal = AbortSignal.any([ports.signal, over.signal]);
    await loginWithDeviceCode(settings, {
      ...ports,
      log,
      onFinding: telling.onFinding,
      ...await deviceSurface(config, hasQr, telling, ports, signal),
      accounts: ports.startAccountSide(config, path),
    });
  } finally {
    over.abort();
  }
}
