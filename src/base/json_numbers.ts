/**
 * JSON whose numbers survive reading and writing: `1.0`, `1e400` and integers beyond 2^53 too, which
 * JavaScript would round.
 *
 * @module
 */

/** What TypeScript does not know yet of `JSON` (the proposal "JSON.parse source text access"). */
const SourceJson = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

/**
 * Parses `text`; a number that JavaScript would write in another way becomes a value that only
 * `JSON.stringify` and {@linkcode numberText} know.
 *
 * @throws {SyntaxError} As `JSON.parse`.
 */
export function parseKeepingNumbers(text: string): unknown {
  return SourceJson.parse(text, (_key, value, { source }) => {
    const isChanged = typeof value === "number" && source !== undefined && String(value) !== source;
    return isChanged ? SourceJson.rawJSON(source) : value;
  });
}

/** A parsed number as it stood in the text; `undefined` for anything else. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return SourceJson.isRawJSON(value) ? value.rawJSON : undefined;
}
