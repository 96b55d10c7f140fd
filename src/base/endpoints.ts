/**
 * The issuer's endpoints and this machine's own, and how hosts and ports are written.
 *
 * @module
 */

/** Path of the callback, as registered for the client. */
export const CALLBACK_PATH = "/auth/callback";

/** Every path of the issuer that this program asks for or names. */
export const PATHS = {
  authorize: "/oauth/authorize",
  token: "/oauth/token",
  revoke: "/oauth/revoke",
  deviceUserCode: "/api/accounts/deviceauth/usercode",
  deviceToken: "/api/accounts/deviceauth/token",
  devicePage: "/codex/device",
  deviceCallback: "/deviceauth/callback",
  whoami: "/api/accounts/v1/user-auth-credential/whoami",
  discovery: "/.well-known/openid-configuration",
} as const;

/**
 * `{issuer}{path}`: the path goes behind the issuer's own, a query of the issuer is kept
 * (RFC 6749 section 3.1), a fragment is not.
 */
export function endpoint(issuer: string, path: string): URL {
  const url = new URL(issuer);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  url.hash = "";
  return url;
}

/** The same as anybody may see it: without the issuer's userinfo. */
export function shownEndpoint(issuer: string, path: string): URL {
  return withoutUserinfo(endpoint(issuer, path));
}

function withoutUserinfo(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

/**
 * The issuer as others know it: what `iss` must equal and what is noted with the tokens (RFC 8414
 * section 2). A URL of the configuration without its userinfo and without a trailing slash.
 */
export function issuerIdentifier(issuer: string): string {
  return withoutTrailingSlash(withoutUserinfo(new URL(issuer)));
}

/** The URL as text, without a fragment, and without a slash where the path ends. */
export function withoutTrailingSlash(url: URL): string {
  const copy = new URL(url);
  copy.hash = "";
  const path = copy.pathname;
  const text = copy.href;
  const start = text.indexOf(path, copy.protocol.length + 2 + copy.host.length);
  return text.slice(0, start) + path.replace(/\/+$/, "") + copy.search;
}

/** The redirect URI for a loopback port (RFC 8252 section 7.3). */
export function redirectUri(port: number): string {
  return `http://localhost:${port}${CALLBACK_PATH}`;
}

/** The issuer that a build without `--issuer` is for. */
export const DEFAULT_ISSUER = "https://auth.openai.com";

/** Where the callback server listens. */
export const LOOPBACK: readonly string[] = ["127.0.0.1", "[::1]"];

/** An address of loopback, as it is listened on. */
export type LoopbackAddress = "127.0.0.1" | "::1";

/** Whether `hostname`, as a URL has it (brackets around IPv6), is this machine's own (RFC 6890). */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
const SOCKS_PORT = 1080;

/** The port of a URL, its scheme's own where none is named; the schemes are http, https and SOCKS. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (DEFAULT_PORTS[protocol] ?? SOCKS_PORT);
}

/** Where to connect for a URL: a socket takes an address of IPv6 without its brackets. */
export function socketAddress(url: URL): { hostname: string; port: number } {
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url) };
}

/** Host and port of a URL, as a net permission takes them. */
export function networkAddress(url: string | URL): string {
  const parsed = new URL(url);
  return `${parsed.hostname}:${portOf(parsed)}`;
}
