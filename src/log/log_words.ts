/**
 * This program's own words in the log, each reviewed, none free.
 *
 * @module
 */
import type { Phase } from "../base/phases.ts";
import type { ProxyVariable } from "../base/environment_names.ts";

/** Why a callback was not taken; the login waits on. */
export type IgnoredReason =
  | "state_mismatch"
  | "doubled_parameter"
  | "issuer_mismatch"
  | "unsupported_response"
  | "another_code";

/** Why credentials could not be saved. */
export type SaveFailureReason =
  | "disk_full"
  | "read_only"
  | "permission_denied"
  | "not_a_folder"
  | "is_a_folder"
  | "bind_mounted_file"
  | "folder_missing"
  | "locked"
  | "keyring_failed"
  | "keyring_too_long"
  | "keyring_mismatch"
  | "other";

/** Why the browser did not open. */
export type OpenFailureReason = "not_found" | "not_permitted" | "exited_with_error" | "other";

/** Why a token response with a 2xx status is no success. */
export type InvalidTokenReason =
  | "not_json"
  | "too_large"
  | "missing_id_token"
  | "missing_access_token"
  | "missing_refresh_token"
  | "id_token_is_no_jwt";

/** The signals that end a login. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT";

/** Why a previous credential could not be revoked. */
export type RevokeFailureReason =
  | "transport"
  | "status"
  | "time_limit"
  | "interrupted"
  | "other_issuer";

/** Why nothing of standard input was taken. */
export type StdinFailureReason =
  | "terminal"
  | "empty"
  | "not_utf8"
  | "many_lines"
  | "unprintable"
  | "unreadable"
  | "too_long";

/** Why an access token was not saved. */
export type AccessTokenFailureReason =
  | "transport"
  | "status"
  | "invalid_answer"
  | "unknown_kind"
  | "expired";

/** Why an answer of the device code endpoints cannot be used. */
export type DeviceAnswerFlaw =
  | "not_json"
  | "too_large"
  | "missing_device_auth_id"
  | "missing_user_code"
  | "missing_authorization_code"
  | "missing_code_verifier";

/** Why a poll is tried again. */
export type PollTrouble = "transport" | "status";

/** Every word of our own that a line may hold. */
export type ReviewedWord =
  | DeviceAnswerFlaw
  | PollTrouble
  | AccessTokenFailureReason
  | StdinFailureReason
  | "api_key"
  | "personal_access_token"
  | "agent_identity"
  | IgnoredReason
  | SaveFailureReason
  | OpenFailureReason
  | InvalidTokenReason
  | EndingSignal
  | RevokeFailureReason
  | NetworkCause
  | StatusClass
  | Phase
  | ProxyVariable
  | CredentialsStore
  | "/auth/callback"
  | "pasted";

/** Why no TLS connection came about. */
export type TlsCause =
  | "tls_unknown_issuer"
  | "tls_wrong_name"
  | "tls_expired"
  | "tls_not_yet_valid"
  | "tls_handshake";

/** Why a request got no (whole) answer, or one of somebody on the way. */
export type NetworkCause =
  | TlsCause
  // The same between this machine and an https proxy.
  | `proxy_${TlsCause}`
  | "dns"
  | "connection_refused"
  | "connection_reset"
  | "unreachable"
  | "connect_timeout"
  | "read_timeout"
  // Time ran out at a step that is not known.
  | "timeout"
  // This machine itself keeps the program from connecting, as a firewall does.
  | "connection_forbidden"
  | "proxy_unreachable"
  | "proxy_authentication"
  | "proxy_refused_tunnel"
  // It took the connection and hung up without an answer.
  | "proxy_broken_off"
  // It answered, and not as such a proxy does.
  | "proxy_wrong_protocol"
  // Nothing came back in time by a proxy; whether it kept silent or the host behind it is not known.
  | "proxy_timeout"
  | "not_permitted"
  | "answer_broken_off"
  // What answered is no HTTP server, or one that breaks HTTP's rules.
  | "wrong_protocol"
  // A web page that forbids, and is no challenge.
  | "blocked_page"
  // A web page in place of the answer.
  | "login_page"
  | "captive_portal"
  | "other";

/** What an answer of the issuer is about that is no success. */
export type StatusClass =
  | "challenge"
  | "unsupported_region"
  | "rate_limited"
  | "invalid_grant"
  | "invalid_client"
  | "invalid_request"
  | "access_denied"
  | "missing_codex_entitlement"
  | "workspace"
  | "redirected"
  | "unusable_answer"
  | "server_error"
  | "refused";

/** The classes of failure that a line can name; `errors/failure_classes.ts` has what each means. */
export type FailureClass = NetworkCause | StatusClass;

/** Where credentials can be kept. */
export const CREDENTIALS_STORES = ["file", "keyring", "auto", "ephemeral"] as const;

/** Where credentials are to be kept. */
export type CredentialsStore = typeof CREDENTIALS_STORES[number];
