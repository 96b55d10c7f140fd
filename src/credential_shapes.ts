/**
 * Recognises what looks like a credential even where nobody knows the value: the net below the
 * types, for text that a server or the runtime wrote.
 *
 * @module
 */
import { REDACTED } from "./secret.ts";

/** Query parameters and fields whose values are never shown, compared without regard to case. */
export const SENSITIVE_KEYS: readonly string[] = [
  "access_token",
  "api_key",
  "client_secret",
  "code",
  "code_verifier",
  "id_token",
  "key",
  "refresh_token",
  "requested_token",
  "state",
  "subject_token",
  "token",
  "device_auth_id",
  "user_code",
  "login_hint",
];

// Not parameters of OAuth, but words that name a secret wherever they stand.
const MORE_SENSITIVE_WORDS = [
  "password",
  "passwd",
  "secret",
  "authorization",
  "apikey",
  "api-key",
  "cookie",
  "set-cookie",
  "session_token",
  "openai_api_key",
  "actor_token",
  "client_assertion",
];

// "error code: invalid_grant" and "state: closed" are prose; the others never are.
const PROSE_WORDS = ["code", "state", "key", "token"];

const everyKey = [...SENSITIVE_KEYS, ...MORE_SENSITIVE_WORDS].join("|");
const unmistakableKey = everyKey.split("|").filter((key) => !PROSE_WORDS.includes(key)).join("|");
const jsonKey = everyKey.split("|").filter((key) => key !== "code").join("|");

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens, whole or cut short (RFC 7519).
  [/\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}/g, REDACTED],
  // Authorization header values (RFC 6750 section 2.1, RFC 7617). Case as the header has it, or upper.
  [/\b(Bearer|Basic)(\s+|%20|\+)[\w.~+/=%-]{8,}/gi, `$1$2${REDACTED}`],
  // API keys and tokens by their vendors' prefixes.
  [/\b(?:sk|rk|pk|sess)-[\w-]{8,}/g, REDACTED],
  [/\b(?:rt|at|ac)[._][\w.-]{20,}/g, REDACTED],
  [/\b(?:gh[pousr]|github_pat|xox[abprs])[_-][\w-]{10,}/g, REDACTED],
  // Userinfo in anything that looks like a URL (RFC 3986 section 3.2.1).
  [/(\/\/)[^\s/?#@"'<>]+@/g, `$1${REDACTED}@`],
  // "refresh_token": "…" in JSON, also where the JSON was escaped once more.
  [
    new RegExp(`(\\\\?["'](?:${jsonKey})\\\\?["']\\s*:\\s*\\\\?["'])[^"'\\\\]*`, "gi"),
    `$1${REDACTED}`,
  ],
  // key=value, its percent-encoded form, and "Word: value" for the words that are never prose.
  [
    new RegExp(`(?<![a-z0-9])((?:${everyKey})(?:=|%3D))["']?[^\\s&"'<>;,)}\\]]+`, "gi"),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(
      `(?<![a-z0-9])((?:${unmistakableKey})\\s*:\\s+)(?!<redacted>)[^\\s&"'<>;,)}\\]]+`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
];

/** Replaces whatever has the shape of a credential by `<redacted>`; other text stays as it is. */
export function redactCredentialShapes(text: string): string {
  return SHAPES.reduce(
    (redacted, [shape, replacement]) => redacted.replace(shape, replacement),
    text,
  );
}
