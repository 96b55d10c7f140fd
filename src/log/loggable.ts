/**
 * What a field of the log may be; `login_events.ts` has the lines.
 *
 * Promise: a log field is a boolean, a number or a {@linkcode Loggable}, and a `Loggable` is made by
 * one of the reviewed constructors here. None of them takes free text, so text that nobody reviewed
 * does not compile as a log field; should it get there all the same, the formatter refuses it.
 *
 * @module
 */
import { networkAddress } from "../base/endpoints.ts";
import type { ReviewedWord } from "./log_words.ts";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { type BackendText, redactUrl } from "./redaction.ts";

const genuine = new WeakSet<Loggable>();

/** A log value that a reviewed constructor made. */
export class Loggable {
  readonly #text: string | (() => string);
  readonly #isQuoted: boolean;

  private constructor(text: string | (() => string), isQuoted: boolean) {
    this.#text = text;
    this.#isQuoted = isQuoted;
    genuine.add(this);
  }

  /** A URL without userinfo and fragment, sensitive parameters redacted. */
  static url(url: URL): Loggable {
    const copy = new URL(url);
    // Made when it is written: most lines with a URL are for RUST_LOG=debug, and redacting takes memory.
    return new Loggable(() => redactUrl(copy), false);
  }

  /** An HTTP status as `400 Bad Request`, with the canonical phrase whatever the server sent. */
  static status(status: number): Loggable {
    return new Loggable(statusWithPhrase(status), false);
  }

  /** Text that came from a server: masked, bounded, one line, quoted; `"unknown"` where absent. */
  static serverText(text: BackendText | undefined): Loggable {
    return new Loggable(text?.forLog() || "unknown", true);
  }

  /** The runtime's own words for a failed request, URLs and secrets redacted. */
  static transportError(failure: { readonly text: BackendText }): Loggable {
    return new Loggable(failure.text.forLog(), false);
  }

  /** Host and port of a URL, as `auth.openai.com:443`. */
  static host(url: URL): Loggable {
    return new Loggable(networkAddress(url), false);
  }

  /** `127.0.0.1:1455`. */
  static loopback(port: number): Loggable {
    return new Loggable(`127.0.0.1:${Math.trunc(port)}`, false);
  }

  /** `[::1]:1455`. */
  static loopback6(port: number): Loggable {
    return new Loggable(`[::1]:${Math.trunc(port)}`, false);
  }

  /** What tells one login attempt from another: a random number, as eight hexadecimal digits. */
  static attempt(id: number): Loggable {
    return new Loggable((id >>> 0).toString(16).padStart(8, "0"), false);
  }

  /** One of this program's own words. */
  static word(word: ReviewedWord): Loggable {
    return new Loggable(word, false);
  }

  /** The text as the formatter prints it, or `undefined` for anything that only looks like one. */
  static textOf(value: unknown): { text: string; isQuoted: boolean } | undefined {
    if (!(value instanceof Loggable) || !genuine.has(value)) return undefined;
    const text = typeof value.#text === "string" ? value.#text : value.#text();
    return { text, isQuoted: value.#isQuoted };
  }
}

/** A status code with its canonical phrase, as `502 Bad Gateway`. */
export function statusWithPhrase(status: number): string {
  return `${status} ${STATUS_TEXT[status as StatusCode] ?? "<unknown status code>"}`;
}

/** What a field of the log may be. */
export type LogField = Loggable | boolean | number;
