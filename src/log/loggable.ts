/**
 * What a field of the log may be; `login_events.ts` has the lines.
 *
 * Promise: a log field is a boolean, a number or a {@linkcode Loggable}, and a `Loggable` is made by
 * one of the reviewed constructors here. None of them takes free text, so text that nobody reviewed
 * does not compile as a log field; should it get there all the same, the formatter refuses it.
 *
 * @module
 */
import type { ReviewedWord } from "./log_words.ts";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { isLoopbackHost } from "../base/loopback_host.ts";
import { networkAddress } from "../base/endpoints.ts";
import { allowListedUrl } from "./allow_list.ts";
import { BackendText, type TextSource } from "./backend_text.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { MASKED } from "./secret.ts";

/** What stands in place of a value that no reviewed constructor takes. */
export const UNREVIEWED = "<unreviewed>";

/** A log value that a reviewed constructor made. */
export class Loggable {
  readonly #text: string | (() => string);
  readonly #isQuoted: boolean;

  private constructor(text: string | (() => string), isQuoted: boolean) {
    this.#text = text;
    this.#isQuoted = isQuoted;
  }

  /**
   * A URL of this program: of the configuration that `secrets` knows, or of our own loopback address.
   * Userinfo and fragment are left out, secrets and what is no endpoint of ours are masked.
   */
  static url(url: URL, secrets: LiveSecrets): Loggable {
    if (!/^https?:$/.test(url.protocol)) return new Loggable(UNREVIEWED, false);
    const copy = new URL(url);
    const own = isLoopbackHost(url.hostname) ? new URL("/", url) : undefined;
    // Made when it is written: most lines with a URL are for RUST_LOG=debug, and redacting takes memory.
    return new Loggable(
      () => allowListedUrl(copy, secrets, secrets.placeOf(copy) ?? own, true),
      false,
    );
  }

  /** Scheme, host and port of the proxy in the configuration that `secrets` knows. */
  static proxy(url: URL, secrets: LiveSecrets): Loggable {
    const slash = url.pathname === "/" ? "/" : "";
    return new Loggable(
      secrets.placeOf(url) ? `${url.protocol}//${url.host}${slash}` : MASKED,
      false,
    );
  }

  /** An HTTP status as `400 Bad Request`, with the canonical phrase whatever the server sent. */
  static status(status: number): Loggable {
    return new Loggable(statusWithPhrase(status), false);
  }

  /** Text that came from a server: by the allow-list, bounded, one line, quoted; `"unknown"` where absent. */
  static serverText(text: BackendText | undefined): Loggable {
    return new Loggable(
      text === undefined ? "unknown" : textFrom(text, "server") || "unknown",
      true,
    );
  }

  /** What a server calls a request, for its support. */
  static requestId(text: BackendText<"request id">): Loggable {
    return new Loggable(textFrom(text, "request id"), true);
  }

  /** The runtime's own words for a failed request, by the allow-list. */
  static transportError(text: BackendText<"runtime">): Loggable {
    return new Loggable(textFrom(text, "runtime"), false);
  }

  /** Host and port, as `auth.openai.com:443`, of a URL of the configuration that `secrets` knows. */
  static host(url: URL, secrets: LiveSecrets | undefined): Loggable {
    return new Loggable(secrets?.placeOf(url) ? networkAddress(url) : MASKED, false);
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
    if (typeof value !== "object" || value === null || !(#text in value)) return undefined;
    const text = typeof value.#text === "string" ? value.#text : value.#text();
    return { text, isQuoted: value.#isQuoted };
  }
}

function textFrom(text: unknown, source: TextSource): string {
  return BackendText.isFrom(text, source) ? text.forLog() : UNREVIEWED;
}

/** A status code with its canonical phrase, as `502 Bad Gateway`. */
export function statusWithPhrase(status: number): string {
  return `${status} ${STATUS_TEXT[status as StatusCode] ?? "<unknown status code>"}`;
}

/** What a field of the log may be. */
export type LogField = Loggable | boolean | number;
