/**
 * The proxy variables, as the runtime reads them.
 *
 * Promise: what is told of a proxy is the variable's name and the scheme; host and credentials are
 * only used to connect.
 *
 * @module
 */
import { networkAddress } from "../../base/endpoints.ts";
import { type ProxyFlaw, readProxyUrl } from "../../config/network/proxy_url.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** A variable that is set, and the proxy that it names or why there is none. */
export interface NamedProxy {
  /** As it is spelled in the environment. */
  readonly name: string;
  /** Of its URL nothing but the scheme is shown. */
  readonly proxy: URL | ProxyFlaw;
}

const NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** Every proxy variable that is set, in either case of its letters. */
export function readProxyVariables(readEnvironment: ReadEnvironment): NamedProxy[] {
  return NAMES.flatMap((name) => [name, name.toLowerCase()]).flatMap((name) => {
    const value = readEnvironment(name)?.trim();
    return value ? [{ name, proxy: readProxyUrl(value) }] : [];
  });
}

/** Host and port of each usable proxy, as a net permission takes them. */
export function proxyAddresses(readEnvironment: ReadEnvironment): string[] {
  return readProxyVariables(readEnvironment).flatMap(({ proxy }) =>
    proxy instanceof URL ? [networkAddress(proxy)] : []
  );
}
