/**
 * How requests leave this machine, from the configuration, for the words of a failure.
 *
 * @module
 */
import { isTlsProxy, type ProxyRoute } from "./proxy_route.ts";
import type { NetworkRoute } from "../errors/explanation.ts";

/** Where certificates beside the built-in roots come from. */
export interface CertificateSource {
  /** The variable that names the CA file. */
  readonly variable: string;
  /** How many certificates it holds. */
  readonly count: number;
}

/** The route as an explanation names it. */
export function networkRoute(
  proxy: ProxyRoute | undefined,
  certificates: CertificateSource | undefined,
): NetworkRoute {
  return {
    proxyVariable: proxy?.kind === "proxy" ? proxy.variable : undefined,
    caVariable: certificates?.variable,
    caCertificateCount: certificates?.count ?? 0,
    isProxyTls: isTlsProxy(proxy),
  };
}
