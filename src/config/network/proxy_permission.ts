/**
 * A SOCKS proxy needs a permission of its own from Deno 2.9 on; other proxies need none.
 *
 * @module
 */
import { usageError } from "../../errors/errors.ts";
import { isSocks, type ProxyRoute } from "./proxy_route.ts";
import { networkAddress } from "../../base/endpoints.ts";

/** The first version that asks for the permission. */
const ASKING_SINCE: readonly [major: number, minor: number] = [2, 9];

/** Host and port of the route's SOCKS proxy, where this side may reach it and so can pass that on. */
export function grantedSocksAddress(route: ProxyRoute | undefined): string | undefined {
  if (route?.kind !== "proxy" || !isSocks(route.url)) return undefined;
  const host = networkAddress(route.url.reveal());
  return Deno.permissions.querySync({ name: "net", host }).state === "granted" ? host : undefined;
}

/** Whether the route is by a SOCKS proxy that the permissions of this program do not cover. */
export function isUnreachableSocks(route: ProxyRoute): boolean {
  return route.kind === "proxy" && isSocks(route.url) && isPermissionNeeded() &&
    grantedSocksAddress(route) === undefined;
}

/**
 * Refuses such a proxy: the request would fail after the person has signed in.
 *
 * @throws {LoginError} `usage`.
 */
export function refuseUnreachableSocks(route: ProxyRoute): void {
  if (route.kind !== "proxy" || !isUnreachableSocks(route)) return;
  throw usageError(
    `${route.variable} names a SOCKS proxy, which this build may not reach; ` +
      `set ${route.variable} to an http:// proxy, or unset it.`,
  );
}

function isPermissionNeeded(): boolean {
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  const [sinceMajor, sinceMinor] = ASKING_SINCE;
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
