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

/** A variable that is set, and what it names. */
export type ProxyVariable =
  & {
    /** As it is spelled in the environment. */
    readonly name: string;
  }
  & (ProxyPlace | ProxyFlaw);

/** A proxy that the runtime can go through. */
export interface ProxyPlace {
  readonly why?: undefined;
  /** Where to connect; nothing but its scheme is shown. */
  readonly url: URL;
}

const NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** Every proxy variable that is set, in either case of its letters. */
export function readProxyVariables(readEnvironment: ReadEnvironment): ProxyVariable[] {
  return NAMES.flatMap((name) => [name, name.toLowerCase()]).flatMap((name) => {
    const value = readEnvironment(name)?.trim();
    return value ? [parse(name, value)] : [];
  });
}

/** Host and port of each usable proxy, as a net permission takes them. */
export function proxyAddresses(readEnvironment: ReadEnvironment): string[] {
  return readProxyVariables(readEnvironment).flatMap((variable) =>
    variable.why === undefined ? [networkAddress(variable.url)] : []
  );
}

function parse(name: string, value: string): ProxyVariable {
  const url = readProxyUrl(value);
  return url instanceof URL ? { name, url } : { name, ...url };
}
