/**
 * What a field of the log may be; `log_events.ts` has the lines.
 *
 * Promise: a log field is a boolean, a number or a {@linkcode Loggable}, and a `Loggable` is made by
 * one of the reviewed constructors here. None of them takes free text, so text that nobody reviewed
 * does not compile as a log field; should it get there all the same, the formatter refuses it.
 *
 * @module
 */
import { isReviewedWord, type ReviewedWord } from "./log_words.ts";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { isLoopbackHost, type LoopbackAddress, networkAddress } from "../base/endpoints.ts";
import { allowListedUrl } from "./text/allow_list.ts";
import { BackendText, type TextSource } from "./text/backend_text.ts";
import type { LiveSecrets } from "./text/live_secrets.ts";
import { MASKED } from "./text/secret.ts";

/** Stands in the log for what nobody reviewed. */
export const UNREVIEWED = "<unreviewed>";

/** Where codex has other words than @std's table. */
const CODEX_PHRASES: Readonly<Record<number, string>> = {
  203: "Non Authoritative Information",
  207: "Multi-Status",
  407: "Proxy Authentication Required",
  413: "Payload Too Large",
};

/** What a `Loggable` was made from: its constructor's name. */
export type LoggableKind =
  | "url"
  | "status"
  | "serverText"
  | "transportError"
  | "host"
  | "loopback"
  | "word";

/** A log value that a reviewed constructor made. */
export class Loggable<Kind extends LoggableKind = LoggableKind> {
  readonly #kind: Kind;
  readonly #text: string | (() => string);

  private constructor(kind: Kind, text: string | (() => string)) {
    this.#kind = kind;
    this.#text = text;
  }

  /**
   * A URL of this program: of the configuration that `secrets` knows, or of our own loopback address.
   * Userinfo and fragment are left out, secrets and what is no endpoint of ours are masked.
   */
  static url(url: URL, secrets: LiveSecrets): Loggable<"url"> {
    if (!/^https?:$/.test(url.protocol)) return new Loggable("url", UNREVIEWED);
    const copy = new URL(url);
    const own = isLoopbackHost(url.hostname) ? new URL("/", url) : undefined;
    const place = secrets.placeOf(url) ?? own;
    // Made when it is written: most lines with a URL are for RUST_LOG=debug, and redacting takes memory.
    const text = place ? () => allowListedUrl(copy, place, secrets, true) : MASKED;
    return new Loggable("url", text);
  }

  /** Scheme, host and port of the proxy in the configuration that `secrets` knows. */
  static proxy(url: URL, secrets: LiveSecrets): Loggable<"url"> {
    const slash = url.pathname === "/" ? "/" : "";
    const isKnown = secrets.placeOf(url) !== undefined;
    return new Loggable("url", isKnown ? `${url.protocol}//${url.host}${slash}` : MASKED);
  }

  /** An HTTP status as `400 Bad Request`, with the canonical phrase whatever the server sent. */
  static status(status: number): Loggable<"status"> {
    return new Loggable("status", statusWithPhrase(Math.trunc(status)));
  }

  /** Text that came from a server: by the allow-list, bounded, one line, quoted; `"unknown"` where absent. */
  static serverText(text: BackendText | undefined): Loggable<"serverText"> {
    const said = text === undefined ? "" : textFrom(text, "server");
    return new Loggable("serverText", said || "unknown");
  }

  /** What a server calls a request, for its support. */
  static requestId(text: BackendText<"request id">): Loggable<"serverText"> {
    return new Loggable("serverText", textFrom(text, "request id"));
  }

  /** The runtime's own words for a failed request, by the allow-list. */
  static transportError(text: BackendText<"runtime">): Loggable<"transportError"> {
    return new Loggable("transportError", textFrom(text, "runtime"));
  }

  /** Host and port, as `auth.openai.com:443`, of a URL of the configuration that `secrets` knows. */
  static host(url: URL, secrets: LiveSecrets | undefined): Loggable<"host"> {
    return new Loggable("host", secrets?.placeOf(url) ? networkAddress(url) : MASKED);
  }

  /** `127.0.0.1:1455` or `[::1]:1455`. */
  static loopback(port: number, address: LoopbackAddress = "127.0.0.1"): Loggable<"loopback"> {
    const host = address === "::1" ? "[::1]" : "127.0.0.1";
    return new Loggable("loopback", `${host}:${Math.trunc(port)}`);
  }

  /** One of this program's own words; what is in no list of them, as `any` can be, is not printed. */
  static word(word: ReviewedWord): Loggable<"word"> {
    return new Loggable("word", isReviewedWord(word) ? word : UNREVIEWED);
  }

  /** Kind and text, for the formatter; `undefined` for anything that only looks like one. */
  static textOf(value: unknown): { kind: LoggableKind; text: string } | undefined {
    if (typeof value !== "object" || value === null || !(#text in value)) return undefined;
    const text = typeof value.#text === "string" ? value.#text : value.#text();
    return { kind: value.#kind, text };
  }
}

function textFrom(text: unknown, source: TextSource): string {
  return BackendText.isFrom(text, source) ? text.forLog() : UNREVIEWED;
}

/** A status code with its canonical phrase, as `502 Bad Gateway`. */
export function statusWithPhrase(status: number): string {
  const phrase = CODEX_PHRASES[status] ?? STATUS_TEXT[status as StatusCode];
  return `${status} ${phrase ?? "<unknown status code>"}`;
}

/** What a field of the log may be. */
export type LogField = Loggable | boolean | number;
