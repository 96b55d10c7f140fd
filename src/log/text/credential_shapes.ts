/**
 * Recognises what looks like a credential even where nobody knows the value: the net below the
 * types, for text that a server or the runtime wrote and a person reads.
 *
 * Prose about credentials ("Bearer authentication is disabled", "error_code=invalid_grant") stays,
 * since people need it. Every expression takes time in proportion to the text, or to its longest word.
 *
 * @module
 */
import { redactThroughEscapes } from "./escapes.ts";
import { REDACTED } from "./secret.ts";

/** What a credential may look like; its test has texts that hold one, and others that only look like it. */
export interface CredentialShape {
  readonly name: string;
  /** What goes; what is in its group stays in front. */
  readonly pattern: RegExp;
}

/** Query parameters and fields whose values are never shown, compared without regard to case. */
export const SENSITIVE_KEYS: readonly string[] =
  ("access_token api_key client_secret code code_verifier device_auth_id id_token key login_hint " +
    "refresh_token requested_token state subject_token token user_code").split(" ");
// Other names of secrets, in parameters, headers and prose.
const OTHER_KEYS = "actor_token assertion authorization_code client_assertion device_code " +
  "openai_api_key otp session session_id session_token";
const PASSWORDS = "passphrase passwd password secret";
const HEADERS = "authorization cookie proxy-authorization set-cookie x-api-key";

let shapes: readonly CredentialShape[] | undefined;

/** Every shape. They are made when one is looked for, which a sign-in that works never does. */
export function credentialShapes(): readonly CredentialShape[] {
  return shapes ??= makeShapes();
}

/** Replaces whatever has the shape of a credential by `<redacted>`; other text stays as it is. */
export function redactCredentialShapes(text: string): string {
  return redactThroughEscapes(text, redactPlainShapes);
}

function redactPlainShapes(text: string): string {
  return credentialShapes().reduce(
    (redacted, { pattern }) =>
      redacted.replace(pattern, (_, kept) => typeof kept === "string" ? kept + REDACTED : REDACTED),
    text,
  );
}

/**
 * Whether the parameter `name=value` of a URL is a credential by its name, decoded: the whole value is to
 * go. A value may hold a credential all the same, as a URL in `redirect_uri` does.
 */
export function isSensitiveParameter(name: string, value: string): boolean {
  if (SENSITIVE_KEYS.includes(name.trim().toLowerCase())) return true;
  const redacted = redactPlainShapes(`${name}=${value}`);
  return redacted !== `${redactPlainShapes(name)}=${redactPlainShapes(value)}`;
}

/** The names as alternatives, each also in camelCase and with a dash: `accessToken`, `access-token`. */
function anyOf(...names: readonly string[]): string {
  return names.join("|").replaceAll(" ", "|").replace(/(?<=\w)[_-](?=\w)/g, "[_-]?");
}

const START = "(?<![A-Za-z0-9])";
const EQUALS = String.raw`\s{0,8}=\s{0,8}`;
const COLON = String.raw`\s{0,8}:\s{0,8}`;
// A quoted value as a whole, else up to where a bare one ends.
const QUOTE = `["']?`;
const VALUE = String
  .raw`(?:(?<=")(?:[^"\\]|\\.)*|(?<=')(?:[^'\\]|\\.)*|(?<!["'])[^\s&"'<>;,)}\]]+)`;
const END = String.raw`(?![^\s&"'<>;,.)}\]])`;
// A word behind a colon is prose ("refresh_token: expired"), unless no word is that long.
const WORD = `(?-i:[A-Z]?[a-z]{1,15})${END}`;
// Behind a name that is a word of prose itself, several words are prose, too: "Token: a1b2c3", but
// "token: token_expired".
const CODED_VALUE = String
  .raw`(?!(?-i:[A-Z]?[a-z]{1,18}|[a-z]{1,24}(?:[_-][a-z]{1,24}){1,8})\.?(?![\w.~+/=%-]))` +
  String.raw`(?=[A-Za-z_-]{0,64}\d|[\w-]{16})[\w.~+/=%-]{6,}`;
// Behind an equals sign only what is said of a credential is prose: "session=expired".
const CONDITION = "(?-i:absent|active|closed|denied|empty|ended|expired|false|inactive|invalid|" +
  `missing|none|null|present|rejected|required|reused|revoked|true|undefined|unknown|used)${END}`;
