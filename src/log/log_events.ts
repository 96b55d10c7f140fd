/**
 * The log's table: every event that this program can record, once.
 *
 * The types of `login_events.ts`, the levels, the formatter's check and what the log reader says all
 * come from these rows. The reader's notes stand here too, though a sign-in loads them for nothing: they are
 * few, and a new event is one row. What an ending means, `errors/endings.ts` says.
 *
 * @module
 */
import { command, device, type EventRow, logout, server } from "./event_row.ts";

// Fields and meanings that several events share.
const CALLBACK = {
  path: "word",
  has_code: "boolean",
  has_state: "boolean",
  has_error: "boolean",
} as const;
const TRANSPORT = {
  is_timeout: "boolean",
  is_connect: "boolean",
  is_request: "boolean",
  error: "transportError",
} as const;
const REFUSAL = {
  status: "status",
  error_code: "serverText",
  error_message: "serverText",
} as const;
const CLASS = {
  class: "word",
  host: "host",
  request_id: "serverText?",
  retry_after_seconds: "number?",
  clock_skew_seconds: "number?",
} as const;
const OF_NEXT_LINE = { classOf: "next line" } as const;
const NO_LOGIN = { endsLogins: true } as const;
const EXCHANGE_FAILED = { failed: "token_exchange" } as const;

