/**
 * Undoes the escapes of a text, so that what is looked for in it is found behind them, too.
 *
 * @module
 */

// Percent-encoding thrice, inside of HTML inside of JSON: nobody goes further.
const MOST_LEVELS = 5;

// Percent-encoding (of UTF-8), HTML entities, and the escapes of JSON and its relatives.
const ESCAPE =
  /(?:%[\da-f]{2})+|&#(?:\d{1,8}|x[\da-f]{1,6});?|&(?:amp|lt|gt|quot|apos);|\\(?:u\{[\da-f]{1,6}\}|u[\da-f]{4}|x[\da-f]{2}|["'\\/bfnrt])/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const CONTROLS: Readonly<Record<string, string>> = { b: " ", f: " ", n: "\n", r: "\r", t: "\t" };

/**
 * `text` as `redact` leaves it, and where there is more to redact behind escapes, as it reads without
 * them: a person loses nothing by that.
 */
export function redactThroughEscapes(text: string, redact: (text: string) => string): string {
  let shown = redact(text);
  let read = shown;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const next = unescapeOnce(read);
    if (next === read) break;
    read = redact(next);
    if (read !== next) shown = read;
  }
  return shown;
}

/** `text` without its escapes, whatever is escaped in what. */
export function unescaped(text: string): string {
  let read = text;
  for (let level = 0; level < MOST_LEVELS; level++) read = unescapeOnce(read);
  return read;
}

function unescapeOnce(text: string): string {
  return text.replace(ESCAPE, (escape) => {
    if (escape.startsWith("%")) {
      const bytes = escape.slice(1).split("%").map((digits) => parseInt(digits, 16));
      return new TextDecoder().decode(Uint8Array.from(bytes));
    }
    const [, decimal, hexadecimal] = /^(?:&#(\d+)|(?:&#x|\\[ux]\{?)([\da-f]+))/i.exec(escape) ?? [];
    const codePoint = decimal ? Number(decimal) : parseInt(hexadecimal ?? "", 16);
    if (codePoint <= 0x10ffff) return String.fromCodePoint(codePoint);
    return ENTITIES[escape.slice(1, -1)] ?? CONTROLS[escape.slice(1)] ?? escape.slice(1);
  });
}
