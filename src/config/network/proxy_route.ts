/**
 * Decides how the issuer is reached: directly, or through the proxy that the environment names.
 *
 * `fetch` reads proxy variables by itself, but ignores what it cannot read and then goes direct, lets
 * ALL_PROXY win over HTTPS_PROXY, and sends a loopback issuer's requests to a proxy elsewhere. So the
 * route is decided here, once, and pinned (see {@linkcode pinnedEnvironment}).
 *
 * @module
 */
import { usageError } from "../../errors/errors.ts";
import { isExempt } from "./no_proxy.ts";
import { isLoopbackHost } from "../../base/endpoints.ts";
import { Loggable } from "../../log/loggable.ts";
import { LiveSecrets } from "../../log/text/live_secrets.ts";
import type { LoginLog } from "../../log/login_events.ts";
import {
  PROXY_VARIABLES,
  type ProxyVariable,
  type ReadEnvironment,
} from "../../base/environment_names.ts";
import { type ProxyFlaw, proxyUrlForRuntime, readProxyUrl } from "./proxy_url.ts";
import { Secret } from "../../log/text/secret.ts";

/** How the issuer is reached. */
export type ProxyRoute =
  | { readonly kind: "direct"; readonly exemptedBy: "NO_PROXY" | "no_proxy" | undefined }
  | {
    readonly kind: "proxy";
    readonly variable: ProxyVariable;
    /** With credentials, where it has some. */
    readonly url: Secret;
  };

/** Where requests go. */
export interface Destination {
  readonly issuer: string;
  /** Default: directly. */
  readonly proxy?: ProxyRoute | undefined;
}

/** The variable that keeps requests from having a route. */
export type UnusableProxy = {
  readonly kind: "unusable";
  readonly variable: ProxyVariable;
} & ProxyFlaw;

/**
 * The route to `issuer`: HTTPS_PROXY or HTTP_PROXY by its scheme, else ALL_PROXY, unless NO_PROXY
 * names it. Upper case wins over lower case, as in upstream; an empty variable is an unset one.
 *
 * A proxy on another machine is not asked for a loopback issuer: it would look for it on itself.
 */
export function findProxyRoute(
  issuer: string,
  readEnvironment: ReadEnvironment,
): ProxyRoute | UnusableProxy {
  const target = new URL(issuer);
  const find = <T extends ProxyVariable>(...names: T[]) =>
    names.find((name) => readEnvironment(name)?.trim());
  const exempting = find("NO_PROXY", "no_proxy");
  if (exempting && isExempt(target, readEnvironment(exempting) ?? "")) {
    return { kind: "direct", exemptedBy: exempting };
  }
  const forHttps = find("HTTPS_PROXY", "https_proxy");
  const forHttp = find("HTTP_PROXY", "http_proxy");
  const variable = (target.protocol === "https:" ? forHttps : forHttp) ??
    find("ALL_PROXY", "all_proxy");
  // ALL_PROXY is read only where it counts: desktops set it to socks:// beside usable others.
  let proxy: URL | undefined;
  for (const name of new Set([forHttps, forHttp, variable])) {
    if (name === undefined) continue;
    const url = readProxyUrl(readEnvironment(name) ?? "");
    if (!(url instanceof URL)) return { kind: "unusable", variable: name, ...url };
    if (name === variable) proxy = url;
  }
  if (variable === undefined || proxy === undefined) return DIRECT;
  if (isLoopbackHost(target.hostname) && !isLoopbackHost(proxy.hostname)) return DIRECT;
  return { kind: "proxy", variable, url: new Secret(proxy.href) };
}

/** By no proxy. */
export const DIRECT: ProxyRoute = { kind: "direct", exemptedBy: undefined };

/**
 * The route, for whoever cannot go on without one.
 *
 * @throws {LoginError} `usage`, naming the variable and never its value: `fetch` would go direct.
 */
export function usableRoute(route: ProxyRoute | UnusableProxy): ProxyRoute {
  if (route.kind !== "unusable") return route;
  const { variable } = route;
  throw usageError(
    route.why === "scheme"
      ? `${variable} names a proxy by ${route.scheme}://, which cannot be used; write ` +
        `http://, ${OTHER_SCHEMES} in front of its host and port, or unset ${variable}.`
      : route.why === "socks_password"
      ? `${variable} names a SOCKS proxy with a user name and no password; write ` +
        `socks5h://user:password@host:port, or leave the name out.`
      : `${variable} holds no proxy URL that can be read; write it as http://host:port ` +
        `(also ${OTHER_SCHEMES}), or unset ${variable}.`,
  );
}

const OTHER_SCHEMES = "https://, socks5:// or socks5h://";

/** Whether the proxy speaks SOCKS. */
export function isSocks(proxy: Secret): boolean {
  return new URL(proxy.reveal()).protocol.startsWith("socks");
}

/** Whether the route is by a proxy that is spoken to over TLS. */
export function isTlsProxy(route: ProxyRoute | { readonly kind: "unusable" } | undefined): boolean {
  return route?.kind === "proxy" && new URL(route.url.reveal()).protocol === "https:";
}

/**
 * What the process environment must hold so that `fetch` takes this route to the issuer and no other;
 * `undefined` deletes. A worker needs no permission for it: the runtime itself reads the variables when
 * a client is made.
 */
export function pinnedEnvironment(
  issuer: string,
  route: ProxyRoute,
): Map<string, string | undefined> {
  const pinned = new Map<string, string | undefined>(
    PROXY_VARIABLES.map((name) => [name, undefined]),
  );
  if (route.kind === "proxy") {
    const isHttps = new URL(issuer).protocol === "https:";
    const name = isHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
    // Behind the deletions: on Windows both spellings are one variable.
    pinned.delete(name);
    pinned.set(name, proxyUrlForRuntime(route.url.reveal()));
    // So that an https proxy can be asked by itself whose certificate is not accepted
    // (errors/network_circumstances.ts); the program asks for nothing else over plain http then.
    if (isHttps && isTlsProxy(route)) {
      pinned.delete("HTTP_PROXY");
      pinned.set("HTTP_PROXY", proxyUrlForRuntime(route.url.reveal()));
    }
  }
  return pinned;
}

/** Notes the route in the log: the variable, and the proxy without its credentials. */
export function logRoute(route: ProxyRoute, log: LoginLog): void {
  if (route.kind === "proxy") {
    const url = route.url.reveal();
    log.record({
      event: "using outbound proxy",
      variable: Loggable.word(route.variable),
      route: Loggable.proxy(new URL(url), LiveSecrets.ofUrls([url])),
    });
  } else if (route.exemptedBy !== undefined) {
    const variable = Loggable.word(route.exemptedBy);
    log.record({ event: "issuer is exempt from proxies", variable });
  } else log.record({ event: "reaching the issuer without a proxy" });
}

/** `secrets`, and what is secret in the URLs of a configuration; its hosts may be named in the log. */
export function liveSecretsOf(
  { issuer, proxy }: Destination,
  ...secrets: Secret[]
): LiveSecrets {
  const proxies = proxy?.kind === "proxy" ? [proxy.url.reveal()] : [];
  return LiveSecrets.ofUrls([issuer, ...proxies], ...secrets);
}
