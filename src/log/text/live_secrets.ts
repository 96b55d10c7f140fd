/**
 * The secrets of the login that is under way, to be found and masked in whatever a server or the
 * runtime says.
 *
 * Promise: a run of eight letters or digits of a secret is found, whatever stands between them, in
 * either case and direction, in hexadecimal, in base64 at any alignment, and behind escapes. Looking takes
 * time in proportion to the text, and no regular expression is made of a secret.
 *
 * @module
 */
import { networkAddress } from "../../base/endpoints.ts";
import { isSensitiveParameter, redactCredentialShapes } from "./credential_shapes.ts";
import { unescaped } from "./escapes.ts";
import { REDACTED, Secret } from "./secret.ts";
import { RUN_LENGTH, SharedRuns } from "./shared_runs.ts";

// A shorter value would mask ordinary words; one without a whole run is masked as it stands only.
const SHORTEST_MASKED = 4;
const HEXADECIMAL = "0123456789abcdef";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Everything that must not appear in any text that this login shows or writes. */
export class LiveSecrets {
  readonly #values = new Set<string>();
  #runs: SharedRuns | undefined;
  readonly #shortOnes = new Set<string>();
  #unread: string[] = [];
  #places: readonly URL[] = [];
  #areBeyondAscii = false;

  /** Starts with `secrets`; more may come as the login learns them. */
  constructor(...secrets: Secret[]) {
    this.add(...secrets);
  }

  /**
   * Starts with what is secret in the URLs of the configuration, the issuer's and a proxy's, and with
   * `secrets`. Where those URLs lead is none: the log may name their hosts, and no others.
   */
  static ofUrls(urls: readonly string[], ...secrets: Secret[]): LiveSecrets {
    const own = new LiveSecrets(...urls.flatMap(secretsOfUrl), ...secrets);
    own.#places = urls.map((url) => new URL(url));
    return own;
  }

  /** Masks these values too, from now on. */
  add(...secrets: Secret[]): void {
    for (const secret of secrets) {
      const value = secret.reveal();
      if (value.length < SHORTEST_MASKED || this.#values.has(value)) continue;
      this.#values.add(value);
      this.#unread.push(value);
      this.#areBeyondAscii ||= /[^\0-\x7f]/.test(value);
    }
  }

  /**
   * Whether one of them has characters beyond ASCII, as no code of RFC 6749 has: of those no runs are found
   * but the whole.
   */
  get areBeyondAscii(): boolean {
    return this.#areBeyondAscii;
  }

  /** The URL of the configuration that leads to the same host and port. */
  placeOf(url: URL): URL | undefined {
    return this.#places.find(({ protocol, host }) =>
      protocol === url.protocol && host === url.host
    );
  }

  /** Whether `text` is the host of such a URL, alone or with its port. */
  isPlace(text: string): boolean {
    const name = text.toLowerCase();
    return this.#places.some((place) => name === place.hostname || name === networkAddress(place));
  }

  /** `text` with each live secret and each credential-shaped value replaced by `<redacted>`. */
  mask(text: string): string {
    for (const value of this.#unread.splice(0)) this.#learn(value);
    // All escapes at once: they may stand in the middle of what was encoded, as line breaks of base64 do.
    const read = unescaped(text);
    const redacted = this.#redact(read);
    const isFound = redacted !== read || read === text;
    return redactCredentialShapes(isFound ? redacted : this.#redact(text));
  }

  #learn(value: string): void {
    this.#runs ??= new SharedRuns();
    if (value.replace(/[^A-Za-z0-9]/g, "").length < RUN_LENGTH) this.#shortOnes.add(value);
    for (const spelling of [value, ...encodings(value)]) this.#runs.add(spelling);
  }

  #redact(text: string): string {
    const parts = this.#runs?.find(text) ?? [];
    let redacted = "";
    let done = 0;
    for (let [start, end] of parts) {
      // With the letters and digits around it: they belong to what was encoded.
      while (start > done && /[A-Za-z0-9%]/.test(text.charAt(start - 1))) start--;
      while (/[A-Za-z0-9=]/.test(text.charAt(end))) end++;
      if (start >= done) redacted += text.slice(done, start) + REDACTED;
      done = Math.max(done, end);
    }
    redacted += text.slice(done);
    const redactShortOnes = (part: string) =>
      [...this.#shortOnes].reduce((rest, value) => rest.replaceAll(value, REDACTED), part);
    return redacted.split(REDACTED).map(redactShortOnes).join(REDACTED);
  }
}

/** What else a secret may look like: reversed, in hexadecimal, in base64 at its three alignments. */
function encodings(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  return [
    value.split("").reverse().join(""),
    digits(bytes, 4, HEXADECIMAL),
    ...[0, 4, 2].map((skippedBits) => digits(bytes, 6, BASE64, skippedBits)),
  ];
}

/** The digits of so many bits that `bytes` alone decide. At the first call `btoa` takes several times as long. */
function digits(bytes: Uint8Array, size: number, alphabet: string, skippedBits = 0): string {
  const mask = 2 ** size - 1;
  const codes = new Uint8Array(Math.max(bytes.length * 8 - skippedBits, 0) / size);
  let length = 0;
  let value = 0;
  let bits = -skippedBits;
  for (let i = 0; i < bytes.length; i++) {
    value = value << 8 | bytes[i]!;
    for (bits += 8; bits >= size;) {
      bits -= size;
      codes[length++] = alphabet.charCodeAt(value >> bits & mask);
    }
  }
  return new TextDecoder().decode(codes);
}

/** The secrets inside a URL of the configuration: its userinfo and its sensitive parameters. */
function secretsOfUrl(text: string): Secret[] {
  const { username, password, searchParams } = new URL(text);
  const [name = "", word = ""] = [username, password].map(decodePercent);
  // The last as a proxy is sent them (RFC 7617 section 2).
  const values = [username, password, name, word, ...(password ? [`${name}:${word}`] : [])];
  for (const [name, value] of searchParams) {
    if (isSensitiveParameter(name, value)) values.push(value);
  }
  return values.map((value) => new Secret(value));
}

function decodePercent(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll("+", "%2B")}`).get("v") ?? text;
}
