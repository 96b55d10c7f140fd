/**
 * Reads what a proxy variable holds; a sign-in and the doctor both ask here.
 *
 * @module
 */

/** Why a value names no proxy that can be used. */
export type ProxyFlaw =
  | {
    readonly why: "scheme"; /** As written, in lower case, without colon. */
    readonly scheme: string;
  }
  | {
    /** A user name for a SOCKS proxy without a password, which has none to send (RFC 1929 section 2). */
    readonly why: "socks_password";
  }
  | { readonly why: "unreadable" };

const SCHEMES = ["http:", "https:", "socks5:", "socks5h:"];
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/i;

/** The proxy's URL, or why there is none. A bare host and port is one of http, as the runtime has it. */
export function readProxyUrl(value: string): URL | ProxyFlaw {
  const text = value.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && !SCHEMES.includes(`${scheme}:`)) return { why: "scheme", scheme };
  const url = URL.parse(scheme === undefined ? `http://${text}` : text);
  // URL.parse makes a host of nearly everything: of `http:/host` and of a value in quotes, for two.
  const isBareHost = scheme !== undefined || /^[^/]+\/?$/.test(text);
  const isProxy = url !== null && HOST.test(url.hostname) && !/[\s"\\]/.test(text) && isBareHost;
  if (!isProxy) return { why: "unreadable" };
  const isSocks = url.protocol.startsWith("socks");
  return isSocks && url.username && !url.password ? { why: "socks_password" } : url;
}

/**
 * A proxy's URL as the runtime takes it: a user name without the colon of an empty password would make
 * it go direct without a word, and that colon is lost in `URL.href`.
 */
export function proxyUrlForRuntime(url: string): string {
  const { username, password } = new URL(url);
  return username && !password ? url.replace(`//${username}@`, `//${username}:@`) : url;
}
