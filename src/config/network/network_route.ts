/**
 * How requests leave this machine, from the configuration, for the words of a failure.
 *
 * @module
 */
import { type Destination, isTlsProxy, liveSecretsOf } from "./proxy_route.ts";
import type { NetworkRoute } from "../../errors/explanation.ts";
import type { LiveSecrets } from "../../log/text/live_secrets.ts";
import type { Secret } from "../../log/text/secret.ts";

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

/** What belongs to every request of a configuration: its route in words, and what no text may show of it. */
export function routeAndSecrets(
  destination: Destination,
  certificates: CertificateSource | undefined,
  ...secrets: Secret[]
): { route: NetworkRoute; secrets: LiveSecrets } {
  const { proxy } = destination;
  return {
    route: {
      proxyVariable: proxy?.kind === "proxy" ? proxy.variable : undefined,
      caVariable: certificates?.variable,
      caCertificateCount: certificates?.count ?? 0,
      stores: certificates?.stores,
      isProxyTls: isTlsProxy(proxy),
    },
    secrets: liveSecretsOf(destination, ...secrets),
  };
}
