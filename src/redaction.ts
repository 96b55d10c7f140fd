/**
 * Redacted URLs and server text: the two kinds of foreign text that the log takes.
 *
 * Promise: {@linkcode redactUrl} keeps host, path and the parameters that are not sensitive, and
 * nothing else; {@linkcode BackendText} has no reader that returns what it holds unmasked.
 *
 * @module
 */
import { redactCredentialShapes, SENSITIVE_KEYS } from "./credential_shapes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { REDACTED } from "./secret.ts";
import { bound, escapeUnprintable } from "./visible_text.ts";

/** What a URL that cannot be parsed becomes. */
export const INVALID_URL = "<invalid-url>";
/** Longest text from a server or the runtime in one log field, in UTF-16 units. */
export const LOG_TEXT_LIMIT = 200;
/** Longest text from a server that a person is shown, in UTF-16 units. */
export const PERSON_TEXT_LIMIT = 2048;

/**
 * The URL without userinfo and fragment, the values of sensitive parameters as `<redacted>`.
 *
 * @returns `<invalid-url>` where `url` is a string that cannot be parsed.
 */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === "string" ? URL.parse(url) : new URL(url);
  if (parsed === null) return INVALID_URL;
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  const query = parsed.search.slice(1);
  parsed.search = "";
  const path = redactCredentialShapes(parsed.href);
  return query === "" ? path : `${path}?${query.split("&").map(redactParameter).join("&")}`;
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf("=");
  const name = decodeParameter(equals === -1 ? parameter : parameter.slice(0, equals));
  if (equals === -1) return redactCredentialShapes(parameter);
  if (SENSITIVE_KEYS.includes(name.trim().toLowerCase())) {
    return `${parameter.slice(0, equals)}=${REDACTED}`;
  }
  // A parameter may hold a whole URL of its own (redirect_uri, for one).
  const value = decodeParameter(parameter.slice(equals + 1));
  const redacted = redactCredentialShapes(value);
  return redacted === value ? parameter : `${parameter.slice(0, equals)}=${encodeURI(redacted)}`
    .replaceAll(encodeURI(REDACTED), REDACTED);
}

function decodeParameter(text: string): string {
  return new URLSearchParams(`v=${text}`).get("v") ?? text;
}

/** Redacts each URL inside a longer text, such as the runtime's words for a failed request. */
export function redactUrlsIn(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]*:\/\/(?:<redacted>|[^\s"'<>])+/gi, (match) => {
    // What closes a sentence or a bracket around the URL is not part of it.
    const url = match.replace(/[).,:;\]]+$/, "");
    return redactUrl(url) + match.slice(url.length);
  });
}

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

  /** For the page and the terminal: masked, at most 2048 characters, white space folded. */
  forPerson(): string {
    const folded = this.#secrets.mask(this.#text).replace(/\s*[\r\n\t]\s*/g, " ").trim();
    return bound(escapeUnprintable(folded), PERSON_TEXT_LIMIT);
  }

  /** For a field of the log: masked, URLs redacted, at most 200 characters, one line. */
  forLog(): string {
    return bound(escapeUnprintable(redactUrlsIn(this.#secrets.mask(this.#text))), LOG_TEXT_LIMIT);
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
