/**
 * What of a server's or the runtime's text the log takes: words that are known to be harmless.
 *
 * Promise: prose, short numbers and short codes pass, and so do the issuer's and the proxy's hosts and
 * the URLs that this program itself asks for; every other word is `<masked>`, and with it whatever
 * shares a run of eight characters with a live secret. Escapes are undone before a word is judged.
 *
 * @module
 */
import { CALLBACK_PATH, PATHS } from "../base/endpoints.ts";
import { unescaped } from "./escapes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { redactUrl, replaceUrls } from "./redacted_url.ts";
import { MASKED, REDACTED } from "./secret.ts";

// A full stop, a colon, a slash or an @ inside of a word belongs to it: it is the part of a host, an
// address or a path. What of a word is a live secret is `<redacted>` already.
const WORD = /(?:<redacted>|[^\s"'`()<>[\]{},;!?=|“”‘’„«»…。、，；：！？（）])+/gu;
// What may stand around a word that is none of it.
const EDGES = /^[-*#$_.:]+|[-*%_.:]+$/g;

// Single letters and numbers in a row, which would spell out anything.
const SPELLED_OUT =
  /(?<![\p{L}\p{N}])(?:\p{L}|\p{N}{1,6})(?:[^\p{L}\p{N}]{1,3}(?:\p{L}|\p{N}{1,6})(?![\p{L}\p{N}])){3,}/gu;

// Where a long word goes on in the next line, as base64 does in mail.
const WRAPPED = /(?<=\S{40})[\r\n]+(?=\S)/g;

const LONGEST_WORD = 20;
const LONGEST_JOINED = 36;
const NUMBER = /^(?:\d{1,6}|\d{1,3}\.\d{1,3})$/;
// AADSTS70008, ORA-01017
const CODE = /^[A-Z]{1,8}-?\d{1,7}$/;
const PUNCTUATION = /^[\p{P}\p{S}]*$/u;
const LETTERS = /^[\p{L}\p{M}]+$/u;
// Small, Capital, CAPITALS with few letters before or behind them (OAuth, ChatGPT), or several words
// (UnknownIssuer); `\P{Lu}` so that scripts without case count as small.
const CASED = /^(?:\p{Lu}?\P{Lu}*|\p{Lu}+|\p{Lu}{2,4}\P{Lu}+|\p{Lu}?\P{Lu}+\p{Lu}{2,4})$/u;
const SEVERAL_WORDS = /^(?:\p{Lu}\P{Lu}+)+$|^\P{Lu}+(?:\p{Lu}\P{Lu}+)+$/u;
const JOINED = /^(?:\p{Lu}?\P{Lu}+|[\p{Lu}_-]+|(?:\p{Lu}\P{Lu}*[_-])+\p{Lu}\P{Lu}*)$/u;

// The parameters of the authorization request that prove nothing.
const PUBLIC_PARAMETERS = [
  ...["response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method"],
  ...["scope", "id_token_add_organizations", "codex_cli_simplified_flow", "originator"],
  "allowed_workspace_id",
];

/** `text` with every word that is not known to be harmless as `<masked>`. */
export function allowListed(text: string, secrets: LiveSecrets): string {
  const onUrl = (found: string) => {
    const url = URL.parse(found);
    return url === null ? MASKED : allowListedUrl(url, secrets);
  };
  return replaceUrls(text, onUrl, (words) =>
    unescaped(secrets.mask(words))
      .replace(WRAPPED, "")
      .replace(SPELLED_OUT, MASKED)
      .replace(WORD, (word) => isHarmless(word, secrets) ? word : MASKED))
    .replace(/<masked>(?:\s+<masked>)+/g, MASKED);
}

/**
 * A URL with its origin, the path of the issuer and of our own endpoints; what else it has is judged
 * like words.
 *
 * @param place Where of the configuration it leads to; of a URL that leads elsewhere nothing stays.
 * @param isOurs Whether this program made it: the parameters that prove nothing then stay.
 */
export function allowListedUrl(
  url: URL,
  secrets: LiveSecrets,
  place = secrets.placeOf(url),
  isOurs = false,
): string {
  if (place === undefined) return MASKED;
  const base = place.pathname.replace(/\/+$/, "");
  const start = url.pathname.startsWith(base) ? base : "";
  const own = url.pathname.slice(start.length);
  const path = isOwnPath(own) ? own : own.replace(/[^/]+/g, MASKED);
  const [, query] = /\?(.*)$/.exec(redactUrl(url)) ?? [];
  const parameters = query?.split("&").map((parameter) => {
    const [name = "", value = ""] = parameter.split(/=(.*)/, 2);
    const isHarmlessName = isHarmless(name, secrets);
    const isHarmlessValue = value === REDACTED || isHarmless(value, secrets) ||
      isOurs && PUBLIC_PARAMETERS.includes(name);
    if (isHarmlessName && isHarmlessValue) return parameter;
    return isHarmlessName ? `${name}=${MASKED}` : MASKED;
  });
  const rest = secrets.mask(start + path + (parameters ? `?${parameters.join("&")}` : ""));
  return `${url.protocol}//${url.host}${rest}`;
}

function isOwnPath(path: string): boolean {
  return ["", "/", CALLBACK_PATH, ...Object.values(PATHS)].includes(path);
}

function isHarmless(word: string, secrets: LiveSecrets): boolean {
  const core = word.replace(EDGES, "");
  if (PUNCTUATION.test(core) || NUMBER.test(core) || CODE.test(core)) return true;
  return isWord(core) || isJoined(core) || secrets.isPlace(core);
}

function isWord(text: string): boolean {
  if (text.length > LONGEST_WORD || !LETTERS.test(text)) return false;
  if (CASED.test(text)) return true;
  const capitals = text.replace(/\P{Lu}/gu, "").length;
  return SEVERAL_WORDS.test(text) && capitals <= text.length / 3;
}

/** Words joined by `_` or `-`, all in the same case: a token of base64url has parts of any. */
function isJoined(text: string): boolean {
  const parts = text.split(/[_-]/);
  const letters = parts.join("").length;
  return text.length <= LONGEST_JOINED && JOINED.test(text) &&
    parts.every((part) => part.length <= LONGEST_WORD && LETTERS.test(part)) &&
    parts.filter((part) => part.length === 1).length <= 1 && letters >= 2.5 * parts.length;
}
