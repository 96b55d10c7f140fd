/**
 * The rows of the table of failures for what went wrong on the way to the issuer and back.
 *
 * @module
 */
import type { NetworkCause, TlsCause } from "../log/log_words.ts";
import type { FailureRow } from "./failure_row.ts";

const INSPECTION = "a company's TLS inspection needs CODEX_CA_CERTIFICATE";
const CLOCK =
  `Check this machine's date and time first: a wrong clock is the likeliest cause; else ${INSPECTION}`;

type RowName = Exclude<NetworkCause, `proxy_${TlsCause}`>;

/** No answer, not the whole of one, or one of somebody on the way. Looked through in this order. */
export const NETWORK_CLASSES: Readonly<Record<RowName, FailureRow>> = {
  timeout: {
    words: /timed out|timeout/i,
    what: "{host} did not answer in time",
    todo: "Try again in a minute; if it stays so, check the firewall, the VPN and the proxy",
  },
  connect_timeout: {
    systemErrors: [110, 60, 10060],
    what: "{host} did not take the connection in time (step: connect)",
    todo:
      "Check the firewall, the VPN and the name server: something drops the packets without a word",
  },
  read_timeout: {
    what: "{host} took the connection and did not answer in time (step: read)",
    todo: "Try again in a minute",
  },
  proxy_timeout: {
    what:
      "Nothing came back in time through {proxy}: it keeps silent, or {host} behind it does (step: proxy)",
    todo: "Try again in a minute; if it stays so, ask whoever runs the proxy",
  },
  proxy_authentication: {
    status: /^407/,
    words: /proxy authentication required|no acceptable auth methods|password auth failure/i,
    what:
      "{proxy} wants a name and a password, or others than it got (of an http proxy: 407; step: proxy)",
    todo: "Put the right ones into {variable}, between its scheme and host: name:password@",
  },
  proxy_refused_tunnel: {
    // Behind the first, what a SOCKS proxy answers (RFC 1928 section 6).
    words:
      /unsuccessful tunnel|not allowed by ruleset|socks server failure|(?:command|address type) not supported|unknown auth method/i,
    what: "{proxy} refused a tunnel to {host}, or what answers there is no proxy (step: proxy)",
    todo: "Ask whoever runs the proxy to allow that host; check host and port in {variable}",
  },
  proxy_broken_off: {
    words: /eof while tunneling/i,
    // Of SOCKS: an end of the stream before a whole reply.
    proxyWords: /client error \(Connect\): (?:early eof|unexpected end of file)/i,
    what: "{proxy} took the connection and closed it without an answer (step: proxy)",
    todo: "Check host, port and scheme in {variable}, or ask whoever runs the proxy",
  },
  proxy_wrong_protocol: {
    words: /headers too long for tunnel/i,
    proxyWords: /invalid response version|invalid HTTP version parsed/i,
    what: "What {variable} names does not answer as a proxy of its scheme does (step: proxy)",
    todo: "Check the scheme (http, https, socks5), host and port in {variable}",
  },
  unreachable: {
    systemErrors: [100, 101, 112, 113, 50, 51, 64, 65, 10050, 10051, 10064, 10065],
    words: /ttl expired|no route to host|(?:network|host) (?:is )?unreachable/i,
    what: "There is no route to {host} (step: connect)",
    todo: "Check the network connection and the VPN",
  },
  proxy_unreachable: {
    words: /proxy server unreachable|socks/i,
    what: "{proxy} could not be reached (step: proxy)",
    todo: "Correct {variable} or unset it",
  },
  tls_unknown_issuer: {
    // The second is a certificate that signed itself.
    words: /UnknownIssuer|CaUsedAsEndEntity/,
    what: "The certificate of {side} comes from an authority that is not known here (step: TLS)",
    todo:
      `If the network inspects TLS: ${INSPECTION} set to the PEM file of the company's authority`,
  },
  tls_wrong_name: {
    words: /not valid for name/i,
    what: "The certificate belongs to another name than {side} (step: TLS)",
    todo:
      `Something else answers in its place: look at the VPN and the login page of the network; ${INSPECTION}`,
  },
  tls_expired: {
    words: /certificate (?:has )?expired/i,
    what: "The certificate of {side} has expired by this machine's clock (step: TLS)",
    todo: CLOCK,
  },
  tls_not_yet_valid: {
    words: /not valid yet/i,
    what: "The certificate of {side} is not valid yet by this machine's clock (step: TLS)",
    todo: CLOCK,
  },
  tls_handshake: {
    words: /invalid peer certificate|tls handshake eof|corrupt message|received fatal alert/i,
    what: "No TLS connection to {side} came about (step: TLS)",
    todo: `Something on the way may not let TLS through; ${INSPECTION}`,
  },
  dns: {
    systemErrors: [11001, 11002, 11003, 11004],
    words: /dns error|failed to lookup address/i,
    what: "The name of {host} could not be resolved (step: DNS)",
    todo: "Check the network connection, the VPN and the name server",
  },
  connection_refused: {
    systemErrors: [111, 61, 10061],
    words: /connection refused|actively refused/i,
    what: "{host} refused the connection (step: connect)",
    todo: "Check the firewall, and that the issuer is right",
  },
  not_permitted: {
    words: /requires net access|NotCapable/i,
    what: "This executable may not reach {host}",
    todo: "Use one that was built for this issuer (compile --issuer)",
  },
  connection_forbidden: {
    systemErrors: [1, 13, 10013],
    what: "This machine does not let the program connect to {host} (step: connect)",
    todo: "Allow it in this machine's firewall or security software",
  },
  connection_reset: {
    systemErrors: [104, 103, 102, 54, 53, 52, 32, 10052, 10053, 10054],
    words:
      /connection reset|broken pipe|connection closed before message|without sending TLS close_notify/i,
    what: "{way}, cut the connection (step: request)",
    todo: "Try again; if it stays so, ask whoever runs the firewall, the proxy or the VPN",
  },
  answer_broken_off: {
    words: /error reading a body|error decoding/i,
    what: "The answer of {host} broke off in the middle, or was damaged on the way (step: read)",
    todo: "Try again",
  },
  wrong_protocol: {
    words: /invalid [\w-]+(?: [\w-]+)* parsed|message head is too large/i,
    what: "What answers as {host} is no HTTP server, or breaks HTTP's rules (step: read)",
    todo: "Check --issuer, and whether something else of the network answers in its place",
  },
  blocked_page: {
    status: /^403/,
    isPage: true,
    what:
      "A web page that forbids the request came in place of {host}'s answer: of a filter of this network or its proxy, or of the protection in front of the issuer",
    todo: "Ask whoever runs the network to let requests to {host} through, or use another network",
  },
  captive_portal: {
    status: /^511/,
    what: "This network wants a sign-in of its own before it lets requests through",
    todo: {
      any: "Sign in to the network, or use another one, then try again",
      browser: "Open any web page in the browser and sign in to the network, then try again",
    },
  },
  login_page: {
    status: /^2/,
    isPage: true,
    what:
      "A web page came in place of {host}'s answer, as the login page of a network or of a proxy does",
    todo: {
      any:
        "Sign in to the network or the proxy, or use another one, then try again; check --issuer",
      browser:
        "Open any web page in the browser and sign in to the network or the proxy, then try again; check --issuer",
    },
  },
  other: {
    isGeneral: true,
    what: "The request to {host} failed",
    todo: "Try again; the log has the details",
  },
};
