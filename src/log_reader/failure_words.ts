/**
 * Better words for a failure than its message alone has: by the class that our log names, else by the
 * fields that every log has.
 *
 * Nothing is guessed: what no pattern knows keeps the general words.
 *
 * @module
 */
import type { LogEntry } from "./log_line.ts";

/** A failure as a person reads it. */
export interface FailureWords {
  /** A short name that support recognises. */
  readonly class: string;
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly advice: string;
}

const DOCTOR = "codex-login doctor looks at the network, the proxy and the certificates.";
const CERTIFICATE =
  "A company's TLS inspection needs CODEX_CA_CERTIFICATE; codex-login doctor shows what is set.";
const CLOCK = "Check this machine's date; codex-login doctor compares it with the server's.";
const PROXY = "Correct the proxy variables; codex-login doctor checks each of them.";
const ROUTE = "Use the same network, VPN or proxy for the browser and for this program.";

/** What happened and what to do, by class. */
const WORDS: Readonly<Record<string, readonly [sentence: string, advice: string]>> = {
  dns: ["The issuer's name could not be resolved.", DOCTOR],
  connection_refused: ["The connection was refused.", DOCTOR],
  connection_reset: [
    "The connection was cut off on the way.",
    "Try again; else ask the network's owner.",
  ],
  unreachable: ["There is no route to the issuer.", DOCTOR],
  connect_timeout: ["The issuer did not take the connection in time.", DOCTOR],
  read_timeout: ["The issuer took the connection and did not answer.", "Try again in a minute."],
  timeout: ["The token endpoint did not answer in time.", DOCTOR],
  tls_unknown_issuer: [
    "The server's certificate comes from an authority that is not trusted here.",
    CERTIFICATE,
  ],
  tls_wrong_name: ["The server's certificate is for another name.", CERTIFICATE],
  tls_expired: ["The server's certificate has expired by this machine's clock.", CLOCK],
  tls_not_yet_valid: ["The server's certificate is not valid yet by this machine's clock.", CLOCK],
  tls_handshake: ["No TLS connection came about.", CERTIFICATE],
  proxy_unreachable: ["The proxy could not be reached.", PROXY],
  proxy_authentication: ["The proxy wants a name and a password.", PROXY],
  proxy_refused_tunnel: ["The proxy does not let requests through to the issuer.", PROXY],
  proxy_broken_off: ["The proxy took the connection and closed it without an answer.", PROXY],
  proxy_wrong_protocol: ["What the proxy variable names does not answer as such a proxy.", PROXY],
  proxy_timeout: ["Nothing came back in time through the proxy.", PROXY],
  proxy_tls_unknown_issuer: [
    "The https proxy's certificate comes from an authority that is not trusted here.",
    CERTIFICATE,
  ],
  proxy_tls_wrong_name: ["The https proxy's certificate is for another name.", PROXY],
  proxy_tls_expired: [
    "The https proxy's certificate has expired by this machine's clock.",
    CLOCK,
  ],
  proxy_tls_not_yet_valid: [
    "The https proxy's certificate is not valid yet by this machine's clock.",
    CLOCK,
  ],
  proxy_tls_handshake: ["No TLS connection to the https proxy came about.", PROXY],
  not_permitted: [
    "This executable may not reach that issuer.",
    "Use one that was built for this issuer (compile --issuer).",
  ],
  wrong_protocol: [
    "What answered is no HTTP server, or breaks HTTP's rules.",
    "Check the issuer, and whether something else of the network answers in its place.",
  ],
  answer_broken_off: ["The issuer's answer broke off in the middle.", "Try again."],
  challenge: ["The issuer's protection wanted a check that only a browser can pass.", ROUTE],
  unsupported_region: ["The request came from a country or region that is not supported.", ROUTE],
  rate_limited: ["There were too many requests.", "Wait a few minutes, then sign in again."],
  invalid_grant: [
    "The authorization code was not accepted: expired, used already, or of another sign-in.",
    "Sign in again and finish in one go, in the tab that opens.",
  ],
  invalid_client: ["The issuer does not accept this client.", "Check --client-id and --issuer."],
  invalid_request: [
    "The issuer found the request wrong.",
    "Update codex-login; check --issuer.",
  ],
  missing_codex_entitlement: [
    "Codex is not part of what this account may use in its workspace.",
    "Ask the workspace's administrator for access to Codex, or choose another workspace.",
  ],
  workspace: [
    "The workspace does not allow this sign-in.",
    "Choose another workspace, or ask its administrator.",
  ],
  redirected: [
    "The issuer answered with a redirect, which is never followed with secrets in the request.",
    "Check --issuer, and whether a login page of the network answers in its place.",
  ],
  server_error: ["The issuer has a problem of its own.", "Try again in a few minutes."],
};

