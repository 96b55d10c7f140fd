/**
 * Makes text from elsewhere safe to show: nothing in it can move a cursor, forge a line or turn the
 * reading direction.
 *
 * @module
 */

// Control characters (C0, DEL, C1), soft hyphen, bidi marks and overrides, zero-width characters,
// line separators, lone surrogates, interlinear annotations and the tag block.
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;

const SHORT_ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Writes each control, bidi and zero-width character as an escape such as `\u{1b}`; one line. */
export function escapeUnprintable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) =>
      SHORT_ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Cuts `text` to `limit` UTF-16 units, never inside a surrogate pair, and marks the cut with `…`. */
export function bound(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "") + "…";
}

/** The same for a `limit` in bytes of UTF-8, the mark counted in. */
export function boundBytes(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= limit) return text;
  // What the cut left of a character is no whole one.
  const kept = new TextDecoder().decode(bytes.subarray(0, limit - 3), { stream: true });
  return kept + "…";
}

/** A text that begins a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A path as a word of the shell, quoted where it has to be, that can also be read in a sentence. */
export function shellWord(path: string): string {
  if (/^[\w@%+=:,.\\/~-]+$/.test(path)) return path;
  return escapeUnprintable(`'${path.replaceAll("'", `'\\''`)}'`);
}
