/**
 * The proxy variables, as the runtime reads them.
 *
 * Promise: what is told of a proxy is the variable's name and the scheme; host and credentials are
 * only used to connect.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";

/** A variable that is set. */
export interface ProxyVariable {
  /** As it is spelled in the environment. */
  readonly name: string;
  /** Without colon; `undefined` for what is no URL. */
  readonly scheme: string | undefined;
  /** Where to connect; `undefined` where it cannot be told. Never shown. */
  readonly address: { readonly hostname: string; readonly port: number } | undefined;
}

const NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
/** Schemes that the runtime can go through; any other it silently ignores and goes direct. */
const WORKING_SCHEMES = ["http", "https", "socks5", "socks5h"];
const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
const SOCKS_PORT = 1080;

/** Every proxy variable that is set, in either case of its letters. */
export function readProxyVariables(readEnvironment: ReadEnvironment): ProxyVariable[] {
  return NAMES.flatMap((name) => [name, name.toLowerCase()]).flatMap((name) => {
    const value = readEnvironment(name)?.trim();
    return value ? [parse(name, value)] : [];
  });
}

/** Whether the runtime can use it. */
export function isUsable({ scheme, address }: ProxyVariable): boolean {
  return address !== undefined && scheme !== undefined && WORKING_SCHEMES.includes(scheme);
}

/** Host and port of each usable proxy, as a net permission takes them. */
export function proxyAddresses(readEnvironment: ReadEnvironment): string[] {
  return readProxyVariables(readEnvironment).filter(isUsable).flatMap(({ address }) =>
    address ? [`${address.hostname}:${address.port}`] : []
  );
}

function parse(name: string, value: string): ProxyVariable {
  // The runtime takes a bare host and port for an http proxy.
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || url.hostname === "") return { name, scheme: undefined, address: undefined };
  const scheme = url.protocol.slice(0, -1);
  const port = Number(url.port) || (DEFAULT_PORTS[scheme] ?? SOCKS_PORT);
  return { name, scheme, address: { hostname: url.hostname, port } };
}
