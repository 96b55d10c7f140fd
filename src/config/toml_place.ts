/**
 * Finds where a value stands in a TOML text, since the parser does not say it of values that it took.
 *
 * @module
 */

const KEY = String.raw`(?:[\w-]+|"[^"\n]*"|'[^'\n]*')`;
const DOTTED = String.raw`${KEY}(?:[ \t]*\.[ \t]*${KEY})*`;
const TABLE = new RegExp(String.raw`^[ \t]*\[[ \t]*(${DOTTED})[ \t]*\][ \t]*(?:#.*)?\r?$`);
const ASSIGNMENT = new RegExp(String.raw`^([ \t]*(${DOTTED})[ \t]*=[ \t]*)`);

/**
 * Line and column of the value that is set at `path`, as `3:11`.
 *
 * @returns `undefined` where it stands inside an inline table or behind something else that a look at
 * single lines does not tell.
 */
export function placeInToml(text: string, path: readonly string[]): string | undefined {
  let table: readonly string[] | undefined = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (/^[ \t]*\[/.test(line)) {
      table = keysOf(TABLE.exec(line)?.[1]);
      continue;
    }
    const [, before = "", dotted] = ASSIGNMENT.exec(line) ?? [];
    const keys = table && keysOf(dotted);
    if (keys && isSame([...table ?? [], ...keys], path)) return `${index + 1}:${before.length + 1}`;
  }
  return undefined;
}

function keysOf(dotted: string | undefined): string[] | undefined {
  return dotted?.match(new RegExp(KEY, "g"))?.map((key) => key.replace(/^["']|["']$/g, ""));
}

function isSame(keys: readonly string[], path: readonly string[]): boolean {
  return keys.length === path.length && keys.every((key, index) => key === path[index]);
}
