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
const WORD = /(?:<redacted>|[^\s"'`()<>[\]{},;!?=|“”‘’„«»…。、，；：！？（）])+/g;
// What may stand around a word that is none of it.
const EDGES = /^[-*#$_.]+|[-*%_.:]+$/g;
// Where a long word goes on in the next line, as base64 does in mail.
const WRAPPED = /(?<=\S{40})[\r\n]+(?=\S)/g;
const BEYOND_ASCII = /[^\0-\x7f]/gu;
const LONGEST_WORD = 20;
const LONGEST_JOINED = 36;

/** Single letters (L) and numbers (N) in a row, which would spell out anything. */
const SPELLED_OUT = "(?<![LN])(?:(?:[L]|[N]{1,6})[^LN]{1,3}){3,}(?:[L]|[N]{1,6})(?![LN])";

// The shapes of a word as `inKinds` writes it.
// AADSTS70008 or ORA-01017, a number, or nothing but punctuation.
const PLAIN = /^(?:[A-Z]{1,8}-?\d{1,7}|\d{1,6}|\d{1,3}\.\d{1,3}|[!-/:-@[-`{-~¡]*)$/;
const LETTERS = /^[A-Za-zÀà]+$/;
// Small, Capital, CAPITALS with few small letters or few of them beside small ones (OAuth, ChatGPT);
// what is no capital counts as small, as scripts without case have it.
const CASED = /^(?:[A-ZÀ]?[^A-ZÀ]*|[A-ZÀ]+|[A-ZÀ]{2,4}[^A-ZÀ]+|[A-ZÀ]?[^A-ZÀ]+[A-ZÀ]{2,4})$/;
// UnknownIssuer
const SEVERAL_WORDS = /^[^A-ZÀ]*(?:[A-ZÀ][^A-ZÀ]+)+$/;
const JOINED = /^(?:[A-ZÀ]?[^A-ZÀ]+|[A-ZÀ_-]+|(?:[A-ZÀ][^A-ZÀ]*[_-])+[A-ZÀ][^A-ZÀ]*)$/;

/**
 * Kinds of characters beyond ASCII, and the one that stands for each. They are text until there is one, since
 * the runtime takes milliseconds for a class of Unicode.
 */
const KINDS = [
  ["À", String.raw`\p{Lu}`],
  ["à", String.raw`[\p{L}\p{M}]`],
  ["¡", String.raw`[\p{P}\p{S}]`],
  ["¹", "[^]"],
] as const;
const kinds = new Map<string, string>();

/** `word` with one character for all of a kind, but those of ASCII. */
function inKinds(word: string): string {
  return word.replace(BEYOND_ASCII, (character) => {
    const kind = kinds.get(character) ??
      KINDS.find(([, pattern]) => new RegExp(pattern, "u").test(character))?.[0] ?? "";
    kinds.set(character, kind);
    return kind;
  });
}

/** Without Unicode for a text that has none, for the same reason. */
function spelledOut(text: string): RegExp {
  const [letter, digit] = /^[\0-\x7f]*$/.test(text) ? ["A-Za-z", "0-9"] : ["\\p{L}", "\\p{N}"];
  return new RegExp(SPELLED_OUT.replaceAll("L", letter).replaceAll("N", digit), "gu");
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
    const read = unescaped(secrets.mask(part)).replace(WRAPPED, "");
    return read
      .replace(spelledOut(read), MASKED)
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
  if (secrets.areBeyondAscii && /[^\0-\x7f]/.test(core)) return false;
  const kinds = inKinds(core);
  return PLAIN.test(kinds) || isWord(kinds) || isJoined(kinds) || secrets.isPlace(core);
}

function isWord(text: string): boolean {
  if (text.length > LONGEST_WORD || !LETTERS.test(text)) return false;
  const capitals = text.replace(/[^A-ZÀ]/g, "").length;
  return CASED.test(text) || SEVERAL_WORDS.test(text) && capitals <= text.length / 3;
}

/** Words joined by `_` or `-`, all in the same case: a token of base64url has parts of any. */
function isJoined(text: string): boolean {
  const parts = text.split(/[_-]/);
  const letters = parts.join("").length;
  return text.length <= LONGEST_JOINED && JOINED.test(text) &&
    parts.every((part) => part.length <= LONGEST_WORD && LETTERS.test(part)) &&
    parts.filter((part) => part.length === 1).length <= 1 && letters >= 2.5 * parts.length;
}
