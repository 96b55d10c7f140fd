/**
 * What a failed connection or request means, from the runtime's own words.
 *
 * @module
 */

/** The steps to an answer, in their order. */
export type NetworkStep = "dns" | "tcp" | "tls" | "http";

/** A failure as a person reads it. */
export interface NetworkFailure {
  readonly step: NetworkStep;
  /** What the host did: "its certificate …". */
  readonly what: string;
  readonly fix: string;
}

const CERTIFICATE_FIX =
  "A company's TLS inspection needs CODEX_CA_CERTIFICATE: a PEM file with that company's certificate.";
const NETWORK_FIX = "Check the network and the firewall, or set HTTPS_PROXY as the browser has it.";
const PROXY_FIX = "Correct the proxy variable, its user and its password.";

const PATTERNS: readonly (readonly [RegExp, NetworkStep, string, string])[] = [
  [/407|proxy auth/i, "http", "the proxy wants credentials", PROXY_FIX],
  [/tunnel|socks|proxy/i, "http", "the proxy does not let the request through", PROXY_FIX],
  [/dns error|lookup address|name resolution/i, "dns", "its name cannot be resolved", NETWORK_FIX],
  [/connection refused/i, "tcp", "the connection is refused", NETWORK_FIX],
  [/connection reset|broken pipe/i, "tcp", "the connection is cut off", NETWORK_FIX],
  [/unreachable|no route/i, "tcp", "the network does not reach it", NETWORK_FIX],
  [
    /UnknownIssuer|unknown issuer|self.signed/i,
    "tls",
    "its certificate comes from an authority that is not trusted here",
    CERTIFICATE_FIX,
  ],
  [
    /not valid for name|NotValidForName/i,
    "tls",
    "its certificate is for another name",
    CERTIFICATE_FIX,
  ],
  [
    /certificate.*(expired|NotValidYet|not valid yet)/i,
    "tls",
    "its certificate is out of its time, or this machine's clock is wrong",
    "Check the clock of this machine.",
  ],
  [
    /certificate|tls|handshake|corrupt message|close_notify|InvalidContentType|unexpected eof/i,
    "tls",
    "no TLS connection comes about",
    "Something between here and there may not speak TLS; check proxy and firewall.",
  ],
  [/timed out|timeout/i, "tcp", "it does not answer in time", NETWORK_FIX],
];

/** The failure that an error's chain of causes tells; without a match the step that was tried. */
export function explainNetworkError(error: unknown, tried: NetworkStep): NetworkFailure {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error && texts.length < 5; cause = cause.cause) {
    texts.push(`${cause.name} ${cause.message}`);
  }
  const text = texts.join(": ");
  const match = PATTERNS.find(([pattern]) => pattern.test(text));
  if (match === undefined) return { step: tried, what: "it could not be asked", fix: NETWORK_FIX };
  const [, step, what, fix] = match;
  // A limit that ran out belongs to whatever was being waited for.
  return { step: /in time/.test(what) ? tried : step, what, fix };
}
