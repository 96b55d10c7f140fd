/**
 * Everything that can be logged, in one closed union.
 *
 * Promise: a log field is a boolean, a number or a {@linkcode Loggable}, and a `Loggable` is made by
 * one of the reviewed constructors here. None of them takes free text, so text that nobody reviewed
 * does not compile as a log field; should it get there all the same, the formatter refuses it.
 *
 * @module
 */
import type { ReviewedWord } from "./log_words.ts";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { type BackendText, redactUrl } from "./redaction.ts";
import type { TransportFailure } from "./transport_failure.ts";

export type {
  AccessTokenFailureReason,
  DeviceAnswerFlaw,
  EndingSignal,
  IgnoredReason,
  InvalidTokenReason,
  OpenFailureReason,
  PollTrouble,
  RevokeFailureReason,
  SaveFailureReason,
  StdinFailureReason,
} from "./log_words.ts";

const genuine = new WeakSet<Loggable>();

/** A log value that a reviewed constructor made. */
export class Loggable {
  readonly #text: string;
  readonly #isQuoted: boolean;

  private constructor(text: string, isQuoted: boolean) {
    this.#text = text;
    this.#isQuoted = isQuoted;
    genuine.add(this);
  }

  /** A URL without userinfo and fragment, sensitive parameters redacted. */
  static url(url: URL): Loggable {
    return new Loggable(redactUrl(url), false);
  }

  /** An HTTP status as `400 Bad Request`, with the canonical phrase whatever the server sent. */
  static status(status: number): Loggable {
    return new Loggable(statusWithPhrase(status), false);
  }

  /** Text that came from a server: masked, bounded, one line, quoted; `"unknown"` where absent. */
  static serverText(text: BackendText | undefined): Loggable {
    return new Loggable(text?.forLog() || "unknown", true);
  }

  /** The runtime's own words for a failed request, URLs and secrets redacted. */
  static transportError(failure: TransportFailure): Loggable {
    return new Loggable(failure.text.forLog(), false);
  }

  /** Host and port of a URL, as `auth.openai.com:443`. */
  static host(url: URL): Loggable {
    return new Loggable(hostAndPort(url), false);
  }

  /** `127.0.0.1:1455`. */
  static loopback(port: number): Loggable {
    return new Loggable(`127.0.0.1:${Math.trunc(port)}`, false);
  }

  /** `[::1]:1455`. */
  static loopback6(port: number): Loggable {
    return new Loggable(`[::1]:${Math.trunc(port)}`, false);
  }

  /** What tells one login attempt from another: a random number, as eight hexadecimal digits. */
  static attempt(id: number): Loggable {
    return new Loggable((id >>> 0).toString(16).padStart(8, "0"), false);
  }

  /** One of this program's own words. */
  static word(word: ReviewedWord): Loggable {
    return new Loggable(word, false);
  }

