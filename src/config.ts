/**
 * From the command line, the environment and `config.toml` to one frozen configuration.
 *
 * Permission: env on the names in `permissions.ts`; read on CODEX_HOME and the CA file.
 *
 * @module
 */
import type { ReadEnvironment } from "./browser.ts";
import { resolveCodexHome } from "./codex_home.ts";
import { readCaCertificates } from "./ca_certificates.ts";
import { loadSettings, type TomlSettings } from "./config_file.ts";
import { withoutTrailingSlash } from "./endpoints.ts";
import { usageError } from "./errors.ts";
import { DEFAULT_ISSUER } from "./permissions.ts";

/** The client that Codex is registered as. */
export const DEFAULT_CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";
/** How long a login waits for the browser unless told otherwise, in seconds. */
export const DEFAULT_WAIT_LIMIT_SECONDS = 15 * 60;

/** What the command line says; everything optional. */
export interface LoginOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly port?: number;
  readonly waitLimitSeconds?: number;
  readonly openBrowser: boolean;
  /** The phases as JSON Lines on standard output. */
  readonly isJson: boolean;
  /** `-c key=value`, in their order. */
  readonly overrides: readonly string[];
}

/** Everything that a login is told. */
export interface Config {
  /** Absolute, symbolic links resolved. */
  readonly codexHome: string;
  /** Absolute. */
  readonly logDir: string;
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly port: number | undefined;
  readonly workspaceIds: readonly string[] | undefined;
  readonly forcedLoginMethod: "chatgpt" | "api" | undefined;
  readonly waitLimitSeconds: number;
  readonly openBrowser: boolean;
  /** PEM texts to trust beside the built-in roots. */
  readonly caCertificates: readonly string[];
}

/**
 * Reads the configuration: flags, then `-c`, then `config.toml`, then defaults.
 *
 * @throws {LoginError} `usage`, in one line that says what to do; nothing was bound or opened.
 */
export async function loadConfig(
  options: LoginOptions,
  readEnvironment: ReadEnvironment,
): Promise<Config> {
  const issuer = checkIssuer(options.issuer ?? DEFAULT_ISSUER);
  const codexHome = resolveCodexHome(readEnvironment);
  const settings: TomlSettings = await loadSettings(codexHome, options.overrides, readEnvironment);
  return Object.freeze({
    codexHome,
    logDir: settings.logDir ?? `${codexHome}/log`,
    issuer,
    clientId: checkClientId(options.clientId ?? DEFAULT_CLIENT_ID),
    port: options.port,
    workspaceIds: settings.workspaceIds,
    forcedLoginMethod: settings.forcedLoginMethod,
    waitLimitSeconds: options.waitLimitSeconds ?? DEFAULT_WAIT_LIMIT_SECONDS,
    openBrowser: options.openBrowser,
    caCertificates: readCaCertificates(readEnvironment),
  });
}

/**
 * The issuer without a trailing slash; plain http is for loopback only (RFC 8414 section 2).
 *
 * @param name What an error calls it.
 * @throws {LoginError} `usage`.
 */
export function checkIssuer(text: string, name = "--issuer"): string {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw usageError(`${name} takes an http(s) URL, such as https://auth.openai.com.`);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw usageError(
      `${name} takes plain http for loopback only; use https, since tokens would be sent unencrypted.`,
    );
  }
  return withoutTrailingSlash(url);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * A client id as it came.
 *
 * @param name What an error calls it.
 * @throws {LoginError} `usage`.
 */
export function checkClientId(text: string, name = "--client-id"): string {
  // VSCHAR (RFC 6749 appendix A.1).
  if (!/^[\x20-\x7e]+$/.test(text)) {
    throw usageError(`${name} takes printable ASCII characters.`);
  }
  return text;
}
