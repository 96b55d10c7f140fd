// Whatever a server answers, in whatever spelling: no run of eight characters of a secret is in the log.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { BackendText } from "../../src/log/text/backend_text.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { formatEvent } from "../../src/log/log_format.ts";
import { Loggable } from "../../src/log/loggable.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { serverText } from "../fixtures/server_text.ts";

const ANSWERS = 20_000;
const ISSUER = "https://auth.example/base";

const escapedBy = (write: (unit: number) => string) => (text: string) =>
  text.split("").map((character) => write(character.charCodeAt(0))).join("");
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");
const percent = escapedBy((unit) => `%${hex(unit, 2)}`);
const inLines = (text: string, length: number) =>
  text.match(new RegExp(`.{1,${length}}`, "g"))?.join("\r\n") ?? "";

const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  "raw": (text) => text,
  "percent-encoded": percent,
  "percent-encoded twice": (text) => encodeURIComponent(percent(text)),
  "percent-encoded thrice": (text) => encodeURIComponent(encodeURIComponent(percent(text))),
  "base64": (text) => Buffer.from(text).toString("base64"),
  "base64, behind a name": (text) => Buffer.from(`id:${text}`).toString("base64"),
  "base64url": (text) => Buffer.from(text).toString("base64url"),
  "base64url, behind a name": (text) => Buffer.from(`c=${text}`).toString("base64url"),
  "MIME lines": (text) => inLines(Buffer.from(text).toString("base64"), 76),
  "MIME lines in JSON": (text) =>
    JSON.stringify(inLines(Buffer.from(text).toString("base64"), 76)).slice(1, -1),
  "hexadecimal": (text) => Buffer.from(text).toString("hex"),
  "hexadecimal in pairs": (text) => escapedBy((unit) => `${hex(unit, 2)}:`)(text),
  "decimal HTML entities": escapedBy((unit) => `&#${unit};`),
  "decimal HTML entities in HTML": escapedBy((unit) => `&amp;#${unit};`),
  "hexadecimal HTML entities": escapedBy((unit) => `&#x${hex(unit, 2)};`),
  "JSON escapes": escapedBy((unit) => `\\u${hex(unit, 4)}`),
  "JSON escapes in JSON": (text) =>
    JSON.stringify(escapedBy((unit) => `\\u${hex(unit, 4)}`)(text)).slice(1, -1),
  "upper case": (text) => text.toUpperCase(),
  "lower case": (text) => text.toLowerCase(),
  "reversed": (text) => text.split("").reverse().join(""),
  "spaced": (text) => text.split("").join(" "),
  "spaced by dashes": (text) => text.split("").join("-"),
  "cut in two": (text) => `${text.slice(0, text.length / 2)} ${text.slice(text.length / 2)}`,
  "the first 60 %": (text) => text.slice(0, text.length * 0.6),
};

const some = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const SMALL = "abcdefghijklmnopqrstuvwxyz";
const LETTERS = SMALL + SMALL.toUpperCase();
const BASE64URL = `${LETTERS}0123456789-_`;

/** Long enough to be a credential whole or cut: code, state, verifier, a key, a hash, a JWT. */
const CREDENTIAL = fc.oneof(
  some(BASE64URL, 43, 86),
  some("0123456789abcdef", 40, 64),
  some(SMALL, 42, 60),
  some(LETTERS, 42, 60),
  // Of base64url, with not one digit in it.
  some(`${LETTERS}-_`, 43, 86),
  some(BASE64URL, 42, 50).map((text) => `sk-${text}`),
  some(BASE64URL, 60, 90).map((text) => `eyJ${text}.${text}`),
);

/** And what only somebody who knows it can tell from prose; 60 % of it is a run, or far from one. */
const SECRET = fc.oneof(
  CREDENTIAL,
  some(SMALL, 14, 20),
  fc.constantFrom("deadbeefcafe", "correct-horse-battery", "ABCD-EFGH", "a/b+c=d&e?f#gh"),
  some("0123456789", 14, 18),
);

