/**
 * The words for each cause of a request that got no answer: a sentence of what happened, and one of
 * what to do, both without the full stop. A sign-in and the doctor both take them from here.
 *
 * @module
 */
import type { NetworkCause, TlsCause } from "../log/log_words.ts";

/** What the words are about. */
export interface WordedRoute {
  /** What the host is called. */
  readonly host: string;
  /** The variable that names the proxy in use, or `undefined`. */
  readonly proxyVariable: string | undefined;
  /** For TLS: it may have been the https proxy's as well as the host's. */
  readonly isProxyPossible: boolean;
}

/** What happened, and what to do. */
export type WordPair = readonly [what: string, todo: string];

const INSPECTION = "a company's TLS inspection needs CODEX_CA_CERTIFICATE";
const CLOCK = "Check this machine's date and time first: a wrong clock is the likeliest cause";

/** Words for whoever a TLS connection was tried with. */
const TLS_WORDS: Record<TlsCause, (side: string) => WordPair> = {
  tls_unknown_issuer: (side) => [
    `The certificate of ${side} comes from an authority that is not known here (step: TLS)`,
    `If the network inspects TLS: ${INSPECTION} set to the PEM file of the company's authority`,
  ],
  tls_wrong_name: (side) => [
    `The certificate belongs to another name than ${side} (step: TLS)`,
    `Something else answers in its place: look at the VPN and the login page of the network; ${INSPECTION}`,
  ],
  tls_expired: (side) => [
    `The certificate of ${side} has expired by this machine's clock (step: TLS)`,
    `${CLOCK}; else ${INSPECTION}`,
  ],
  tls_not_yet_valid: (side) => [
    `The certificate of ${side} is not valid yet by this machine's clock (step: TLS)`,
    `${CLOCK}; else ${INSPECTION}`,
  ],
  tls_handshake: (side) => [
    `No TLS connection to ${side} came about (step: TLS)`,
    `Something on the way may not let TLS through; ${INSPECTION}`,
  ],
};

type Words = (route: WordedRoute & { variable: string }) => WordPair;

const WORDS: Record<Exclude<NetworkCause, TlsCause | `proxy_${TlsCause}`>, Words> = {
  dns: ({ host }) => [
    `The name of ${host} could not be resolved (step: DNS)`,
    "Check the network connection, the VPN and the name server",
  ],
  connection_refused: ({ host }) => [
    `${host} refused the connection (step: connect)`,
    "Check the firewall, and that the issuer is right",
  ],
  connection_reset: ({ host, proxyVariable }) => [
    proxyVariable === undefined
      ? `${host}, or something on the way to it, cut the connection (step: request)`
      : `The proxy of ${proxyVariable}, or something between it and ${host}, cut the connection (step: request)`,
    "Try again; if it stays so, ask whoever runs the firewall, the proxy or the VPN",
  ],
  unreachable: ({ host }) => [
    `There is no route to ${host} (step: connect)`,
    "Check the network connection and the VPN",
  ],
  connect_timeout: ({ host }) => [
    `${host} did not take the connection in time (step: connect)`,
    "Check the firewall and the VPN: something drops the packets without a word",
  ],
  read_timeout: ({ host }) => [
    `${host} took the connection and did not answer in time (step: read)`,
    "Try again in a minute",
  ],
  proxy_unreachable: ({ variable }) => [
    `The proxy of ${variable} could not be reached (step: proxy)`,
    `Correct ${variable} or unset it`,
  ],
  proxy_authentication: ({ variable }) => [
    `The proxy of ${variable} wants a name and a password, or others than it got (of an http proxy: 407; step: proxy)`,
    `Put the right ones into ${variable}, between its scheme and host: name:password@`,
  ],
  proxy_refused_tunnel: ({ host, variable }) => [
    `The proxy of ${variable} refused a tunnel to ${host}, or what answers there is no proxy (step: proxy)`,
    `Ask whoever runs the proxy to allow that host; check host and port in ${variable}`,
  ],
  proxy_broken_off: ({ variable }) => [
    `The proxy of ${variable} took the connection and closed it without an answer (step: proxy)`,
    `Check host, port and scheme in ${variable}, or ask whoever runs the proxy`,
  ],
  proxy_wrong_protocol: ({ variable }) => [
    `What ${variable} names does not answer as a proxy of its scheme does (step: proxy)`,
    `Check the scheme (http, https, socks5), host and port in ${variable}`,
  ],
  proxy_timeout: ({ host, variable }) => [
    `Nothing came back in time through the proxy of ${variable}: it keeps silent, or ${host} behind it does (step: proxy)`,
    "Try again in a minute; if it stays so, ask whoever runs the proxy",
  ],
  not_permitted: ({ host }) => [
    `This executable may not reach ${host}`,
    "Use one that was built for this issuer (compile --issuer)",
  ],
  answer_broken_off: ({ host }) => [
    `The answer of ${host} broke off in the middle (step: read)`,
    "Try again",
  ],
  wrong_protocol: ({ host }) => [
    `What answers as ${host} is no HTTP server, or breaks HTTP's rules (step: read)`,
    "Check --issuer, and whether something else of the network answers in its place",
  ],
  other: ({ host }) => [`The request to ${host} failed`, "Try again; the log has the details"],
};

/** The words for a cause. */
export function networkWords(cause: NetworkCause, route: WordedRoute): WordPair {
  const variable = route.proxyVariable ?? "the environment";
  const theProxy = `the https proxy of ${variable}`;
  if (cause in TLS_WORDS) {
    const side = route.isProxyPossible ? `either ${route.host} or ${theProxy}` : route.host;
    return TLS_WORDS[cause as TlsCause](side);
  }
  const proxied = cause.replace(/^proxy_/, "");
  if (proxied in TLS_WORDS) return TLS_WORDS[proxied as TlsCause](theProxy);
  return WORDS[cause as keyof typeof WORDS]({ ...route, variable });
}
