/**
 * Every line that this program can write, in one closed union, and where the lines go.
 *
 * @module
 */
import type { Loggable } from "./loggable.ts";

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

/** What kept a request from its answer. */
export interface TransportFailureShape {
  /** Whether a time limit ended it. */
  is_timeout: boolean;
  /** Whether no connection came about. */
  is_connect: boolean;
  /** Whether it failed before an answer began. */
  is_request: boolean;
  /** The runtime's own words. */
  error: Loggable;
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
  | ({ event: "oauth token exchange transport failure" } & TransportFailureShape)
  | { event: "oauth token response is invalid"; status: Loggable; reason: Loggable }
  | {
    event:
      | "oauth token exchange failure class"
      | "device code request failure class"
      | "access token check failure class";
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
  | ({ event: "device code request transport failure" } & TransportFailureShape)
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
  | { event: "access token was refused"; reason: Loggable; status?: Loggable; error?: Loggable }
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
