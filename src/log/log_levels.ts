/**
 * Level and target of every event, so that support can filter as it does for upstream's log.
 *
 * @module
 */
import type { LogLevel } from "./log_filter.ts";
import type { LoginEvent } from "./login_events.ts";

const COMMAND = "codex_cli::login";
const DEVICE = "codex_login::device_code_auth";
const LOGOUT = "codex_cli::logout";
const SERVER = "codex_login::server";

/** How an event stands in the log. */
export const EVENT_LEVELS = {
  "starting browser login flow": ["INFO", COMMAND],
  "phase ended": ["DEBUG", COMMAND],
  "default login callback port is unavailable; falling back to the registered fallback port": [
    "WARN",
    SERVER,
  ],
  "another program holds the IPv6 callback port": ["WARN", SERVER],
  "login callback port is unavailable": ["ERROR", SERVER],
  "configuration read": ["DEBUG", COMMAND],
  "login callback port is held; trying again": ["TRACE", SERVER],
  "login callback port is bound": ["DEBUG", SERVER],
  "authorize request made": ["DEBUG", SERVER],
  "exchange side is ready": ["TRACE", SERVER],
  "login callback joined the first one": ["DEBUG", SERVER],
  "api key exchange answered": ["DEBUG", SERVER],
  "api key exchange got no answer": ["DEBUG", SERVER],
  "credentials saved": ["DEBUG", SERVER],
  "superseded credentials looked up": ["DEBUG", SERVER],
  "superseded token revoked": ["DEBUG", SERVER],
  "using outbound proxy": ["INFO", COMMAND],
  "reaching the issuer without a proxy": ["DEBUG", COMMAND],
  "issuer is exempt from proxies": ["DEBUG", COMMAND],
  "keyring could not be used; saving to the file": ["WARN", SERVER],
  "browser did not open": ["WARN", COMMAND],
  "received login callback": ["INFO", SERVER],
  "login callback state mismatch": ["WARN", SERVER],
  "login callback was ignored": ["WARN", SERVER],
  "further login callbacks were ignored and not logged": ["WARN", SERVER],
  "oauth callback returned error": ["WARN", SERVER],
  "oauth callback failure class": ["WARN", SERVER],
  "login callback has no authorization code": ["WARN", SERVER],
  "starting oauth token exchange": ["INFO", SERVER],
  "oauth token exchange succeeded": ["INFO", SERVER],
  "oauth token exchange returned non-success status": ["WARN", SERVER],
  "oauth token exchange transport failure": ["ERROR", SERVER],
  "oauth token response is invalid": ["WARN", SERVER],
  "oauth token exchange failure class": ["WARN", SERVER],
  "login callback token exchange failed": ["ERROR", SERVER],
  "login is restricted to other workspaces": ["WARN", SERVER],
  "credentials could not be saved": ["ERROR", SERVER],
  "credentials could not be deleted": ["ERROR", SERVER],
  "superseded token could not be revoked": ["WARN", SERVER],
  "starting device code login flow": ["INFO", COMMAND],
  "requesting device code": ["INFO", DEVICE],
  "device code request failure class": ["WARN", DEVICE],
  "device code request transport failure": ["ERROR", DEVICE],
  "device code request returned non-success status": ["WARN", DEVICE],
  "device code answer is invalid": ["WARN", DEVICE],
  "polling for device authorization": ["INFO", DEVICE],
  "device authorization is tried again": ["WARN", DEVICE],
  "device authorization succeeded": ["INFO", DEVICE],
  "device authorization was denied": ["WARN", DEVICE],
  "device code has expired": ["WARN", DEVICE],
  "device authorization failed": ["WARN", DEVICE],
  "device authorization timed out": ["WARN", DEVICE],
  "device code token exchange failed": ["ERROR", DEVICE],
  "starting logout": ["INFO", LOGOUT],
  "stored token could not be revoked": ["WARN", LOGOUT],
  "logged out": ["INFO", LOGOUT],
  "starting api key login flow": ["INFO", COMMAND],
  "starting access token login flow": ["INFO", COMMAND],
  "no usable secret on stdin": ["WARN", COMMAND],
  "access token check failure class": ["WARN", SERVER],
  "access token was refused": ["WARN", SERVER],
  "login credentials saved": ["INFO", COMMAND],
  "login cancelled": ["WARN", SERVER],
  "login ended by a signal": ["WARN", COMMAND],
  "login timed out": ["WARN", SERVER],
  "login failed unexpectedly": ["ERROR", COMMAND],
} as const satisfies Record<LoginEvent["event"], readonly [LogLevel, string]>;

/** How severe an event is; the program's own log holds `INFO` and above unless RUST_LOG says more. */
export function levelOf(event: LoginEvent): LogLevel {
  return EVENT_LEVELS[event.event][0];
}
