/**
 * What of a server's or the runtime's text the log takes: words that are known to be harmless.
 *
 * Promise: prose, short numbers and short codes pass, and so do the issuer's and the proxy's hosts and
 * the URLs that this program itself asks for; every other word is `<masked>`, and with it whatever
 * shares a run of eight characters with a live secret. Escapes are undone before a word is judged.
 *
 * @module
 */
import { CALLBACK_PATH, PATHS } from "../../base/endpoints.ts";
import { isSensitiveParameter } from "./credential_shapes.ts";
import { unescaped } from "./escapes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { MASKED, REDACTED } from "./secret.ts";

// What closes a sentence or a bracket around a URL is not part of it.
const URL_IN_TEXT = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>]*[^\s"'<>).,:;\]])/i;
// A full stop, a colon, a slash or an @ inside of a word belongs to it: it is the part of a host, an
// address or a path. What of a word is a live secret is `<redacted>` already.
// Quotes, guillemets, an ellipsis and the marks of Chinese text are spelled by number: one letter beyond
// Latin-1 doubles what the whole bundled file takes in memory.
const WORD =
  /(?:<redacted>|[^\s"'`()<>[\]{},;!?=|\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb\u2026\u3002\u3001\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09])+/gu;
// What may stand around a word that is none of it.
const EDGES = /^[-*#$_.]+|[-*%_.:]+$/g;
// Where a long word goes on in the next line, as base64 does in mail.
const WRAPPED = /(?<=\S{40})[\r\n]+(?=\S)/g;
const LONGEST_WORD = 20;
const LONGEST_JOINED = 36;

/**
 * Shapes by the kinds of letters. The runtime reads a literal wherever it stands as soon as it loads the
 * file, and these take it 2 to 3 ms: so they are text until the first word is judged.
 */
const shapes = {
  // Single letters and numbers in a row, which would spell out anything.
  spelledOut: String.raw`(?<![\p{L}\p{N}])(?:\p{L}|\p{N}{1,6})` +
    String.raw`(?:[^\p{L}\p{N}]{1,3}(?:\p{L}|\p{N}{1,6})(?![\p{L}\p{N}])){3,}`,
  // AADSTS70008 or ORA-01017, a number, or nothing but punctuation.
  plain: String.raw`^(?:[A-Z]{1,8}-?\d{1,7}|\d{1,6}|\d{1,3}\.\d{1,3}|[\p{P}\p{S}]*)$`,
  letters: String.raw`^[\p{L}\p{M}]+$`,
  // Small, Capital, CAPITALS with few small letters or few of them beside small ones (OAuth, ChatGPT);
  // `\P{Lu}` so that scripts without case count as small.
  cased: String.raw`^(?:\p{Lu}?\P{Lu}*|\p{Lu}+|\p{Lu}{2,4}\P{Lu}+|\p{Lu}?\P{Lu}+\p{Lu}{2,4})$`,
  // UnknownIssuer
  severalWords: String.raw`^\P{Lu}*(?:\p{Lu}\P{Lu}+)+$`,
  joined: String.raw`^(?:\p{Lu}?\P{Lu}+|[\p{Lu}_-]+|(?:\p{Lu}\P{Lu}*[_-])+\p{Lu}\P{Lu}*)$`,
  notCapital: String.raw`\P{Lu}`,
};
const made = new Map<keyof typeof shapes, RegExp>();

function shape(name: keyof typeof shapes): RegExp {
  const pattern = made.get(name) ?? new RegExp(shapes[name], "gu");
  made.set(name, pattern);
  return pattern;
}

function hasShape(name: keyof typeof shapes, text: string): boolean {
  return text.search(shape(name)) !== -1;
}

// The parameters of the authorization request that prove nothing.
const PUBLIC_PARAMETERS = [
  ...["response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method"],
  ...["scope", "id_token_add_organizations", "codex_cli_simplified_flow", "originator"],
  "allowed_workspace_id",
];

/** `text` with every word that is not known to be harmless as `<masked>`. */
export function allowListed(text: string, secrets: LiveSecrets): string {
  const judged = text.split(URL_IN_TEXT).map((part, index) => {
    if (index % 2 === 1) return judgeUrl(part, secrets);
    return unescaped(secrets.mask(part))
      .replace(WRAPPED, "")
      .replace(shape("spelledOut"), MASKED)
      .replace(WORD, (word) => isHarmless(word, secrets) ? word : MASKED);
  });
  return judged.join("").replace(/<masked>(?:\s*<masked>)+/g, MASKED);
}

function judgeUrl(text: string, secrets: LiveSecrets): string {
  const url = URL.parse(text);
  const place = url && secrets.placeOf(url);
  return url && place ? allowListedUrl(url, place, secrets) : MASKED;
}

/**
 * A URL with its origin, the path of the configuration and of our own endpoints; what else it has is
 * judged like words.
 *
 * @param place Where of the configuration it leads to.
 * @param isOurs Whether this program made it: the parameters that prove nothing then stay.
 */
export function allowListedUrl(
  url: URL,
  place: URL,
  secrets: LiveSecrets,
  isOurs = false,
): string {
  const base = place.pathname.replace(/\/+$/, "");
  const start = url.pathname.startsWith(base) ? base : "";
  const end = url.pathname.slice(start.length);
  const isOwn = ["", "/", CALLBACK_PATH, ...Object.values(PATHS)].includes(end);
  const path = start + (isOwn ? end : end.replace(/[^/]+/g, MASKED));
  const judge = (parameter: string) => judgeParameter(parameter, secrets, isOurs);
  const query = url.search && `?${url.search.slice(1).split("&").map(judge).join("&")}`;
  return `${url.protocol}//${url.host}${secrets.mask(path + query)}`;
}

function judgeParameter(parameter: string, secrets: LiveSecrets, isOurs: boolean): string {
  const [name = "", value = ""] = parameter.split(/=(.*)/, 2);
  if (!isHarmless(name, secrets)) return MASKED;
  const [plain = ["", ""] as const] = new URLSearchParams(parameter);
  if (isSensitiveParameter(...plain)) return `${name}=${REDACTED}`;
  const stays = isHarmless(value, secrets) || isOurs && PUBLIC_PARAMETERS.includes(name);
  return stays ? parameter : `${name}=${MASKED}`;
}

function isHarmless(word: string, secrets: LiveSecrets): boolean {
  const core = word.replace(EDGES, "");
  return hasShape("plain", core) || isWord(core) || isJoined(core) || secrets.isPlace(core);
}

function isWord(text: string): boolean {
  if (text.length > LONGEST_WORD || !hasShape("letters", text)) return false;
  const capitals = text.replace(shape("notCapital"), "").length;
  return hasShape("cased", text) || hasShape("severalWords", text) && capitals <= text.length / 3;
}

/** Words joined by `_` or `-`, all in the same case: a token of base64url has parts of any. */
function isJoined(text: string): boolean {
  const parts = text.split(/[_-]/);
  const letters = parts.join("").length;
  return text.length <= LONGEST_JOINED && hasShape("joined", text) &&
    parts.every((part) => part.length <= LONGEST_WORD && hasShape("letters", part)) &&
    parts.filter((part) => part.length === 1).length <= 1 && letters >= 2.5 * parts.length;
}