/** A spy among real messages; what stands before it stays readable. */
const MESSAGES: readonly [readable: string, rest: (spy: string) => string][] = [
  ["The authorization code has expired", (spy) => `: ${spy}`],
  ["", (spy) => spy],
  ["AADSTS70008: The provided authorization code or refresh token", (spy) => ` '${spy}' is bad.`],
  ["error code: invalid_grant", (spy) => `, code=${spy}&state=x`],
  ["Bad Request", (spy) => `<p>${spy}</p><br>cloudflare`],
  ["upstream connect error or", (spy) => ` disconnect/reset before headers. ${spy}, 2`],
  ["unknown client", (spy) => `"${spy}" (${spy}) [${spy}]`],
  ["see", (spy) => ` https://user:${spy}@help.example/${spy}?a=${spy}#${spy}`],
  ["at", (spy) => ` ${ISSUER}/${spy}?a=${spy}&redirect_uri=http://h/${spy}`],
  ["call", (spy) => ` me ${spy} at the_${spy}-end.`],
];

type Way = (text: string, spy: string, secrets: LiveSecrets) => string;
const WAYS: Readonly<Record<string, Way>> = {
  "a server's words": (text, _, secrets) => {
    const body = serverText(JSON.stringify({ error: text, error_description: text }), secrets);
    return formatEvent({
      event: "oauth token exchange returned non-success status",
      status: Loggable.status(400),
      error_code: Loggable.serverText(body.member("error")),
      error_message: Loggable.serverText(body.member("error_description")),
    });
  },
  "the runtime's words": (text, _, secrets) =>
    formatEvent({
      event: "oauth token exchange transport failure",
      is_timeout: false,
      is_connect: false,
      is_request: true,
      error: Loggable.transportError(
        BackendText.ofError(new TypeError("fetch failed", { cause: new Error(text) }), secrets),
      ),
    }),
  "a URL": (_, spy, secrets) => {
    const urls = [
      `${ISSUER}/${spy}?${spy}&a=${spy}`,
      `https://${spy}/`,
      `https://h/${spy}`,
      `x:${spy}`,
    ];
    const lines = urls.flatMap((url) => {
      const parsed = URL.parse(url);
      const issuer = parsed && Loggable.url(parsed, secrets);
      return issuer ? [formatEvent({ event: "requesting device code", issuer })] : [];
    });
    return lines.join("\n");
  },
};

Deno.test(`no run of eight characters of a secret is in the log of ${ANSWERS} answers`, () => {
  let found = 0;
  fc.assert(
    fc.property(
      // Half of them are secrets of the login, half are known to nobody.
      fc.oneof(
        SECRET.map((spy) => ({ spy, isKnown: true })),
        CREDENTIAL.map((spy) => ({ spy, isKnown: false })),
      ),
      fc.constantFrom(...Object.keys(ENCODINGS)),
      fc.constantFrom(...MESSAGES),
      fc.constantFrom(...Object.keys(WAYS)),
      ({ spy, isKnown }, encoding, [readable, rest], way) => {
        const secrets = LiveSecrets.ofUrls([ISSUER], ...(isKnown ? [new Secret(spy)] : []));
        const encoded = ENCODINGS[encoding]?.(spy) ?? "";
        const log = WAYS[way]?.(readable + rest(encoded), encoded, secrets) ?? "";
        assertNone(log, spy);
        assertNone(log, spy.split("").reverse().join(""));
        assertNone(log, encoded);
        // The last word may be taken for a part of what follows.
        if (way !== "a URL") assert.ok(log.includes(readable.replace(/\S*$/, "").trim()), log);
        found++;
      },
    ),
    { numRuns: ANSWERS },
  );
  assert.equal(found, ANSWERS);
});

/** Whatever stands between the characters, and whatever their case. */
function assertNone(log: string, text: string): void {
  const ours = log.replace(/^\S+|\\+[rn]/gm, "").replace(/<(?:masked|redacted)>|[&=\n]/g, "§");
  const [folded = "", wanted = ""] = [ours, text]
    .map((each) => each.toLowerCase().replace(/[^a-z0-9§]/g, ""));
  for (let i = 0; i + 8 <= wanted.length; i++) {
    const run = wanted.slice(i, i + 8);
    if (folded.includes(run)) assert.fail(`${run} of ${text} is in: ${log}`);
  }
}