// A word behind "Bearer" or "Basic" is prose, too, and a parameter is a challenge (RFC 6750 section 3).
const NO_TOKEN = String
  .raw`(?:realm|scope|charset|error(?:_description|_uri)?|resource_metadata)=\\{0,7}"|` +
  String.raw`[A-Z]?[a-z]{1,15}\.?(?![\w.~+/=%-])`;
const TOKEN = String
  .raw`(?=[\w.~+/%-]{0,200}[0-9A-Z_~+/=%]|[\w-]{1,200}[.-]\w|[a-z]{16})[\w.~+/=%-]{6,}`;
// An address of mail or of a package has no such password ("contact:alice@example.com",
// "npm:deno@2.9.6"), and a version is no host ("3:4@5").
const USER = String.raw`(?!(?:mailto|(?:e-?)?mail|contact|npm|jsr):)[\w.%+-]{1,64}`;
const CODED_PASSWORD = String
  .raw`(?=(?-i:[a-z._-]{0,255}[^a-z._\s@:/?#"'<>-]|[a-z]{16}))[^\s@:/?#"'<>]{1,256}`;
const HOST = String.raw`(?:[\w.-]{0,253}[A-Za-z]|\d{1,3}(?:\.\d{1,3}){3}|\[)`;

function makeShapes(): CredentialShape[] {
  const keys = [...SENSITIVE_KEYS, ...OTHER_KEYS.split(" ")];
  // error_code and status_code are no secrets, and neither is a "code" in JSON.
  const assigned = anyOf(...keys, HEADERS).replace(/\|(code|state)(?=\|)/g, "|(?<![_-])$1");
  const members = anyOf(...keys.filter((key) => key !== "code"), PASSWORDS, HEADERS);
  const telling = anyOf(...keys.filter((key) => key.includes("_")));
  const shape = (name: string, pattern: string) => ({
    name,
    pattern: new RegExp(START + pattern, "gi"),
  });
  return [
    shape(
      "a token by how it begins",
      String.raw`(?:(?-i:eyJ)[\w-]{6,}(?:\.[\w-]*){0,4}|(?:sk|rk|pk|sess)-[\w-]{8,}|` +
        String.raw`[srp]k_(?:live|test)_\w{8,}|A(?:KIA|SIA)[0-9A-Z]{16}[\w-]*|AIza[\w-]{30,}|` +
        String.raw`(?:gh[pousr]|github_pat|xox[abprs])[_-][\w-]{10,}|` +
        String.raw`(?:(?:rt|ac|at)[._](?=[\w.-]{20})|at-)` +
        String.raw`(?=(?-i:[\w.-]{0,200}[0-9A-Z]|[a-z]{20}))[\w.-]{10,})`,
    ),
    shape(
      "a header, to the end of the line",
      String.raw`((?:${anyOf(HEADERS)})${COLON})[^\s"<][^\r\n"<]*`,
    ),
    shape(
      "a value of Authorization (RFC 6750 section 2.1, RFC 7617)",
      String.raw`((?:bearer|basic)(?:\s{1,8}|\+))(?-i:(?!${NO_TOKEN})${TOKEN})`,
    ),
    shape("user:password@host without a scheme", `${USER}:${CODED_PASSWORD}(?=@${HOST})`),
    shape(
      "a member of JSON",
      String.raw`((?<=["'])(?:${members})["']${COLON}(?:\[|${QUOTE}))(?:(?<=\[)[^\]]*|${VALUE})`,
    ),
    shape("a parameter", `((?:${assigned})${EQUALS}${QUOTE})(?!${CONDITION})${VALUE}`),
    shape("a password", `((?:${anyOf(PASSWORDS)})(?:${COLON}|${EQUALS})${QUOTE})${VALUE}`),
    shape(
      "a name that is never prose, and no word behind it",
      `((?:${telling})${COLON}${QUOTE})(?!${WORD})${VALUE}`,
    ),
    shape(
      "a name that may be prose, and a code behind it",
      `((?:token|key|assertion|otp|session)${COLON})${CODED_VALUE}`,
    ),
    {
      name: "the userinfo of a URL (RFC 3986 section 3.2.1), up to the last @",
      pattern: /(\/\/)[^\s/?#"'<>\\]{1,512}(?=@)/g,
    },
  ];
}
