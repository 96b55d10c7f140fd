/**
 * The secrets of the login that is under way, to be found and masked in whatever a server or the
 * runtime says, in each encoding that an echo is likely to use.
 *
 * @module
 */
import { isSensitiveParameter, redactCredentialShapes } from "./credential_shapes.ts";
import { REDACTED, Secret } from "./secret.ts";

// A shorter value would mask ordinary words; real codes and tokens are far longer.
const SHORTEST_MASKED = 4;
const SHORTEST_BASE64 = 8;
// Longer secrets are known by their beginning, up to where their alphabet ends: a regular expression
// over a token of several kilobytes would cost more than it finds.
const LONGEST_SPELLED_OUT = 120;

const NAMED_ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Everything that must not appear in any text that this login shows or writes. */
export class LiveSecrets {
  readonly #values = new Set<string>();
  #spellings: RegExp | undefined;
  #base64Cores: string[] = [];

  /** Starts with `secrets`; more may come as the login learns them. */
  constructor(...secrets: Secret[]) {
    this.add(...secrets);
  }

  /** Masks these values too, from now on. */
  add(...secrets: Secret[]): void {
    for (const secret of secrets) {
      const value = secret.reveal();
      if (value.length >= SHORTEST_MASKED) this.#values.add(value);
    }
    this.#spellings = undefined;
  }

  /** `text` with each live secret and each credential-shaped value replaced by `<redacted>`. */
  mask(text: string): string {
    if (this.#values.size === 0) return redactCredentialShapes(text);
    this.#spellings ??= this.#spellOut();
    const masked = text.replace(this.#spellings, REDACTED)
      // A run of base64 goes as a whole: the secret may be a part of what was encoded.
      .replace(
        BASE64_RUN,
        (run) => this.#base64Cores.some((core) => run.includes(core)) ? REDACTED : run,
      );
    return redactCredentialShapes(masked);
  }

  #spellOut(): RegExp {
    // Longest first, so that a secret that begins like another one goes as a whole.
    const secrets = [...this.#values].sort((a, b) => b.length - a.length);
    this.#base64Cores = secrets.flatMap((secret) => base64Cores(knownPart(secret)));
    return new RegExp(secrets.flatMap(spellings).join("|"), "gu");
  }
}

const BASE64_RUN = /[\w+/-]{8,}={0,2}/g;

function knownPart(secret: string): string {
  return secret.slice(0, LONGEST_SPELLED_OUT);
}

function spellings(secret: string): string[] {
  const known = knownPart(secret);
  const rest = known === secret ? "" : "[\\w.~+/=%&#;\\\\-]*";
  return [
    Array.from(known, characterSpellings).join("") + rest,
    anyCase(hex(new TextEncoder().encode(known))) + "[0-9a-fA-F]*",
  ];
}

/** One character as itself, percent-encoded (once or twice), as an HTML entity or a JSON escape. */
function characterSpellings(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const bytes = new TextEncoder().encode(character);
  const percent = Array.from(bytes, (byte) => `%(?:25)?${anyCase(hex([byte]))}`).join("");
  const forms = [
    escapeRegExp(character),
    percent,
    `&#0{0,4}${codePoint};`,
    `&#[xX]0{0,4}${anyCase(codePoint.toString(16))};`,
    `\\\\{1,3}u${anyCase(codePoint.toString(16).padStart(4, "0"))}`,
  ];
  if (character === " ") forms.push("\\+");
  if (/["\\/]/.test(character)) forms.push(`\\\\{1,3}${escapeRegExp(character)}`);
  const entity = NAMED_ENTITIES[character];
  if (entity) forms.push(entity);
  return `(?:${forms.join("|")})`;
}

/** What base64 makes of the secret at each of the three places that it can start in a longer text. */
function base64Cores(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const cores = [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const whole = Math.floor(padded.length / 3) * 3;
    const encoded = btoa(String.fromCharCode(...padded.subarray(0, whole)));
    return encoded.slice(offset === 0 ? 0 : 4);
  }).filter((core) => core.length >= SHORTEST_BASE64);
  return [...new Set([...cores, ...cores.map(toBase64Url)])];
}

function toBase64Url(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_");
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** The secrets inside a URL of the configuration: its password and its sensitive parameters. */
export function secretsOfUrl(text: string): Secret[] {
  const url = new URL(text);
  const values = [url.password, new URLSearchParams(`p=${url.password}`).get("p") ?? ""];
  for (const [name, value] of url.searchParams) {
    if (isSensitiveParameter(name, value)) values.push(value);
  }
  return values.map((value) => new Secret(value));
}
