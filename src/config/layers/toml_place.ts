/**
 * Finds where a value stands in a TOML text, since the parser does not say it of values that it took.
 *
 * @module
 */

const KEY = String.raw`(?:[\w-]+|"[^"\n]*"|'[^'\n]*')`;
const DOTTED = String.raw`${KEY}(?:[ \t]*\.[ \t]*${KEY})*`;
const TABLE = new RegExp(String.raw`^[ \t]*\[[ \t]*(${DOTTED})[ \t]*\][ \t]*(?:#.*)?\r?$`);
const ASSIGNMENT = new RegExp(String.raw`^([ \t]*(${DOTTED})[ \t]*=[ \t]*)`);

/** A string of any of the four kinds, or a comment (TOML 1.0). */
const QUOTED = /"""(?:\\[^]|[^\\])*?"""+|'''[^]*?'''+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*/g;

/**
 * Line and column of the value that is set at `path`, as `3:11`.
 *
 * @returns `undefined` where it stands inside an inline table or behind something else that a look at
 * single lines does not tell.
 */
export function placeInToml(text: string, path: readonly string[]): string | undefined {
  let table: readonly string[] | undefined = [];
  for (const [index, line] of withoutLongStrings(text).split("\n").entries()) {
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

/** A line of a multi-line string may look like anything; only how many there are counts here. */
function withoutLongStrings(text: string): string {
  return text.replace(
    QUOTED,
    (quoted) => /^(?:"""|''')/.test(quoted) ? quoted.replace(/[^\n]/g, " ") : quoted,
  );
}

/** The text with `change` made to all of it but strings, quoted keys and comments. */
export function outsideStrings(text: string, change: (code: string) => string): string {
  let end = 0;
  let changed = "";
  for (const { 0: quoted, index } of text.matchAll(QUOTED)) {
    changed += change(text.slice(end, index)) + quoted;
    end = index + quoted.length;
  }
  return changed + change(text.slice(end));
}

function keysOf(dotted: string | undefined): string[] | undefined {
  return dotted?.match(new RegExp(KEY, "g"))?.map((key) => key.replace(/^["']|["']$/g, ""));
}

function isSame(keys: readonly string[], path: readonly string[]): boolean {
  return keys.length === path.length && keys.every((key, index) => key === path[index]);
}
