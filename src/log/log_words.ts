/**
 * This program's own words in the log, each reviewed, none free.
 *
 * @module
 */
import { PHASES } from "../base/phases.ts";
import { PROXY_VARIABLES } from "../base/environment_names.ts";

/** Where credentials can be kept. */
export const CREDENTIALS_STORES = ["file", "keyring", "auto", "ephemeral"] as const;

/** The signals that end a login. */
export const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Every word of our own that a line may hold, by what it is about. */
export const LOG_WORDS = {
  ignoredCallback: [
    "state_mismatch",
    "doubled_parameter",
    "issuer_mismatch",
    "unsupported_response",
    "another_code",
    "other_host",
  ],
  saveFailure: [
    "disk_full",
    "read_only",
    "permission_denied",
    "not_a_folder",
    "is_a_folder",
    "bind_mounted_file",
    "folder_missing",
    "locked",
    "size_limit",
    "descriptor_limit",
    "keyring_failed",
    "keyring_too_long",
    "keyring_mismatch",
    "other",
  ],
  openFailure: ["not_found", "not_permitted", "exited_with_error", "other"],
  invalidToken: [
    "not_json",
    "too_large",
    "missing_id_token",
    "missing_access_token",
    "missing_refresh_token",
    "id_token_is_no_jwt",
    "id_token_claim",
  ],
  signal: ENDING_SIGNALS,
  revokeFailure: ["transport", "status", "time_limit", "interrupted", "other_issuer"],
  stdinFailure: [
    "terminal",
    "empty",
    "not_utf8",
    "many_lines",
    "unprintable",
    "unreadable",
    "too_long",
  ],
  accessTokenFailure: ["transport", "status", "invalid_answer", "unknown_kind", "expired"],
  deviceAnswerFlaw: [
    "not_json",
    "too_large",
    "missing_device_auth_id",
    "missing_user_code",
    "missing_authorization_code",
    "missing_code_verifier",
  ],
  pollTrouble: ["transport", "status"],
  tls: [
    "tls_unknown_issuer",
    "tls_wrong_name",
    "tls_expired",
    "tls_not_yet_valid",
    "tls_handshake",
  ],
  network: [
    "dns",
    "connection_refused",
    "connection_reset",
    "unreachable",
    "connect_timeout",
    "read_timeout",
    // Time ran out at a step that is not known.
    "timeout",
    // This machine itself keeps the program from connecting, as a firewall does.
    "connection_forbidden",
    "proxy_unreachable",
    "proxy_authentication",
    "proxy_refused_tunnel",
    // It took the connection and hung up without an answer.
    "proxy_broken_off",
    // It answered, and not as such a proxy does.
    "proxy_wrong_protocol",
    // Nothing came back in time by a proxy; whether it kept silent or the host behind it is not known.
    "proxy_timeout",
    // No TLS between this machine and an https proxy.
    "proxy_tls_unknown_issuer",
    "proxy_tls_wrong_name",
    "proxy_tls_expired",
    "proxy_tls_not_yet_valid",
    "proxy_tls_handshake",
    "not_permitted",
    "answer_broken_off",
    // What answered is no HTTP server, or one that breaks HTTP's rules.
    "wrong_protocol",
    // A web page that forbids, and is no challenge.
    "blocked_page",
    // A web page in place of the answer.
    "login_page",
    "captive_portal",
    "other",
  ],
  refusal: [
    "challenge",
    "unsupported_region",
    "rate_limited",
    "invalid_grant",
    "invalid_client",
    "invalid_request",
    "access_denied",
    "missing_codex_entitlement",
    "workspace",
    "redirected",
    "unusable_answer",
    "server_error",
    "refused",
  ],
  check: ["passed", "clock_skew"],
  secret: ["api_key", "personal_access_token", "agent_identity"],
  callbackPath: ["/auth/callback", "pasted"],
  phase: PHASES,
  proxyVariable: PROXY_VARIABLES,
  credentialsStore: CREDENTIALS_STORES,
} as const;

/** Every word of our own that a line may hold. */
export type ReviewedWord = typeof LOG_WORDS[keyof typeof LOG_WORDS][number];

/** Whether it is one of the words, which `any` need not be. */
export function isReviewedWord(word: unknown): word is ReviewedWord {
  return Object.values<readonly unknown[]>(LOG_WORDS).some((words) => words.includes(word));
}

/** Why a callback was not taken; the login waits on. */
export type IgnoredReason = typeof LOG_WORDS["ignoredCallback"][number];
/** Why credentials could not be saved. */
export type SaveFailureReason = typeof LOG_WORDS["saveFailure"][number];
/** Why the browser did not open. */
export type OpenFailureReason = typeof LOG_WORDS["openFailure"][number];
/** Why a token response with a 2xx status is no success. */
export type InvalidTokenReason = typeof LOG_WORDS["invalidToken"][number];
/** A signal that ends a login. */
export type EndingSignal = typeof LOG_WORDS["signal"][number];
/** Why a previous credential could not be revoked. */
export type RevokeFailureReason = typeof LOG_WORDS["revokeFailure"][number];
/** Why nothing of standard input was taken. */
export type StdinFailureReason = typeof LOG_WORDS["stdinFailure"][number];
/** Why an access token was not saved. */
export type AccessTokenFailureReason = typeof LOG_WORDS["accessTokenFailure"][number];
/** Why an answer of the device code endpoints cannot be used. */
export type DeviceAnswerFlaw = typeof LOG_WORDS["deviceAnswerFlaw"][number];
/** Why a poll is tried again. */
export type PollTrouble = typeof LOG_WORDS["pollTrouble"][number];
/** Why no TLS connection came about. */
export type TlsCause = typeof LOG_WORDS["tls"][number];
/** Why a request got no (whole) answer. */
export type NetworkCause = typeof LOG_WORDS["tls" | "network"][number];
/** The classes of failure that a line can name; `errors/failure_classes.ts` has what each means. */
export type FailureClass = NetworkCause | StatusClass;
/** What an answer of the issuer is about that is no success. */
export type StatusClass = typeof LOG_WORDS["refusal"][number];
/** Where credentials are to be kept. */
export type CredentialsStore = typeof CREDENTIALS_STORES[number];
