/**
 * Finds the callback in what a person pasted, for one that could not reach this machine.
 *
 * @module
 */

import { CALLBACK_PATH } from "../base/endpoints.ts";

/** Longest paste that is looked at, in UTF-16 units; a callback URL has a few hundred. */
export const LONGEST_PASTE = 16 * 1024;

/** How often a query may begin in a paste, and into how many pieces white space may break one. */
const MOST_QUERIES = 8;
const MOST_PIECES = 32;

// Of a URL what may stand in a query (RFC 3986 section 3.4), but for quotes and brackets, which stand around
// URLs in shells, in markdown and in prose. The look-ahead lets another query begin within.
const QUERY = String.raw`(?=([\w.~%!$&*+,;=:@/?\s-]*))`;
/** Behind the callback's path, into which a line may break as well. */
const CALLBACK_QUERY = new RegExp(
  [...`${CALLBACK_PATH}?`].map((character) => `[${character}]`).join("\\s*") + QUERY,
  "g",
);
const BARE_QUERY = new RegExp(`(?<!\\w)(?=(?:code|state|error|scope)=)${QUERY}`, "g");

/**
 * The parameters of a pasted callback: a URL anywhere in a text, a query, or code and state with white space
 * or a hash between them. Within a URL white space counts for nothing: terminals wrap it, and indent.
 *
 * @param texts What was pasted, in the order of its weight.
 * @param isAwaited Tells the callback of this sign-in. Where the text can be read in several ways, because
 * words stand behind a URL, it decides.
 * @returns `undefined` for what is no callback.
 */
export function parsePastedCallback(
  texts: readonly string[],
  isAwaited: (query: URLSearchParams) => boolean,
): URLSearchParams | undefined {
  const queries = texts.filter((text) => text.length <= LONGEST_PASTE).map(withoutDress)
    .flatMap((text) => [...queriesIn(text), ...pairIn(text)].map((query) => ({ text, query })))
    // Without either it would end the login; a person who copied too little may try again.
    .filter(({ query }) => query.get("state") && (query.get("code") || query.get("error")));
  // Any two words may be code and state: these are, only where the state is ours.
  return (queries.find(({ query }) => isAwaited(query)) ??
    queries.find(({ text }) => text.includes("=")))?.query;
}

/** The text without what a terminal, a shell (`\?`, cmd's `^&`), HTML or JSON puts between its letters. */
function withoutDress(text: string): string {
  return text
    // deno-lint-ignore no-control-regex -- the escape sequences begin with one
    .replace(/\x1b\[[\d;?]*[@-~]/g, "")
    .replace(/&(?:amp|#38|#x26);|\\u0026/gi, "&")
    .replace(/[\\^\u00ad\u200b-\u200d\u2060\ufeff]/g, "");
}

/** The longest reading of a query comes first. */
function queriesIn(text: string): URLSearchParams[] {
  const isUrl = text.includes("://");
  return [...text.matchAll(isUrl ? CALLBACK_QUERY : BARE_QUERY)].slice(0, MOST_QUERIES)
    .flatMap(([, query = ""]) => {
      const pieces = query.trim().split(/\s+/).slice(0, MOST_PIECES);
      const readings = pieces.map((_, index) => pieces.slice(0, index + 1).join("")).reverse();
      // Two assignments may stand in two lines.
      if (!isUrl) readings.unshift(pieces.join("&"));
      // A full stop, or a star of markdown, may end the sentence.
      return readings.flatMap((reading) => [reading, reading.replace(/[^A-Za-z\d]+$/, "")]);
    })
    .map((reading) => new URLSearchParams(reading));
}

/** Code and state as two words; a line may break in the code. */
function pairIn(text: string): URLSearchParams[] {
  if (text.includes("=")) return [];
  const words = text.replace(/["'<>`]/g, "").trim().split(/[\s#&]+/);
  const [state, ...code] = words.reverse();
  return state && code.length > 0
    ? [new URLSearchParams({ code: code.reverse().join(""), state })]
    : [];
}