/** Each event's row, by what the log calls it. */
export const LOG_EVENTS = {
  // Of every run.
  "configuration read": command("DEBUG", {
    credentials_store: "word",
    ca_certificates: "number",
    has_forced_workspace: "boolean",
    wait_limit_seconds: "number",
  }),
  "phase ended": command("DEBUG", { phase: "word", duration_ms: "number" }),
  "using outbound proxy": command("INFO", { variable: "word", route: "url" }, {
    note: "The issuer was reached through a proxy of the environment.",
  }),
  "reaching the issuer without a proxy": command("DEBUG", {}),
  "issuer is exempt from proxies": command("DEBUG", { variable: "word" }),
  "login ended by a signal": command("WARN", { signal: "word" }, { cancelled: "signal" }),
  "login cancelled": server("WARN", {}, { cancelled: "cancelled" }),
  "login failed unexpectedly": command("ERROR", {}, { failed: "internal" }),

  // Through the browser, up to the code.
  "starting browser login flow": command("INFO", {}, {
    starts: "browser",
    begins: "waiting for the person",
  }),
  "login callback port is held; trying again": server("TRACE", {
    bind_address: "loopback",
    tries: "number",
  }),
  "default login callback port is unavailable; falling back to the registered fallback port":
    server("WARN", { preferred_bind_address: "loopback", fallback_bind_address: "loopback" }, {
      note: "Another program held port 1455, so 1457 was used.",
    }),
  "another program holds the IPv6 callback port": server("WARN", { bind_address: "loopback" }, {
    note:
      "Another program listens on the same port of [::1], and a browser may have tried it first.",
  }),
  "login callback port is unavailable": server("ERROR", { bind_address: "loopback" }, {
    failed: "port_unavailable",
  }),
  "login callback port is bound": server("DEBUG", {
    bind_address: "loopback",
    has_ipv6: "boolean",
  }),
  "authorize request made": server("DEBUG", { authorize_url: "url", opens_browser: "boolean" }),
  "exchange side is ready": server("TRACE", {}),
  "browser did not open": command("WARN", { reason: "word" }, {
    note: "The browser did not open by itself.",
  }),
  "issuer check": server("DEBUG", { class: "word", host: "host", duration_ms: "number" }),
  "issuer check failed": server("WARN", {
    class: "word",
    host: "host",
    clock_skew_seconds: "number?",
  }, { checked: "failed" }),
  "issuer check recovered": server("INFO", { class: "word", host: "host" }, { checked: "passed" }),
  "save check failed": server("WARN", { reason: "word" }, { checked: "failed" }),
  "save check recovered": server("INFO", { reason: "word" }, { checked: "passed" }),
  "received login callback": server("INFO", { ...CALLBACK, state_valid: "boolean" }, {
    begins: "checking the answer",
  }),
  "login callback joined the first one": server("DEBUG", {}),
  "login callback state mismatch": server("WARN", CALLBACK, {
    note:
      "A callback carried the state of another attempt, as an old browser tab does; it was ignored.",
  }),
  "login callback was ignored": server("WARN", { reason: "word" }, {
    note: "A callback was ignored.",
    waitsOn: true,
  }),
  "further login callbacks were ignored and not logged": server("WARN", { count: "number" }, {
    note: "More callbacks were ignored than the log lists.",
  }),
  "oauth callback returned error": server("WARN", {
    error_code: "serverText",
    has_error_description: "boolean",
  }, { failed: "callback_denied" }),
  "oauth callback failure class": server("WARN", { class: "word" }, { classOf: "callback_denied" }),
  "login callback has no authorization code": server("WARN", {}, { failed: "missing_code" }),
  "login timed out": server("WARN", { limit_seconds: "number", ignored_callbacks: "number" }, {
    failed: "timed_out",
  }),

  // From the code to saved credentials, whichever way it came.
  "starting oauth token exchange": server("INFO", { issuer: "url", redirect_uri: "url" }, {
    begins: "exchanging the code",
  }),
  "oauth token exchange succeeded": server("INFO", { status: "status" }, { succeeds: true }),
  "oauth token exchange failure class": server("WARN", CLASS, OF_NEXT_LINE),
  "oauth token exchange returned non-success status": server("WARN", REFUSAL, {
    failed: "token_status",
  }),
  "oauth token exchange transport failure": server("ERROR", TRANSPORT, {
    failed: "token_transport",
  }),
  "oauth token response is invalid": server("WARN", { status: "status", reason: "word" }, {
    failed: "token_invalid",
  }),
  "login callback token exchange failed": server("ERROR", {}, EXCHANGE_FAILED),
  "login is restricted to other workspaces": server("WARN", { has_account_id: "boolean" }, {
    failed: "workspace_restricted",
  }),
  "api key exchange answered": server("DEBUG", { status: "status", has_api_key: "boolean" }),
  "api key exchange got no answer": server("DEBUG", { was_interrupted: "boolean" }),
  "credentials saved": server("DEBUG", { is_kept: "boolean" }),
  "keyring could not be used; saving to the file": server("WARN", {}, {
    note: "The system's keyring could not be used, so the credentials went to auth.json.",
  }),
  "credentials could not be saved": server("ERROR", { reason: "word" }, { failed: "not_saved" }),
  "superseded credentials looked up": server("DEBUG", {
    has_previous: "boolean",
    is_revocable: "boolean",
  }),
  "superseded token revoked": server("DEBUG", {}),
  "superseded token could not be revoked": server("WARN", { reason: "word" }, {
    note: "The credentials from before could not be revoked; they expire by themselves.",
  }),

  // With a device code.
  "starting device code login flow": command("INFO", {}, {
    starts: "device code",
    begins: "asking for a code",
  }),
  "requesting device code": device("INFO", { issuer: "url" }, { begins: "asking for a code" }),
  "device code request failure class": device("WARN", CLASS, OF_NEXT_LINE),
  "device code request transport failure": device("ERROR", TRANSPORT, {
    failed: "device_transport",
  }),
  "device code request returned non-success status": device("WARN", REFUSAL, {
    failed: "device_status",
  }),
  "device code answer is invalid": device("WARN", { status: "status", reason: "word" }, {
    failed: "device_invalid",
  }),
  "polling for device authorization": device("INFO", {
    interval_seconds: "number",
    limit_seconds: "number",
  }, { begins: "waiting for the person" }),
  "device authorization is tried again": device("WARN", { reason: "word" }, {
    note: "A poll did not get through and was tried again.",
  }),
  "device authorization succeeded": device("INFO", { polls: "number" }, {
    begins: "checking the answer",
  }),
  "device authorization was denied": device("WARN", REFUSAL, { failed: "device_denied" }),
  "device code has expired": device("WARN", REFUSAL, { failed: "device_expired" }),
  "device authorization timed out": device("WARN", { limit_seconds: "number" }, {
    failed: "device_timed_out",
  }),
  "device authorization failed": device("WARN", REFUSAL, { failed: "device_failed" }),
  "device code token exchange failed": device("ERROR", {}, EXCHANGE_FAILED),

  // With a secret from standard input.
  "starting api key login flow": command("INFO", {}, {
    starts: "api key",
    begins: "reading from standard input",
  }),
  "starting access token login flow": command("INFO", {}, {
    starts: "access token",
    begins: "reading from standard input",
  }),
  "no usable secret on stdin": command("WARN", { reason: "word" }, { failed: "no_secret" }),
  "access token check failure class": server("WARN", CLASS, OF_NEXT_LINE),
  "access token was refused": server("WARN", {
    reason: "word",
    status: "status?",
    error: "transportError?",
  }, { failed: "access_token_refused" }),
  "login credentials saved": command("INFO", { method: "word" }, { succeeds: true }),

  // Logging out.
  "starting logout": logout("INFO", {}, NO_LOGIN),
  "stored token could not be revoked": logout("WARN", { reason: "word" }, NO_LOGIN),
  "credentials could not be deleted": server("ERROR", { reason: "word" }, NO_LOGIN),
  "logged out": logout("INFO", { had_credentials: "boolean" }, NO_LOGIN),
} as const satisfies Readonly<Record<string, EventRow>>;