/** The class that the fields of a failure's line tell, for logs that do not name one. */
const PATTERNS:
  readonly (readonly [endOfClass: string, field: string, pattern: RegExp, is: string])[] = [
    ["transport", "error", /proxy authentication required/i, "proxy_authentication"],
    ["transport", "error", /unsuccessful tunnel/i, "proxy_refused_tunnel"],
    ["transport", "error", /eof while tunneling/i, "proxy_broken_off"],
    ["transport", "error", /dns error|failed to lookup address/i, "dns"],
    ["transport", "error", /connection refused/i, "connection_refused"],
    ["transport", "error", /connection reset|broken pipe/i, "connection_reset"],
    ["transport", "error", /network is unreachable|no route to host/i, "unreachable"],
    ["transport", "error", /UnknownIssuer/, "tls_unknown_issuer"],
    ["transport", "error", /not valid for name/i, "tls_wrong_name"],
    ["transport", "error", /certificate (?:has )?expired/i, "tls_expired"],
    ["transport", "error", /not valid yet/i, "tls_not_yet_valid"],
    ["transport", "error", /invalid peer certificate|handshake/i, "tls_handshake"],
    ["transport", "is_timeout", /^true$/, "timeout"],
    ["status", "status", /^429/, "rate_limited"],
    ["status", "status", /^3/, "redirected"],
    ["status", "status", /^5/, "server_error"],
  ];

/**
 * What a server's own code for the failure means: `classifyErrorCode` in the form that the reader needs,
 * since importing it would cost every sign-in a file more to load.
 */
const ERROR_CODES: readonly (readonly [code: RegExp, is: string])[] = [
  [/^missing_codex_entitlement$/, "missing_codex_entitlement"],
  [/(?:^|_)workspace(?:_|$)/, "workspace"],
  [/^unsupported_country_region_territory$/, "unsupported_region"],
  [/^(?:invalid_grant|token_exchange_user_error)$/, "invalid_grant"],
  [/^(?:invalid|unauthorized)_client$/, "invalid_client"],
  [
    /^(?:invalid_request|invalid_scope|unsupported_grant_type|unsupported_response_type)$/,
    "invalid_request",
  ],
  [/^(?:server_error|temporarily_unavailable)$/, "server_error"],
];

/**
 * The words for a failure.
 *
 * @param general What its message alone says.
 * @param entry The line with that message.
 * @param namedClass The class that a line before it named.
 */
export function refineFailure(
  general: FailureWords,
  entry: LogEntry,
  namedClass: string | undefined,
): FailureWords {
  const name = namedClass ?? classOfErrorCode(general, entry) ??
    PATTERNS.find(([endOfClass, field, pattern]) =>
      general.class.endsWith(endOfClass) && pattern.test(entry.fields.get(field) ?? "")
    )?.[3];
  const words = name !== undefined && Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (name === undefined || words === undefined) return general;
  return { class: name, sentence: words[0], advice: words[1] };
}

function classOfErrorCode(general: FailureWords, { fields }: LogEntry): string | undefined {
  const isRefusal = general.class.endsWith("status") || general.class === "callback_denied";
  const said = fields.get("error_code") ?? "";
  return isRefusal ? ERROR_CODES.find(([code]) => code.test(said))?.[1] : undefined;
}
