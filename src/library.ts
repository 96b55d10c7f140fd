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
export {
  readStoredLogin,
  type StoredLogin,
  type StoredTokens,
} from "./credentials/stored_login.ts";
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
export { type ErrorPageText, type Failure, LoginError } from "./errors/errors.ts";
export { FAILURE_TRAITS, type FailureKind } from "./errors/failure_traits.ts";
export { LOG_LEVELS, type LogLevel } from "./log/log_filter.ts";
export { formatEvent } from "./log/log_format.ts";
export {
  type EndingSignal,
  type FailureClass,
  LOG_WORDS,
  type NetworkCause,
  type OpenFailureReason,
  type StatusClass,
  type TlsCause,
} from "./log/log_words.ts";
export type { FieldValue, FieldValues } from "./log/event_row.ts";
export { LOG_EVENTS } from "./log/log_events.ts";
export { type LogField, Loggable, type LoggableKind } from "./log/loggable.ts";
export { type EventName, levelOf, type LoginEvent, type LoginLog } from "./log/login_events.ts";
export { type OnPhase, type Phase, PHASES } from "./base/phases.ts";
export { Hidden, Secret } from "./log/text/secret.ts";
export type { Finding, OnFinding } from "./login/finding.ts";
export type { Fetch } from "./oauth/issuer_fetch.ts";
export { type LoginServer, type LoginServerOptions, runLoginServer } from "./login/login_server.ts";
