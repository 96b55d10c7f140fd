/**
 * Tells why a request got no answer, from the runtime's own words and from nothing else.
 *
 * The runtime gives transport errors no code; the patterns below were read off Deno 2.4 and 2.9, where
 * the words stand in the message or in a cause. What matches none is `other`: no guess is made.
 *
 * @module
 */

/** Why a request got no (whole) answer. */
export type NetworkCause =
  | "dns"
  | "connection_refused"
  | "connection_reset"
  | "unreachable"
  | "connect_timeout"
  | "read_timeout"
  | "tls_unknown_issuer"
  | "tls_wrong_name"
  | "tls_expired"
  | "tls_not_yet_valid"
  | "tls_handshake"
  | "proxy_unreachable"
  | "proxy_authentication"
  | "proxy_refused_tunnel"
  | "not_permitted"
  | "answer_broken_off"
  | "other";

/** What is known beside the words. */
export interface RequestCircumstances {
  /** The status line had come already. */
  readonly hasAnswerBegun: boolean;
  /** A proxy carries the request. */
  readonly hasProxy: boolean;
  /** For a time limit: whether the host took a connection just then; `undefined` if nobody looked. */
  readonly acceptsConnections?: boolean | undefined;
}

const PATTERNS: readonly (readonly [RegExp, NetworkCause])[] = [
  [/proxy authentication required/i, "proxy_authentication"],
  [/unsuccessful tunnel|not allowed by ruleset|socks server failure/i, "proxy_refused_tunnel"],
  [/proxy server unreachable|socks/i, "proxy_unreachable"],
  [/UnknownIssuer/, "tls_unknown_issuer"],
  [/not valid for name/i, "tls_wrong_name"],
  [/certificate (?:has )?expired|certificate expired/i, "tls_expired"],
  [/not valid yet/i, "tls_not_yet_valid"],
  // What breaks before a request was sent, once TCP stood, is the handshake.
  [/client error \(Connect\).*(?:connection reset|broken pipe)/i, "tls_handshake"],
  [
    /invalid peer certificate|tls handshake eof|corrupt message|received fatal alert/i,
    "tls_handshake",
  ],
  [/dns error|failed to lookup address/i, "dns"],
  [/connection refused|actively refused/i, "connection_refused"],
  [/no route to host|network is unreachable|host is unreachable/i, "unreachable"],
  [/requires net access|NotCapable/i, "not_permitted"],
  [/connection reset|broken pipe|connection closed before message/i, "connection_reset"],
  [/error reading a body|error decoding/i, "answer_broken_off"],
];

// Through a proxy these are about the proxy: it is the one that is connected to.
const ABOUT_THE_PROXY: readonly NetworkCause[] = [
  "dns",
  "connection_refused",
  "unreachable",
  "connect_timeout",
];

/** Classifies the runtime's words for a failed request. */
export function classifyNetworkCause(
  words: string,
  isTimeout: boolean,
  circumstances: RequestCircumstances,
): NetworkCause {
  const cause = isTimeout ? timeoutStep(circumstances) : matched(words);
  return circumstances.hasProxy && ABOUT_THE_PROXY.includes(cause) ? "proxy_unreachable" : cause;
}

function matched(words: string): NetworkCause {
  return PATTERNS.find(([pattern]) => pattern.test(words))?.[1] ?? "other";
}

function timeoutStep({ hasAnswerBegun, acceptsConnections }: RequestCircumstances): NetworkCause {
  if (hasAnswerBegun || acceptsConnections === true) return "read_timeout";
  return acceptsConnections === false ? "connect_timeout" : "other";
}
