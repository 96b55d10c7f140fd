/**
 * Signs a person in to Codex from another program.
 *
 * {@linkcode runLoginServer} is the program's own sign-in as a function: it prints nothing, ends
 * nothing and keeps no global state, so that several can run side by side.
 *
 * ```ts
 * import { runLoginServer } from "@codex/login";
 *
 * const login = await runLoginServer({
 *   codexHome: await Deno.makeTempDir(),
 *   port: 0,
 *   openBrowser: false,
 *   onPhase: (phase) => console.log(phase),
 * });
 * console.log(`Visit ${login.authUrl}; port ${login.actualPort} waits for the browser.`);
 *
 * login.cancel();
 * await login.done.catch((error) => console.log(error.message)); // "Login cancelled"
 * ```
 *
 * @module
 */
export type { AuthStore, Removal } from "./credentials/auth_store.ts";
export { readStoredLogin } from "./credentials/stored_login.ts";
export type { StoredLogin, StoredTokens } from "./credentials/stored_login.ts";
export type { AccountClaims } from "./oauth/id_token.ts";
export type { OpenBrowser, OpenFailure } from "./login/browser.ts";
export type {
  AgentIdentityCredentials,
  ApiKeyCredentials,
  AuthMode,
  ChatGptCredentials,
  Credentials,
  LoginMethod,
  PersonalAccessTokenCredentials,
  WayIn,
} from "./credentials/auth_json.ts";
export type { Explanation, ToldClass } from "./errors/explanation.ts";
export type { ErrorPageText, Failure } from "./errors/errors.ts";
export { FAILURE_TRAITS } from "./errors/failure_traits.ts";
export type { FailureKind } from "./errors/failure_traits.ts";
export { LoginError } from "./errors/errors.ts";
export { LOG_LEVELS } from "./log/log_filter.ts";
export type { LogLevel } from "./log/log_filter.ts";
export { formatEvent } from "./log/log_format.ts";
export { LOG_WORDS } from "./log/log_words.ts";
export type {
  EndingSignal,
  FailureClass,
  NetworkCause,
  OpenFailureReason,
  StatusClass,
  TlsCause,
} from "./log/log_words.ts";
export type { FieldValue, FieldValues } from "./log/event_row.ts";
export { LOG_EVENTS } from "./log/log_events.ts";
export type { LogField, LoggableKind } from "./log/loggable.ts";
export { levelOf } from "./log/login_events.ts";
export type { EventName, LoginEvent, LoginLog } from "./log/login_events.ts";
export { Loggable } from "./log/loggable.ts";
export { PHASES } from "./base/phases.ts";
export type { OnPhase, Phase } from "./base/phases.ts";
export { Hidden, Secret } from "./log/text/secret.ts";
export type { Finding, OnFinding } from "./login/finding.ts";
export type { Fetch } from "./oauth/issuer_fetch.ts";
export { runLoginServer } from "./login/login_server.ts";
export type { LoginServer, LoginServerOptions } from "./login/login_server.ts";
