/**
 * What a field of the log may be; `log_events.ts` has the lines.
 *
 * Promise: a log field is a boolean, a number or a {@linkcode Loggable}, and a `Loggable` is made by
 * one of the reviewed constructors here. None of them takes free text, so text that nobody reviewed
 * does not compile as a log field; should it get there all the same, the formatter refuses it.
 *
 * @module
 */
import { networkAddress } from "../base/endpoints.ts";
import { isReviewedWord, type ReviewedWord } from "./log_words.ts";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { type BackendText, redactUrl } from "./redaction.ts";

/** Stands in the log for what nobody reviewed. */
export const UNREVIEWED = "<unreviewed>";

/** What a `Loggable` was made from: its constructor's name. */
export type LoggableKind =
  | "url"
  | "status"
  | "serverText"
  | "transportError"
  | "host"
  | "loopback"
  | "word";

const genuine = new WeakSet<Loggable>();

/** A log value that a reviewed constructor made. */
export class Loggable<Kind extends LoggableKind = LoggableKind> {
  readonly #kind: Kind;
  readonly #text: string | (() => string);

  private constructor(kind: Kind, text: string | (() => string)) {
    this.#kind = kind;
    this.#text = text;
    genuine.add(this);
  }

  /** A URL without userinfo and fragment, sensitive parameters redacted. */
  static url(url: URL): Loggable<"url"> {
    const copy = new URL(url);
    // Made when it is written: most lines with a URL are for RUST_LOG=debug, and redacting takes memory.
    return new Loggable("url", () => redactUrl(copy));
  }

  /** An HTTP status as `400 Bad Request`, with the canonical phrase whatever the server sent. */
  static status(status: number): Loggable<"status"> {
    return new Loggable("status", statusWithPhrase(Math.trunc(status)));
  }

  /** Text that came from a server: masked, bounded, one line, quoted; `"unknown"` where absent. */
  static serverText(text: BackendText | undefined): Loggable<"serverText"> {
    return new Loggable("serverText", text?.forLog() || "unknown");
  }

  /** The runtime's own words for a failed request, URLs and secrets redacted. */
  static transportError(failure: { readonly text: BackendText }): Loggable<"transportError"> {
    return new Loggable("transportError", failure.text.forLog());
  }

  /** Host and port of a URL, as `auth.openai.com:443`. */
  static host(url: URL): Loggable<"host"> {
    return new Loggable("host", networkAddress(url));
  }

  /** `127.0.0.1:1455`. */
  static loopback(port: number): Loggable<"loopback"> {
    return new Loggable("loopback", `127.0.0.1:${Math.trunc(port)}`);
  }

  /** `[::1]:1455`. */
  static loopback6(port: number): Loggable<"loopback"> {
    return new Loggable("loopback", `[::1]:${Math.trunc(port)}`);
  }

  /** One of this program's own words; what is in no list of them, as `any` can be, is not printed. */
  static word(word: ReviewedWord): Loggable<"word"> {
    return new Loggable("word", isReviewedWord(word) ? word : UNREVIEWED);
  }

  /** Kind and text, for the formatter; `undefined` for anything that only looks like one. */
  static textOf(value: unknown): { kind: LoggableKind; text: string } | undefined {
    if (!(value instanceof Loggable) || !genuine.has(value)) return undefined;
    const text = typeof value.#text === "string" ? value.#text : value.#text();
    return { kind: value.#kind, text };
  }
}

/** A status code with its canonical phrase, as `502 Bad Gateway`. */
export function statusWithPhrase(status: number): string {
  return `${status} ${STATUS_TEXT[status as StatusCode] ?? "<unknown status code>"}`;
}

/** What a field of the log may be. */
export type LogField = Loggable | boolean | number;
