/**
 * From the command line, the environment, `.env` and `config.toml` to one frozen configuration.
 *
 * Permission: env on the names in `base/environment_names.ts`; read on CODEX_HOME and the CA file.
 *
 * @module
 */
import type { ForcedLoginMethod } from "./forced_method.ts";
import { resolveCodexHome } from "./codex_home.ts";
import { caVariablesIn, readCaCertificates } from "./network/ca_certificates.ts";
import { chooseStores, readStores } from "./network/certificate_stores.ts";
import { loadSettings } from "./layers/config_settings.ts";
import {
  type CredentialsPlace,
  keyringEnvironment,
  placeCredentials,
} from "./credentials_place.ts";
import {
  checkClientId,
  checkIssuer,
  checkReach,
  DEFAULT_CLIENT_ID,
  defaultIssuer,
  isElsewhere,
} from "./issuer.ts";
import { LoginError, usageError } from "../errors/errors.ts";
import type { NeededAccount } from "./model_provider.ts";
import { foreignHands } from "./foreign_hands.ts";
import { mayHold, nearestOf } from "../base/files/folder_entries.ts";
import type { Trust } from "./network/network_route.ts";
import { readDotenv } from "./dotenv.ts";
import { giveToFolderOwner, ownUid } from "../base/files/file_owner.ts";
import { PROXY_VARIABLES, type ReadEnvironment } from "../base/environment_names.ts";
import { refuseUnreachableSocks } from "./network/proxy_permission.ts";
import {
  DIRECT,
  findProxyRoute,
  pinnedEnvironment,
  type ProxyRoute,
  usableRoute,
} from "./network/proxy_route.ts";
import { pathIn } from "../base/paths.ts";
import type { LoginOptions } from "./login_options.ts";

/** How long a login waits for the browser unless told otherwise, in seconds. */
export const DEFAULT_WAIT_LIMIT_SECONDS = 15 * 60;

/** Everything that a login is told. */
export interface Config extends Trust {
  /** Absolute, symbolic links resolved. */
  readonly codexHome: string;
  /** Absolute, symbolic links of a folder that was chosen resolved. */
  readonly logDir: string;
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly port: number | undefined;
  readonly workspaceIds: readonly string[] | undefined;
  readonly forcedLoginMethod: ForcedLoginMethod;
  /** Whose account the requests of codex need; a sign-in does not ask. */
  readonly neededAccount: NeededAccount;
  readonly waitLimitSeconds: number;
  readonly openBrowser: boolean;
  readonly hasCheck: boolean;
  /** Where credentials are kept. */
  readonly credentials: CredentialsPlace;
  /** The files of configuration that count, and `-c`, the weakest first. */
  readonly layers: readonly string[];
  /** How the issuer is reached. */
  readonly proxy: ProxyRoute;
  /** The value of RUST_LOG. */
  readonly logFilter: string | undefined;
  /**
   * What the process environment must be changed to before anything is fetched or started: what `.env`
   * sets, and the variables that pin the route to the issuer. `undefined` deletes.
   */
  readonly environment: ReadonlyMap<string, string | undefined>;
}

/** All but the certificates. */
export interface ConfigAhead extends Omit<Config, keyof Trust> {
  /**
   * Adds them, which takes 10 to 40 ms where a variable names some.
   *
   * @throws {LoginError} `usage`.
   */
  withCertificates(): Config;
}

/**
 * Reads the configuration, certificates included; what it takes is told by {@linkcode loadConfigAhead}.
 *
 * @throws {LoginError} `usage`, in one line that says what to do; nothing was bound or opened.
 */
export async function loadConfig(
  ...how: Parameters<typeof loadConfigAhead>
): Promise<Config> {
  return (await loadConfigAhead(...how)).withCertificates();
}

/**
 * The same for whoever has something to do before the certificates are read: flags, then the layers
 * (layers/config_layers.ts), then defaults; and for what stands in the environment `$CODEX_HOME/.env`, then the
 * environment itself, as upstream does.
 *
 * @param say Shows a warning about the configuration to the person.
 * @param isHomeNeeded Without it a default CODEX_HOME that is not there is not created.
 * @throws {LoginError} `usage`, as {@linkcode loadConfig}.
 */
