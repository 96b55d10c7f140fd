/**
 * How requests leave this machine, from the configuration, for the words of a failure.
 *
 * @module
 */
import { isTlsProxy, type ProxyRoute } from "./proxy_route.ts";
import type { NetworkRoute } from "../../errors/explanation.ts";

/** What is trusted, and by whose will. */
export interface CertificateSource {
  /** The stores that are asked; see base/certificate_stores.ts. */
  readonly stores: readonly string[];
  /** The variables that add certificates, in words; `undefined` where there are none. */
  readonly variable: string | undefined;
  /** How many certificates they add. */
  readonly count: number;
}

/** What is trusted beside the runtime's own authorities. */
export interface Trust {
  /** PEM texts. */
  readonly caCertificates: readonly string[];
  /** For the words of a failure: the stores, and where the texts come from. */
  readonly certificates: CertificateSource;
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
    stores: certificates?.stores,
    isProxyTls: isTlsProxy(proxy),
  };
}
