/**
 * Judges a callback request, without touching a socket.
 *
 * Promise: nothing of the query but the state counts before the state is found right (RFC 6749
 * section 10.12); `error` is never acted on before it (RFC 9700 section 4.7).
 *
 * @module
 */
import { BackendText } from "../log/text/backend_text.ts";
import { LiveSecrets } from "../log/text/live_secrets.ts";
import type { IgnoredReason } from "../log/log_words.ts";
import type { RequestHead } from "./request_head.ts";
import { equalInConstantTime, Secret } from "../log/text/secret.ts";

/** What an answer must match. */
export interface Expectation {
  readonly state: Secret;
  /** What `iss` must equal where it is sent (RFC 9207 section 2.4). */
  readonly issuer: string;
}

/** What the log may say about a callback. */
export interface CallbackSummary {
  readonly has_code: boolean;
  readonly has_state: boolean;
  readonly has_error: boolean;
  readonly state_valid: boolean;
}

/** A callback that decides the login. */
export type DecisiveCallback =
  | { readonly kind: "code"; readonly code: Secret }
  | { readonly kind: "missing_code" }
  | {
    readonly kind: "denied";
    readonly error: BackendText;
    readonly description: BackendText | undefined;
  };

/** What is to be done with a callback. */
export type Verdict = DecisiveCallback | {
  readonly kind: "ignored";
  readonly reason: IgnoredReason;
};

/** The log's view of a query, taken before anything is decided. */
export function summarize(query: URLSearchParams, expected: Expectation): CallbackSummary {
  return {
    has_code: isFilled(query, "code"),
    has_state: isFilled(query, "state"),
    has_error: isFilled(query, "error"),
    state_valid: isExpectedState(query, expected),
  };
}

/** Decides over a callback's query. */
export function judge(query: URLSearchParams, expected: Expectation): Verdict {
  if (!isExpectedState(query, expected)) return ignored("state_mismatch");
  // No parameter may come twice (RFC 6749 section 3.1): which one would count?
  const isDoubled = ["iss", "error", "error_description", "code"]
    .some((name) => query.getAll(name).length > 1);
  if (isDoubled) return ignored("doubled_parameter");
  const issuer = query.get("iss");
  if (issuer !== null && !isOwnIssuer(issuer, expected)) return ignored("issuer_mismatch");
  const code = query.get("code") ?? "";
  const secrets = new LiveSecrets(expected.state, new Secret(code));
  const error = query.get("error") ? BackendText.ofParameter(query, "error", secrets) : undefined;
  if (error) {
    const description = BackendText.ofParameter(query, "error_description", secrets);
    return { kind: "denied", error, description };
  }
  if (["response", "id_token", "token"].some((name) => query.has(name))) {
    return ignored("unsupported_response");
  }
  return code === "" ? { kind: "missing_code" } : { kind: "code", code: new Secret(code) };
}

/** Whether two decisive callbacks are the same answer, sent twice. */
export function isSameCallback(first: DecisiveCallback, second: DecisiveCallback): boolean {
  if (first.kind === "code" && second.kind === "code") {
    return equalInConstantTime(first.code.reveal(), second.code.reveal());
  }
  return first.kind === second.kind;
}

/** Whether `host` is this server's own name on loopback; a foreign one is DNS rebinding. */
export function isOwnHost(host: string, port: number): boolean {
  // Port 80 is left out by browsers and by URLs.
  const suffix = port === 80 ? "(?::80)?" : `:${port}`;
  return new RegExp(`^(?:localhost|127\\.0\\.0\\.1|\\[::1\\])${suffix}$`, "i").test(host);
}

/** What codex sends with its `/cancel` (Host, Connection), and what plain programs add. */
const PROGRAM_FIELDS = ["host", "connection", "user-agent", "accept"];

/**
 * Whether a program sent the request, and no web page: every browser adds `Accept-Encoding` and
 * `Accept-Language` to every request, also one that adds neither `Origin` nor `Sec-Fetch-*`, and no page
 * can take them away.
 */
export function isFromProgram({ fields }: RequestHead): boolean {
  return fields.every(([name]) => PROGRAM_FIELDS.includes(name));
}

/**
 * Compares as RFC 9207 section 2.4 asks, character by character. An issuer at the root is known to us as its
 * configuration spells it, with a slash or without, which is one URL (RFC 3986 section 6.2.3): it may call itself
 * either way.
 */
function isOwnIssuer(issuer: string, expected: Expectation): boolean {
  const isRoot = new URL(expected.issuer).href === `${expected.issuer}/`;
  return issuer === expected.issuer || isRoot && issuer === `${expected.issuer}/`;
}

function isExpectedState(query: URLSearchParams, expected: Expectation): boolean {
  const states = query.getAll("state");
  return states.length === 1 && equalInConstantTime(states[0] ?? "", expected.state.reveal());
}

function isFilled(query: URLSearchParams, name: string): boolean {
  return query.getAll(name).some((value) => value !== "");
}

function ignored(reason: IgnoredReason): Verdict {
  return { kind: "ignored", reason };
}
