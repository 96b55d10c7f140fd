/**
 * The issuer's endpoints.
 *
 * @module
 */

/** Path of the callback, as registered for the client. */
export const CALLBACK_PATH = "/auth/callback";

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

/** The redirect URI for a loopback port (RFC 8252 section 7.3). */
export function redirectUri(port: number): string {
  return `http://localhost:${port}${CALLBACK_PATH}`;
}
