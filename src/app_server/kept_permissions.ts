/**
 * What a process may do that lives on to listen for further logins.
 *
 * @module
 */
import {
  LISTENER_PERMISSIONS,
  optional,
  PERMISSION_NAMES,
  type PermissionSet,
} from "../confinement/permissions.ts";
import { grantedSocksAddress } from "../config/network/proxy_permission.ts";
import type { Destination } from "../config/network/proxy_route.ts";
import { LOOPBACK, networkAddress } from "../base/endpoints.ts";

/**
 * What an app-server keeps for as long as it lives: what it takes to bind the callback port of the next
 * login. It can neither read, write, start a program nor reach the issuer; that is the worker's.
 */
const APP_SERVER_PERMISSIONS: PermissionSet = {
  ...LISTENER_PERMISSIONS,
  net: LOOPBACK,
};

/** Gives up everything but {@linkcode APP_SERVER_PERMISSIONS}. */
export function keepAppServerPermissions({ issuer, proxy }: Destination): void {
  const addresses = [networkAddress(issuer), ...optional(grantedSocksAddress(proxy))];
  const given = addresses.filter((address) => !LOOPBACK.includes(address.replace(/:\d+$/, "")));
  for (const name of PERMISSION_NAMES) {
    if (APP_SERVER_PERMISSIONS[name] === false) Deno.permissions.revokeSync({ name });
  }
  for (const host of given) Deno.permissions.revokeSync({ name: "net", host });
}
