/**
 * Reads what a person pasted in place of a callback that could not reach this machine.
 *
 * @module
 */

import { CALLBACK_PATH } from "../base/endpoints.ts";

/** Longest paste that is looked at, in UTF-16 units; a callback URL has a few hundred. */
export const LONGEST_PASTE = 16 * 1024;

/**
 * The parameters of a pasted callback: a whole URL, a bare query, or code and state with white space
 * between them.
 *
 * @returns `undefined` for anything else.
 */
export function parsePastedCallback(text: string): URLSearchParams | undefined {
  const query = parsePaste(text);
  // Without either it would end the login; a person who copied too little may try again.
  return query?.get("code") || query?.get("error") ? query : undefined;
}

function parsePaste(text: string): URLSearchParams | undefined {
  // A terminal may wrap a long line in the middle, and an editor may have added quotes.
  const pasted = text.trim().replace(/^["'<]|["'>]$/g, "");
  if (pasted === "" || pasted.length > LONGEST_PASTE) return undefined;
  if (pasted.includes("://") && URL.parse(pasted)?.pathname !== CALLBACK_PATH) return undefined;
  const query = pasted.indexOf("?");
  if (query !== -1) return new URLSearchParams(pasted.slice(query + 1).replace(/[#\s].*$/s, ""));
  if (pasted.includes("=")) return new URLSearchParams(pasted.split(/\s+/).join("&"));
  const [code, state, ...rest] = pasted.split(/[\s#&]+/);
  if (!code || !state || rest.length > 0) return undefined;
  return new URLSearchParams({ code, state });
}
