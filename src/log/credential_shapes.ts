/**
 * Recognises what looks like a credential even where nobody knows the value: the net below the
 * types, for text that a server or the runtime wrote.
 *
 * Prose about credentials ("Bearer authentication is disabled", "error_code=invalid_grant") stays,
 * since people need it. Every expression takes time in proportion to the text, or to its longest word.
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

// Other names of secrets, in parameters, headers and prose.
const OTHER_KEYS = [
  "actor_token",
  "assertion",
  "authorization_code",
  "client_assertion",
  "device_code",
  "openai_api_key",
  "otp",
  "session",
  "session_id",
  "session_token",
];
const PASSWORDS = ["passphrase", "passwd", "password", "secret"];
const HEADERS = ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"];

// What may stand in front of a shape: anything but a letter or digit, or an escape that ends in one.
const START = String
  .raw`(?<=^|[^A-Za-z0-9]|%(?:25)?[0-9A-Fa-f]{2}|\\[nrtbf]|\\u[0-9A-Fa-f]{4})`;
const QUOTE = String.raw`(?:\\{0,7}["']|&(?:quot|apos|#34|#39|#x22|#x27);|%(?:25)?2[27])`;
const EQUALS = String.raw`\s{0,8}(?:=|%(?:25)?3D|\\u003d|&#61;)\s{0,8}`;
const COLON = String.raw`\s{0,8}(?::|%(?:25)?3A)\s{0,8}`;
// A quoted value as a whole, whatever its quotes, else up to where a bare one ends.
const QUOTED_VALUE = [
  String.raw`\\{0,7}"(?:[^"\\]|\\.)*`,
  String.raw`\\{0,7}'(?:[^'\\]|\\.)*`,
  String.raw`&(?:quot|apos|#34|#39|#x22|#x27);[^&]*`,
  String.raw`%(?:25)?2[27](?:(?!%(?:25)?2[27])\S)*`,
].join("|");
const BARE_VALUE = String.raw`[^\s&"'<>;,)}\]]+`;
const END = String.raw`(?![^\s&"'<>;,.)}\]])`;
// A word behind a colon is prose ("refresh_token: expired"), unless no word is that long.
const TELLING_VALUE = String.raw`(?!(?-i:[A-Z]?[a-z]{1,15})${END})${BARE_VALUE}`;
// Behind a name that is a word of prose itself, several words are prose, too: "Token: a1b2c3", but
// "token: token_expired".
const WORDS = String.raw`(?-i:[A-Z]?[a-z]{1,18}|[a-z]{1,24}(?:[_-][a-z]{1,24}){1,8})\.?`;
const CODED_VALUE = String
  .raw`(?!${WORDS}(?![\w.~+/=%-]))(?=[A-Za-z_-]{0,64}\d|[\w-]{16})[\w.~+/=%-]{6,}`;
// Behind an equals sign only what is said of a credential is prose: "session=expired".
const CONDITION = "(?-i:" + [
  ...["absent", "active", "closed", "denied", "empty", "ended", "expired", "false", "inactive"],
  ...["invalid", "missing", "none", "null", "present", "rejected", "required", "reused", "revoked"],
  ...["true", "undefined", "unknown", "used"],
].join("|") + `)${END}`;

// A word behind "Bearer" or "Basic" is prose, too, and a parameter is a challenge (RFC 6750 section 3).
const CHALLENGE = String
  .raw`(?:realm|scope|charset|error(?:_description|_uri)?|resource_metadata)=\\{0,7}"`;
const TOKEN = String.raw`(?!${CHALLENGE}|[A-Z]?[a-z]{1,15}\.?(?![\w.~+/=%-]))` +
  String.raw`(?=[\w.~+/%-]{0,200}[0-9A-Z_~+/=%]|[\w-]{1,200}[.-]\w|[a-z]{16})[\w.~+/=%-]{6,}`;

// user:password@host without a scheme. An address of mail or of a package has no such password
// ("contact:alice@example.com", "npm:deno@2.9.6"), and a version is no host ("3:4@5").
const LABEL = "(?:mailto|(?:e-?)?mail|contact|npm|jsr)";
const CODED_PASSWORD = String
  .raw`(?=(?-i:[a-z._-]{0,255}[^a-z._\s@:/?#"'<>-]|[a-z]{16}))[^\s@:/?#"'<>]{1,256}`;
const HOST = String.raw`(?=[\w.-]{0,253}[A-Za-z]|\d{1,3}(?:\.\d{1,3}){3}|\[)`;

// error_code and status_code are no secrets, and neither is a "code" in JSON.
const assigned = anyOf(
  [...SENSITIVE_KEYS, ...OTHER_KEYS, ...HEADERS],
  (key) => key === "code" || key === "state" ? `(?<![_-])${key}` : key,
);
const quoted = anyOf([
  ...SENSITIVE_KEYS.filter((key) => key !== "code"),
  ...OTHER_KEYS,
  ...PASSWORDS,
  ...HEADERS,
]);
const PROSE_NAMES = ["token", "key", "assertion", "otp", "session"];
const named = anyOf(
  [...SENSITIVE_KEYS, ...OTHER_KEYS].filter((key) => key.includes("_")),
);

/** The names as alternatives, each also in camelCase and with a dash: `accessToken`, `access-token`. */
function anyOf(names: readonly string[], guarded = (name: string) => name): string {
  return names.map((name) => guarded(name).replace(/(?<=\w)[_-](?=\w)/g, "[_-]?")).join("|");
}

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens, whole or cut short (RFC 7519).
  [/eyJ[\w-]{6,}(?:\.[\w-]*){0,4}/g, REDACTED],
  // API keys and tokens by their vendors' prefixes.
  [new RegExp(String.raw`${START}(?:sk|rk|pk|sess)-[\w-]{8,}`, "gi"), REDACTED],
  [new RegExp(String.raw`${START}(?:sk|rk|pk)_(?:live|test)_\w{8,}`, "g"), REDACTED],
  [new RegExp(String.raw`${START}(?:A(?:KIA|SIA)[0-9A-Z]{16}|AIza[\w-]{30})[\w-]*`, "g"), REDACTED],
  // "at_least_one_of_the_parameters" is none of them.
  [
    new RegExp(
      String.raw`${START}(?:rt|at|ac)[._](?=[\w.-]{0,200}[0-9A-Z]|[a-z]{20})[\w.-]{20,}`,
      "g",
    ),
    REDACTED,
  ],
  [
    new RegExp(String.raw`${START}(?:gh[pousr]|github_pat|xox[abprs])[_-][\w-]{10,}`, "g"),
    REDACTED,
  ],
  // Header lines, to the end of the line or string.
  [
    new RegExp(`${START}((?:${HEADERS.join("|")})${COLON})[^\\s"<][^\\r\\n"<]*`, "gi"),
    `$1${REDACTED}`,
  ],
  // Authorization values (RFC 6750 section 2.1, RFC 7617).
  [
    new RegExp(String.raw`${START}([Bb]earer|BEARER|[Bb]asic|BASIC)(\s{1,8}|%20|\+)${TOKEN}`, "g"),
    `$1$2${REDACTED}`,
  ],
  // Userinfo in anything that looks like a URL (RFC 3986 section 3.2.1), up to the last @.
  [/(\/\/|\\\/\\\/)[^\s/?#"'<>\\]{1,512}@/g, `$1${REDACTED}@`],
  [/(%(?:25)?2F%(?:25)?2F)(?:(?!%(?:25)?2F)[^\s"'<>]){1,512}%(?:25)?40/gi, `$1${REDACTED}@`],
  [
    new RegExp(
      String.raw`${START}(?!${LABEL}:)[\w.%+-]{1,64}:${CODED_PASSWORD}@${HOST}`,
      "gi",
    ),
    `${REDACTED}@`,
  ],
  // "refresh_token": "…" in JSON, also where the JSON was escaped once more.
  [
    new RegExp(
      `(${QUOTE}(?:${quoted})${QUOTE}${COLON})(?:\\[[^\\]]*\\]?|(?:${QUOTED_VALUE})${QUOTE}?|${BARE_VALUE})`,
      "gi",
    ),
    `$1"${REDACTED}"`,
  ],
  // key=value and its escaped forms; "name: value" for names that are never prose.
  [
    new RegExp(
      `${START}((?:${assigned})${EQUALS})(?!${CONDITION})(?:${QUOTED_VALUE}|${BARE_VALUE})`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(
      `${START}((?:${PASSWORDS.join("|")})(?:${COLON}|${EQUALS}))(?:${QUOTED_VALUE}|${BARE_VALUE})`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(`${START}((?:${named})${COLON})(?:${QUOTED_VALUE}|${TELLING_VALUE})`, "gi"),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(`${START}((?:${PROSE_NAMES.join("|")})${COLON})${CODED_VALUE}`, "gi"),
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

/**
 * Whether the parameter `name=value` of a URL is a credential by its name, decoded: the whole value is to
 * go. A value may hold a credential all the same, as a URL in `redirect_uri` does.
 */
export function isSensitiveParameter(name: string, value: string): boolean {
  if (SENSITIVE_KEYS.includes(name.trim().toLowerCase())) return true;
  const redacted = redactCredentialShapes(`${name}=${value}`);
  return redacted !== `${redactCredentialShapes(name)}=${redactCredentialShapes(value)}`;
}
