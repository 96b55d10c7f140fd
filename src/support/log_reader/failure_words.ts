/**
 * Better words for a failure than its message alone has: by the class that our log names, else by the
 * fields that every log has.
 *
 * Nothing is guessed: what no pattern knows keeps the general words.
 *
 * @module
 */
import { classifyErrorCode } from "../../errors/status_class.ts";
import type { LogEntry } from "./log_line.ts";
import type { NetworkCause, StatusClass } from "../../log/log_words.ts";

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

/** What our log can name, and what upstream's lines alone tell. */
type ClassName = NetworkCause | StatusClass | "timeout";

/** Says no more than the failure's own line, whose words are nearer to what was tried. */
const GENERAL = "general";

/** What happened and what to do, by class. */
const WORDS: Readonly<
  Record<ClassName, readonly [sentence: string, advice: string] | typeof GENERAL>
> = {
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
  access_denied: [
    "The sign-in was declined, by the person or by the account's rules.",
    "Run the sign-in again and allow it, with another account if this one is restricted.",
  ],
  unusable_answer: [
    "What answered is not the issuer, or a broken one.",
    "Check --issuer, and whether a login page of the network answers in its place.",
  ],
  refused: GENERAL,
  other: GENERAL,
};

/** The class that the fields of a failure's line tell, for logs that do not name one. */
const PATTERNS:
  readonly (readonly [endOfClass: string, field: string, pattern: RegExp, is: ClassName])[] = [
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
  if (name === undefined || !isClassName(name)) return general;
  const words = WORDS[name];
  if (words === GENERAL) return { ...general, class: name };
  return { class: name, sentence: words[0], advice: words[1] };
}

function isClassName(name: string): name is ClassName {
  return Object.hasOwn(WORDS, name);
}

function classOfErrorCode(general: FailureWords, { fields }: LogEntry): StatusClass | undefined {
  const isRefusal = general.class.endsWith("status") || general.class === "callback_denied";
  if (!isRefusal) return undefined;
  return classifyErrorCode(fields.get("error_code"), fields.get("error_message") ?? "");
}
