/**
 * URLs without what is secret in them.
 *
 * Promise: {@linkcode redactUrl} keeps host, path and the parameters that are not sensitive, and nothing
 * else.
 *
 * @module
 */
import { isSensitiveParameter, redactCredentialShapes } from "./credential_shapes.ts";
import { REDACTED } from "./secret.ts";

/** What a URL that cannot be parsed becomes. */
export const INVALID_URL = "<invalid-url>";

const URL_IN_TEXT = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/(?:<redacted>|[^\s"'<>])+/gi;

/**
 * The URL without userinfo and fragment, the values of sensitive parameters as `<redacted>`.
 *
 * @returns `<invalid-url>` where `url` is a string that cannot be parsed.
 */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === "string" ? URL.parse(url) : url;
  if (parsed === null) return INVALID_URL;
  const origin = parsed.host === "" ? parsed.protocol : `${parsed.protocol}//${parsed.host}`;
  const path = redactCredentialShapes(parsed.pathname);
  const query = parsed.search.slice(1).split("&").map(redactParameter).join("&");
  return (origin + path + (query && `?${query}`)).replaceAll("%3Credacted%3E", REDACTED);
}

/** Redacts each URL inside a longer text, such as the runtime's words for a failed request. */
export function redactUrlsIn(text: string): string {
  return replaceUrls(text, redactUrl, (words) => words);
}

/** `text` with each URL in it and all that is between them replaced. */
export function replaceUrls(
  text: string,
  onUrl: (url: string) => string,
  onWords: (words: string) => string,
): string {
  let replaced = "";
  let done = 0;
  for (const { 0: found, index } of text.matchAll(URL_IN_TEXT)) {
    // What closes a sentence or a bracket around the URL is not part of it.
    let end = found.length;
    while (end > 0 && ").,:;]".includes(found.charAt(end - 1))) end--;
    replaced += onWords(text.slice(done, index)) + onUrl(found.slice(0, end));
    done = index + end;
  }
  return replaced + onWords(text.slice(done));
}

function redactParameter(parameter: string): string {
  const [writtenName = "", ...rest] = parameter.split("=");
  const name = decodeParameter(writtenName);
  if (redactCredentialShapes(name) !== name) return REDACTED;
  if (rest.length === 0) return parameter;
  const value = decodeParameter(rest.join("="));
  if (isSensitiveParameter(name, value)) return `${writtenName}=${REDACTED}`;
  // A parameter may hold a whole URL of its own (redirect_uri, for one).
  const redacted = redactCredentialShapes(value);
  return redacted === value ? parameter : `${writtenName}=${encodeURI(redacted)}`;
}

function decodeParameter(text: string): string {
  return new URLSearchParams(`v=${text}`).get("v") ?? text;
}
