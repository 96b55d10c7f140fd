/**
 * The way that a sign-in's requests would take: directly or by a proxy, decided by the same rules.
 *
 * Permission: env on the proxy variables.
 *
 * @module
 */
import { isUnreachableSocks } from "../../config/network/proxy_permission.ts";
import {
  findProxyRoute,
  type ProxyRoute,
  type UnusableProxy,
} from "../../config/network/proxy_route.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** A route, or the variable that keeps a sign-in from having one. */
export type CheckedRoute = ProxyRoute | UnusableProxy | UngrantedProxy;

/** A proxy that the permissions of this program do not cover. */
export interface UngrantedProxy {
  readonly kind: "unusable";
  readonly variable: UnusableProxy["variable"];
  readonly why: "not_granted";
}

/** Finds the route. Never throws. */
export function findRoute(issuer: string, readEnvironment: ReadEnvironment): CheckedRoute {
  const route = findProxyRoute(issuer, readEnvironment);
  return route.kind === "proxy" && isUnreachableSocks(route)
    ? { kind: "unusable", variable: route.variable, why: "not_granted" }
    : route;
}
