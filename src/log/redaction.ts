/**
 * Redacted URLs and server text: the two kinds of foreign text that the log takes.
 *
 * Promise: {@linkcode redactUrl} keeps host, path and the parameters that are not sensitive, and
 * nothing else; {@linkcode BackendText} has no reader that returns what it holds unmasked, unless it is
 * one of this program's own words.
 *
 * @module
 */
import { isSensitiveParameter, redactCredentialShapes } from "./credential_shapes.ts";
import { isKnownErrorCode } from "./error_codes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { REDACTED } from "./secret.ts";
import { bound, boundBytes, escapeUnprintable } from "../base/visible_text.ts";

/** How much of a text is looked at, in UTF-16 units: what is beyond it is never shown. */
const LONGEST_MASKED = 8 * 1024;

/** The longest token that the end of that part may cut in two. */
const LONGEST_SPLIT = 4 * 1024;

/** What a URL that cannot be parsed becomes. */
export const INVALID_URL = "<invalid-url>";
/** Longest text from a server or the runtime in one log field, in UTF-16 units. */
export const LOG_TEXT_LIMIT = 200;
/** Longest text from a server that a person is shown, in bytes of UTF-8. */
export const PERSON_TEXT_LIMIT = 2048;

/**
 * The URL without userinfo and fragment, the values of sensitive parameters as `<redacted>`.
 *
 * @returns `<invalid-url>` where `url` is a string that cannot be parsed.
 */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === "string" ? URL.parse(url) : new URL(url);
  if (parsed === null) return INVALID_URL;
  const origin = parsed.host === "" ? parsed.protocol : `${parsed.protocol}//${parsed.host}`;
  const path = redactCredentialShapes(parsed.pathname);
  const query = parsed.search.slice(1).split("&").map(redactParameter).join("&");
  return (origin + path + (query && `?${query}`)).replaceAll("%3Credacted%3E", REDACTED);
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf("=");
  if (equals === -1) return redactCredentialShapes(parameter);
  const writtenName = parameter.slice(0, equals);
  const name = decodeParameter(writtenName);
  const value = decodeParameter(parameter.slice(equals + 1));
  if (redactCredentialShapes(name) !== name) return REDACTED;
  if (isSensitiveParameter(name, value)) return `${writtenName}=${REDACTED}`;
  // A parameter may hold a whole URL of its own (redirect_uri, for one).
  const redacted = redactCredentialShapes(value);
  return redacted === value ? parameter : `${writtenName}=${encodeURI(redacted)}`;
}

function decodeParameter(text: string): string {
  return new URLSearchParams(`v=${text}`).get("v") ?? text;
}

/** Redacts each URL inside a longer text, such as the runtime's words for a failed request. */
export function redactUrlsIn(text: string): string {
  return text.replace(URL_IN_TEXT, (match) => {
    // What closes a sentence or a bracket around the URL is not part of it.
    let end = match.length;
    while (end > 0 && ").,:;]".includes(match.charAt(end - 1))) end--;
    return redactUrl(match.slice(0, end)) + match.slice(end);
  });
}

const URL_IN_TEXT = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/(?:<redacted>|[^\s"'<>])+/gi;

/**
 * Text that came from a server: shown to people with secrets masked, bounded and on one line, and to
 * the log only through a reviewed constructor of `Loggable`.
 */
export class BackendText {
  readonly #text: string;
  readonly #secrets: LiveSecrets;

  /** Holds `text`; `secrets` are masked in it whenever it is read, also those added later. */
  constructor(text: string, secrets: LiveSecrets) {
    this.#text = text;
    this.#secrets = secrets;
  }

  /** For the page and the terminal: masked, at most 2 KB, line breaks folded. */
  forPerson(): string {
    const lines = this.#masked().split(/[\r\n\t]+/).map((line) => line.trim());
    return boundBytes(escapeUnprintable(lines.filter(Boolean).join(" ")), PERSON_TEXT_LIMIT);
  }

  /** For a field of the log: masked, URLs redacted, at most 200 characters, one line. */
  forLog(): string {
    return bound(escapeUnprintable(redactUrlsIn(this.#masked())), LOG_TEXT_LIMIT);
  }

  /**
   * Whether the text as it came, unmasked, matches: a class is told by what a server said, not by what
   * the mask left of it. Nothing but the yes or no leaves.
   */
  matches(pattern: RegExp): boolean {
    return pattern.test(this.#text);
  }

  /** No more is masked than can be shown, and nothing that the cut may have split is kept. */
  #masked(): string {
    if (isKnownErrorCode(this.#text)) return this.#text;
    if (this.#text.length <= LONGEST_MASKED) return this.#secrets.mask(this.#text);
    const masked = this.#secrets.mask(this.#text.slice(0, LONGEST_MASKED));
    const end = Math.max(masked.search(/\S*$/), masked.length - LONGEST_SPLIT);
    return masked.slice(0, end) + "…";
  }

  /** `<redacted>`: server text is read through its two readers only. */
  toString(): string {
    return REDACTED;
  }

  /** `<redacted>`. */
  toJSON(): string {
    return REDACTED;
  }

  /** `<redacted>`, also for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return REDACTED;
  }
}
