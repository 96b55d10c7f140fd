/**
 * Tells why a request got no answer, from the runtime's own words and from nothing else.
 *
 * The runtime gives transport errors no code; the patterns below were read off Deno 2.4 and 2.9, where
 * the words stand in the message or in a cause. What matches none is `other`: no guess is made.
 *
 * @module
 */
import type { NetworkCause, TlsCause } from "../log/log_words.ts";

/** What is known beside the words. */
export interface RequestCircumstances {
  /** The status line had come already. */
  readonly hasAnswerBegun: boolean;
  /** A proxy carries the request. */
  readonly hasProxy: boolean;
  /** For a time limit: whether the host took a connection just then; `undefined` if nobody looked. */
  readonly acceptsConnections?: boolean | undefined;
  /** For TLS with an https proxy in use: whose it was; `either` where that is not known. */
  readonly tlsSide?: TlsSide | undefined;
}

/** Whom a failed TLS handshake was with. */
export type TlsSide = "issuer" | "proxy" | "either";

/** The runtime's words for a failure. */
export interface RuntimeWords {
  /** Message and causes. */
  readonly text: string;
  readonly isTimeout: boolean;
}

const LONGEST_CAUSE_CHAIN = 5;

/** What the runtime says of a thrown error, message and causes; without the URLs in it. */
export function runtimeWords(error: unknown): RuntimeWords {
  const texts: string[] = [];
  let isTimeout = false;
  let current = error;
  for (let i = 0; i < LONGEST_CAUSE_CHAIN && current instanceof Error; i++) {
    const message = withoutUrls(current.message);
    isTimeout ||= current.name === "TimeoutError" || /timed out|timeout/i.test(message);
    texts.push(current.name === "NotCapable" ? `NotCapable ${message}` : message);
    current = current.cause;
  }
  return { text: texts.join(": "), isTimeout };
}

/** The runtime's words alone: a host may be called anything. */
export function withoutUrls(text: string): string {
  return text.replace(/[a-z]{1,10}:\/\/\S+/gi, "");
}

/** Whether a cause is about a TLS connection, with whomever. */
export function isTlsCause(cause: NetworkCause): cause is TlsCause {
  return cause.startsWith("tls_");
}

const PATTERNS: readonly (readonly [RegExp, NetworkCause])[] = [
  [
    /proxy authentication required|no acceptable auth methods|password auth failure/i,
    "proxy_authentication",
  ],
  // Behind the first, what a SOCKS proxy answers (RFC 1928 section 6).
  [
    /unsuccessful tunnel|not allowed by ruleset|socks server failure|(?:command|address type) not supported|unknown auth method/i,
    "proxy_refused_tunnel",
  ],
  [/ttl expired/i, "unreachable"],
  [/eof while tunneling/i, "proxy_broken_off"],
  [/headers too long for tunnel/i, "proxy_wrong_protocol"],
  [/proxy server unreachable|socks/i, "proxy_unreachable"],
  // The second is a certificate that signed itself.
  [/UnknownIssuer|CaUsedAsEndEntity/, "tls_unknown_issuer"],
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
  [/no route to host|(?:network|host) (?:is )?unreachable/i, "unreachable"],
  [/requires net access|NotCapable/i, "not_permitted"],
  [
    /connection reset|broken pipe|connection closed before message|without sending TLS close_notify/i,
    "connection_reset",
  ],
  [/error reading a body|error decoding/i, "answer_broken_off"],
  [/invalid [\w-]+(?: [\w-]+)* parsed|message head is too large/i, "wrong_protocol"],
];

// Only with a proxy: the first is of SOCKS (an end of the stream before a whole reply), then words that are
// about the one whom this machine talks to.
const PROXY_PATTERNS: readonly (readonly [RegExp, NetworkCause])[] = [
  [/client error \(Connect\): (?:early eof|unexpected end of file)/i, "proxy_broken_off"],
  [/invalid response version|invalid HTTP version parsed/i, "proxy_wrong_protocol"],
  // Before or behind the tunnel: nothing tells.
  [/client error \(Connect\).*(?:connection reset|broken pipe)/i, "connection_reset"],
];

// Through a proxy these are about the proxy: it is the one that this machine resolves and connects to. A
// SOCKS proxy's own words for a host that refused it have no "tcp" in them.
const OWN_CONNECTION = /dns error|failed to lookup address|tcp connect error/i;
const OF_CONNECTING: readonly NetworkCause[] = ["dns", "connection_refused", "unreachable"];

/** Classifies the runtime's words for a failed request. */
export function classifyNetworkCause(
  { text, isTimeout }: RuntimeWords,
  circumstances: RequestCircumstances,
): NetworkCause {
  const { hasProxy, tlsSide } = circumstances;
  if (isTimeout) return timeoutStep(text, circumstances);
  // Of a body that is not in the encoding that its header names; before an answer it is TLS that ended.
  if (circumstances.hasAnswerBegun && /^unexpected end of file$/i.test(text)) {
    return "answer_broken_off";
  }
  const cause = (hasProxy ? matched(text, PROXY_PATTERNS) : undefined) ??
    matched(text, PATTERNS) ?? "other";
  if (hasProxy && OF_CONNECTING.includes(cause) && OWN_CONNECTION.test(text)) {
    return "proxy_unreachable";
  }
  return tlsSide === "proxy" && isTlsCause(cause) ? `proxy_${cause}` : cause;
}

function matched(
  text: string,
  patterns: readonly (readonly [RegExp, NetworkCause])[],
): NetworkCause | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

function timeoutStep(
  text: string,
  { hasAnswerBegun, hasProxy, acceptsConnections }: RequestCircumstances,
): NetworkCause {
  if (hasAnswerBegun) return "read_timeout";
  // The system gave up before our own limit.
  if (/tcp connect error/i.test(text)) return hasProxy ? "proxy_unreachable" : "connect_timeout";
  if (hasProxy) return acceptsConnections === false ? "proxy_unreachable" : "proxy_timeout";
  if (acceptsConnections === undefined) return "other";
  return acceptsConnections ? "read_timeout" : "connect_timeout";
}
