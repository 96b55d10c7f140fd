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
import { type Config, loadConfig, type LoginOptions } from "../config/config.ts";
import { refuseForbidden } from "../config/forced_method.ts";
import { lstatIfThere } from "../base/files/folder_entries.ts";
import { type LoginLog, NO_LOG } from "../log/login_events.ts";
import type { OpenedLog } from "../log/open_log.ts";
import type { Removal } from "../credentials/auth_store.ts";
import type { CommandPorts } from "./cli_ports.ts";
import { deviceSurface } from "./terminal/device_surface.ts";
import type { AccountCommand } from "./command.ts";
import type { Telling } from "./telling.ts";

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
  const openStore = (log: LoginLog) =>
    openAuthStore(config.credentials, config.codexHome, log, ports.say);
  if (kind === "status") {
    // It only looks, and writes no log.
    const place = placeName(config.credentials, config.codexHome);
    const status = { ...ports, store: openStore(NO_LOG), place, ...access(config) };
    return await reportStatus(options, config, status) ? 0 : 1;
  }
  if (kind === "logout" && holdsNothing(config)) {
    tellLogout(options, { hasRemoved: false, keptKeys: [] }, ports);
    if (!options.isJson) ports.say("Not logged in");
    return 0;
  }
  if (kind !== "logout") {
    refuseForbidden(kind, config.forcedLoginMethod);
    telling.onPhase("log");
  }
  const opened = await ports.openLog(config.logDir, config.logFilter);
  telling.logTo(opened);
  const { log } = opened;
  if (kind === "device") await signInElsewhere(config, options, opened, telling, ports);
  else {
    const { onPhase } = telling;
    const flow = { ...ports, log, store: openStore(log), ...access(config), onPhase };
    if (kind === "logout") {
      const said = options.isJson ? { ...flow, say() {} } : flow;
      tellLogout(options, await logout(config, said), ports);
    } else await loginWithSecret(kind, config, flow);
  }
  if (isSignIn) telling.succeed();
  return 0;
}

function access(config: Config) {
  const { caCertificates, certificates } = loadStores(config);
  return { fetch: issuerFetch(caCertificates), certificates };
}

/** For a program; a person has read it. */
function tellLogout(
  { isJson }: LoginOptions,
  { hasRemoved, keptKeys }: Removal,
  { print }: CommandPorts,
): void {
  const told = {
    logged_out: true,
    had_credentials: hasRemoved,
    kept_keys: keptKeys.map(shownValue),
  };
  if (isJson) print(JSON.stringify(told, null, 2));
}

/** No folder is made only to say that it holds no credentials. */
function holdsNothing({ codexHome, credentials: { store } }: Config): boolean {
  return (store === "file" || store === "ephemeral") && lstatIfThere(codexHome) === undefined;
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
