/**
 * The issuer and the client: which are taken, and which this program may reach.
 *
 * @module
 */
import { readBuildInfo } from "./build_info.ts";
import {
  DEFAULT_ISSUER,
  isLoopbackHost,
  networkAddress,
  withoutTrailingSlash,
} from "../base/endpoints.ts";
import { usageError } from "../errors/errors.ts";

/** The client that Codex is registered as. */
export const DEFAULT_CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";

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
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw usageError(
      `${name} takes plain http for loopback only; use https, since tokens would be sent unencrypted.`,
    );
  }
  return withoutTrailingSlash(url);
}

/** An executable that was built for another issuer, and so may not reach the default, signs in there. */
export function defaultIssuer(): string {
  return mayReach(DEFAULT_ISSUER) ? DEFAULT_ISSUER : readBuildInfo()?.issuer ?? DEFAULT_ISSUER;
}

function mayReach(issuer: string): boolean {
  const { state } = Deno.permissions.querySync({ name: "net", host: networkAddress(issuer) });
  return state === "granted";
}

/**
 * The issuer, if the permissions of this program cover it: an executable is built for one.
 *
 * @throws {LoginError} `usage`, saying how to build one that may.
 */
export function checkReach(issuer: string): string {
  if (mayReach(issuer)) return issuer;
  const { origin } = new URL(issuer);
  throw usageError(
    `This program was not built for the issuer ${origin} and may not reach it; ` +
      `build one that may with: deno task compile --issuer ${origin}`,
  );
}

/** Whether an issuer is on another machine. */
export function isElsewhere(issuer: string): boolean {
  return !isLoopbackHost(new URL(issuer).hostname);
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
