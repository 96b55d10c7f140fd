/**
 * What a failure says beyond its message, and what is known of the case.
 *
 * @module
 */
import type { LiveSecrets } from "../log/text/live_secrets.ts";
import type { FailureClass } from "../log/log_words.ts";

/** How the person signs in; the answer that the browser brings back is `callback`. */
export type Flow = "browser" | "callback" | "device_code" | "access_token";

/** How requests leave this machine, for the words only. */
export interface NetworkRoute {
  /** The variable that names the proxy in use, or `undefined`. */
  readonly proxyVariable: string | undefined;
  /** The variables that add certificates, in words, or `undefined`. */
  readonly caVariable: string | undefined;
  /** How many certificates they add. */
  readonly caCertificateCount: number;
  /** The stores of authorities that were asked; `undefined` where that is not known. */
  readonly stores?: readonly string[] | undefined;
  /** The proxy is spoken to over TLS. Default: it is not. */
  readonly isProxyTls?: boolean;
}

/** A route, and what was asked over it. */
export interface RequestContext extends NetworkRoute {
  readonly url: URL;
  readonly flow: Flow;
  /** Know what the log may name; without them it names no host. */
  readonly secrets?: LiveSecrets;
}

/** No proxy, no certificates of one's own. */
export const PLAIN_ROUTE: NetworkRoute = {
  proxyVariable: undefined,
  caVariable: undefined,
  caCertificateCount: 0,
};

/** A class that people and programs are told; the log has lines of their own for the last six. */
export type ToldClass =
  | FailureClass
  | "clock_skew"
  | "port_in_use"
  | "port_not_usable"
  | "device_denied"
  | "device_expired"
  | "device_timed_out";

/** What happened, and what to do. */
export interface Explanation {
  /** The class, in a word that programs can compare. */
  readonly class: ToldClass;
  /** What happened, in a sentence. */
  readonly what: string;
  /** What to do, in a sentence. */
  readonly todo: string;
  /** A matter of the network, whatever the request was for. */
  readonly isNetwork?: true;
}
