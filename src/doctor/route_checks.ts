/**
 * The way that a sign-in's requests would take: directly or by a proxy, decided by the same rules.
 *
 * Permission: env on the proxy variables.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";
import { LoginError } from "../errors.ts";
import { PROXY_VARIABLES } from "../environment_names.ts";
import { refuseUnreachableSocks } from "../proxy_permission.ts";
import { findProxyRoute, type ProxyRoute } from "../proxy_route.ts";

/** A route, or the variable that keeps a sign-in from having one. */
export type CheckedRoute = ProxyRoute | { readonly kind: "unusable"; readonly variable: string };

/** Finds the route. Never throws. */
export function findRoute(issuer: string, readEnvironment: ReadEnvironment): CheckedRoute {
  try {
    const route = findProxyRoute(issuer, readEnvironment);
    refuseUnreachableSocks(route);
    return route;
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const variable = PROXY_VARIABLES.find((name) => error.message.startsWith(`${name} `));
    return { kind: "unusable", variable: variable ?? "A proxy variable" };
  }
}