  /** The text as the formatter prints it, or `undefined` for anything that only looks like one. */
  static textOf(value: unknown): { text: string; isQuoted: boolean } | undefined {
    if (!(value instanceof Loggable) || !genuine.has(value)) return undefined;
    return { text: value.#text, isQuoted: value.#isQuoted };
  }
}

/** Host and port, the scheme's own where none is named. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "http:" ? "80" : "443")}`;
}

/** A status code with its canonical phrase, as `502 Bad Gateway`. */
export function statusWithPhrase(status: number): string {
  return `${status} ${STATUS_TEXT[status as StatusCode] ?? "<unknown status code>"}`;
}

/** What a field of the log may be. */
export type LogField = Loggable | boolean | number;

/** What a callback had, without a word of its content. */
export interface CallbackShape {
  /** Where it came. */
  path: Loggable;
  /** Whether it had a `code`. */
  has_code: boolean;
  /** Whether it had a `state`. */
  has_state: boolean;
  /** Whether it had an `error`. */
  has_error: boolean;
}

/** What an answer about a device code was, without its body. */
export interface DeviceAnswerShape {
  /** Its HTTP status. */
  status: Loggable;
  /** The error's code, as the server names it. */
  error_code: Loggable;
  /** The error's words. */
  error_message: Loggable;
}

/** The whole log: every line that this program can write. */
export type LoginEvent =
  | { event: "starting browser login flow" }
  | { event: "phase ended"; phase: Loggable; duration_ms: number }
  | {
    event:
      "default login callback port is unavailable; falling back to the registered fallback port";
    preferred_bind_address: Loggable;
    fallback_bind_address: Loggable;
  }
  | { event: "another program holds the IPv6 callback port"; bind_address: Loggable }
  | { event: "login callback port is unavailable"; bind_address: Loggable }
  // Below the default level: for RUST_LOG=debug and trace.
  | {
    event: "configuration read";
    credentials_store: Loggable;
    ca_certificates: number;
    has_forced_workspace: boolean;
    wait_limit_seconds: number;
  }
  | { event: "login callback port is held; trying again"; bind_address: Loggable; attempt: number }
  | { event: "login callback port is bound"; bind_address: Loggable; has_ipv6: boolean }
  | { event: "authorize request made"; authorize_url: Loggable; opens_browser: boolean }
  | { event: "exchange side is ready" }
  | { event: "login callback joined the first one" }
  | { event: "api key exchange answered"; status: Loggable; has_api_key: boolean }
  | { event: "api key exchange got no answer"; was_interrupted: boolean }
  | { event: "credentials saved"; is_kept: boolean }
  | { event: "superseded credentials looked up"; has_previous: boolean; is_revocable: boolean }
  | { event: "superseded token revoked" }
  // And from here on at their own levels.
  | { event: "using outbound proxy"; variable: Loggable; route: Loggable }
  | { event: "reaching the issuer without a proxy" }
  | { event: "issuer is exempt from proxies"; variable: Loggable }
  | { event: "keyring could not be used; saving to the file" }
  | { event: "browser did not open"; reason: Loggable }
  | ({ event: "received login callback" } & CallbackShape & { state_valid: boolean })
  | ({ event: "login callback state mismatch" } & CallbackShape)
  | { event: "login callback was ignored"; reason: Loggable }
  | { event: "further login callbacks were ignored and not logged"; count: number }
  | {
    event: "oauth callback returned error";
    error_code: Loggable;
    has_error_description: boolean;
  }
  | { event: "oauth callback failure class"; class: Loggable }
  | { event: "login callback has no authorization code" }
  | { event: "starting oauth token exchange"; issuer: Loggable; redirect_uri: Loggable }
  | { event: "oauth token exchange succeeded"; status: Loggable }
  | {
    event: "oauth token exchange returned non-success status";
    status: Loggable;
    error_code: Loggable;
    error_message: Loggable;
  }
  | {
    event: "oauth token exchange transport failure";
    is_timeout: boolean;
    is_connect: boolean;
    is_request: boolean;
    error: Loggable;
  }
  | { event: "oauth token response is invalid"; status: Loggable; reason: Loggable }
  | {
    event: "oauth token exchange failure class" | "device code request failure class";
    class: Loggable;
    host: Loggable;
    request_id?: Loggable;
    retry_after_seconds?: number;
    clock_skew_seconds?: number;
  }
  | { event: "login callback token exchange failed" }
  | { event: "login is restricted to other workspaces"; has_account_id: boolean }
  | { event: "credentials could not be saved"; reason: Loggable }
  | { event: "credentials could not be deleted"; reason: Loggable }
  | { event: "superseded token could not be revoked"; reason: Loggable }
  | { event: "starting device code login flow" }
  | { event: "requesting device code"; issuer: Loggable }
  | {
    event: "device code request transport failure";
    is_timeout: boolean;
    is_connect: boolean;
    is_request: boolean;
    error: Loggable;
  }
  | ({ event: "device code request returned non-success status" } & DeviceAnswerShape)
  | { event: "device code answer is invalid"; status: Loggable; reason: Loggable }
  | { event: "polling for device authorization"; interval_seconds: number; limit_seconds: number }
  | { event: "device authorization is tried again"; reason: Loggable }
  | { event: "device authorization succeeded"; polls: number }
  | ({ event: "device authorization was denied" } & DeviceAnswerShape)
  | ({ event: "device code has expired" } & DeviceAnswerShape)
  | ({ event: "device authorization failed" } & DeviceAnswerShape)
  | { event: "device authorization timed out"; limit_seconds: number }
  | { event: "device code token exchange failed" }
  | { event: "starting logout" }
  | { event: "stored token could not be revoked"; reason: Loggable }
  | { event: "logged out"; had_credentials: boolean }
  | { event: "starting api key login flow" }
  | { event: "starting access token login flow" }
  | { event: "no usable secret on stdin"; reason: Loggable }
  | { event: "access token was refused"; reason: Loggable; status?: Loggable }
  | { event: "login credentials saved"; method: Loggable }
  | { event: "login cancelled" }
  | { event: "login ended by a signal"; signal: Loggable }
  | { event: "login timed out"; limit_seconds: number; ignored_callbacks: number }
  | { event: "login failed unexpectedly" };

/** A log that takes every event and keeps none, for where none can or need be written. */
export const NO_LOG: LoginLog = { record() {} };

/** Where the log goes. {@linkcode LoginLog.record} never throws. */
export interface LoginLog {
  /** Writes one event; it is on disk when this returns, or a warning was given once. */
  record(event: LoginEvent): void;
}
