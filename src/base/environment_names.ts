/**
 * The environment variables that this program reads, by name: its permission is for these and no others.
 *
 * @module
 */
import { STORE_VARIABLE } from "./certificate_stores.ts";

/**
 * Variables that name a proxy, in the order of their weight where more than one applies. The program
 * also sets them, so that `fetch` takes the route that was decided and no other.
 */
export const PROXY_VARIABLES = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
] as const;

/** The name of a variable that is about proxies. */
export type ProxyVariable = typeof PROXY_VARIABLES[number];

/** What a browser and a keyring's program need to find the person's desktop session. */
export const DESKTOP_VARIABLES = [
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XDG_RUNTIME_DIR",
  "XDG_CURRENT_DESKTOP",
  "XAUTHORITY",
  "DBUS_SESSION_BUS_ADDRESS",
];

/** What an opener finds a browser by, on each desktop, where it cannot have the whole environment. */
export const OPENER_VARIABLES = [
  "PATH",
  "HOME",
  "BROWSER",
  ...DESKTOP_VARIABLES,
  // Where applications are, of snap, flatpak and Nix as well, and which of them is for URLs.
  "XDG_DATA_DIRS",
  "XDG_DATA_HOME",
  "XDG_CONFIG_DIRS",
  "XDG_CONFIG_HOME",
  "XDG_SESSION_TYPE",
  "DESKTOP_SESSION",
  "KDE_FULL_SESSION",
  "KDE_SESSION_VERSION",
  "GNOME_DESKTOP_SESSION_ID",
  "VSCODE_IPC_HOOK_CLI",
  "WSL_DISTRO_NAME",
  "WSL_INTEROP",
  "SystemRoot",
];

/** Variables that `$CODEX_HOME/.env` may set: all that the program reads, but what leads to that file. */
export const DOTENV_NAMES: readonly string[] = [
  "BROWSER",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "RUST_LOG",
  ...PROXY_VARIABLES,
  ...DESKTOP_VARIABLES,
];

/** Holds a sign-in that comes before what is stored; `$CODEX_HOME/.env` cannot set it. */
export const ACCESS_TOKEN_VARIABLE = "CODEX_ACCESS_TOKEN";

/** Issuer and client of an app-server's logins, as codex's own takes them. */
export const APP_SERVER_VARIABLES = [
  "CODEX_APP_SERVER_LOGIN_ISSUER",
  "CODEX_APP_SERVER_LOGIN_CLIENT_ID",
] as const;

/** What says whether a terminal is to show colours, and whether it makes links. */
const LOOK_VARIABLES = [
  "NO_COLOR",
  "FORCE_COLOR",
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "FORCE_HYPERLINK",
  "CI",
  "TEAMCITY_VERSION",
  "TERM_PROGRAM",
  "TERM_PROGRAM_VERSION",
  "VTE_VERSION",
  "WT_SESSION",
];

/** Environment variables that the program reads, and no others. */
export const ENVIRONMENT_NAMES: readonly string[] = [
  ...DOTENV_NAMES,
  "CODEX_HOME",
  "USERPROFILE",
  "CODEX_CA_CERTIFICATE",
  // Read for the runtime, which has no other way to be told of the system's authorities.
  STORE_VARIABLE,
  ACCESS_TOKEN_VARIABLE,
  ...APP_SERVER_VARIABLES,
  // Words for people whose browser runs elsewhere.
  "SSH_CONNECTION",
  "USER",
  // Whether the terminal can rewrite a line.
  "TERM",
  ...LOOK_VARIABLES,
  ...OPENER_VARIABLES.filter((name) => !DOTENV_NAMES.includes(name)),
  // Where an administrator's files lie on Windows.
  "ProgramData",
];

/** Reads an environment variable. */
export type ReadEnvironment = (name: string) => string | undefined;

/** Those of the variables that are set. */
export function variablesOf(
  names: readonly string[],
  readEnvironment: ReadEnvironment,
): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = readEnvironment(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