export async function loadConfigAhead(
  options: LoginOptions,
  processEnvironment: ReadEnvironment,
  say: (text: string) => void = () => {},
  isHomeNeeded = true,
): Promise<ConfigAhead> {
  const issuer = checkReach(checkIssuer(options.issuer ?? defaultIssuer()));
  const codexHome = resolveCodexHome(processEnvironment, isHomeNeeded);
  const isMade = isHomeNeeded && !processEnvironment("CODEX_HOME");
  if (isMade && ownUid() === 0) await giveToFolderOwner(codexHome);
  const dotenv = readDotenv(codexHome, processEnvironment);
  for (const file of ["config.toml", ".env"]) {
    const why = mayHold(codexHome, file) && foreignHands(codexHome, file);
    if (why) {
      say(`Warning: ${pathIn(codexHome, file)} ${why}, who can so decide where this sign-in goes.`);
    }
  }
  const readEnvironment = (name: string) => dotenv.get(name) ?? processEnvironment(name);
  const settings = await loadSettings(codexHome, options.overrides, readEnvironment, say);
  if (settings.wrongProvider && !options.toleratesProvider) {
    throw usageError(`${settings.wrongProvider}.`);
  }
  const orElse: OrElse = (read, other) => {
    try {
      return read();
    } catch (error) {
      if (!options.toleratesNetwork || !(error instanceof LoginError)) throw error;
      say(`Warning: ${error.message}`);
      return other;
    }
  };
  const found = findProxyRoute(issuer, readEnvironment);
  const proxy = orElse(() => {
    const route = usableRoute(found);
    refuseUnreachableSocks(route);
    return route;
  }, DIRECT);
  if (settings.respectSystemProxy) explainSystemProxy(proxy, say);
  const config = {
    codexHome,
    logDir: settings.logDir ? resolveLinks(settings.logDir) : pathIn(codexHome, "log"),
    issuer,
    clientId: checkClientId(options.clientId ?? DEFAULT_CLIENT_ID),
    port: options.port,
    workspaceIds: settings.workspaceIds,
    forcedLoginMethod: settings.forcedLoginMethod,
    neededAccount: settings.neededAccount,
    waitLimitSeconds: options.waitLimitSeconds ?? DEFAULT_WAIT_LIMIT_SECONDS,
    openBrowser: options.openBrowser,
    hasCheck: options.hasCheck ?? isElsewhere(issuer),
    credentials: placeCredentials(
      settings.credentialsStore,
      settings.hasSecretStorage,
      keyringEnvironment(readEnvironment),
      codexHome,
    ),
    layers: settings.layers,
    proxy,
    logFilter: readEnvironment("RUST_LOG"),
    environment: new Map([
      ...[...dotenv].filter(([name]) => !isProxyVariable(name)),
      ...pinnedEnvironment(issuer, proxy),
    ]),
  };
  return {
    ...config,
    withCertificates: () =>
      Object.freeze({ ...config, ...certificatesIn(readEnvironment, orElse) }),
  };
}

/** What is read, or something else where it cannot be. */
type OrElse = <T>(read: () => T, other: T) => T;

/** What the variables say; the stores are read later (`loadStores`). */
function certificatesIn(readEnvironment: ReadEnvironment, orElse: OrElse): Trust {
  const stores = orElse(() => readStores(readEnvironment), ["mozilla"]);
  const variable = caVariablesIn(readEnvironment);
  // To look whether they can be read makes the runtime read its store.
  if (variable !== undefined) chooseStores(stores);
  const caCertificates = orElse(() => readCaCertificates(readEnvironment), []);
  return { caCertificates, certificates: { stores, variable, count: caCertificates.length } };
}

function isProxyVariable(name: string): boolean {
  return PROXY_VARIABLES.some((variable) => variable === name);
}

/** Where the system has proxy settings of its own, nobody must believe that they are in use. */
function explainSystemProxy(proxy: ProxyRoute, say: (text: string) => void): void {
  const hasSystemSettings = Deno.build.os === "darwin" || Deno.build.os === "windows";
  if (!hasSystemSettings || proxy.kind === "proxy") return;
  say(
    "Warning: features.respect_system_proxy is on, but this program reads proxies from HTTPS_PROXY, " +
      "HTTP_PROXY and ALL_PROXY only; set one of them if the sign-in needs a proxy.",
  );
}

/** The real path of a folder, as far as it is there already; the permissions of the worker name it. */
function resolveLinks(folder: string): string {
  const there = nearestOf(folder);
  try {
    const missing = folder.slice(there.length).replace(/^[\\/]+/, "");
    return missing ? pathIn(Deno.realPathSync(there), missing) : Deno.realPathSync(folder);
  } catch {
    return folder;
  }
}
