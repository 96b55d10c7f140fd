/**
 * Finds where a text stops being JSON (RFC 8259), and which keys stand in it, also twice.
 *
 * The runtime's own message is of no use: it gives the place only sometimes, and an excerpt of the
 * text, which may be a secret. Of a key that stands twice it says nothing at all.
 *
 * @module
 */

/** A place in a text, both counted from 1; columns in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const TOKEN = /[{}[\]:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** What may come next. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

/**
 * The first place at which `text` is no JSON; its end where something is missing there.
 *
 * @param onKey Is told each key as it comes, behind those of the objects around it, as in `["tokens",
 * "id_token"]`; within a list there is no name for the list's place.
 */
export function jsonErrorPlace(
  text: string,
  onKey: (path: readonly (string | undefined)[]) => void = () => {},
): TextPlace {
  const open: ("{" | "[")[] = [];
  const path: (string | undefined)[] = [];
  let expected: Expected = "value";
  for (let index = 0;;) {
    index = skipWhiteSpace(text, index);
    const token = text[index] === '"' ? stringAt(text, index) : matchAt(TOKEN, text, index);
    const next: Expected | "" | undefined = token && follow(token, expected, open);
    if (!token || !next) return placeOf(text, index);
    if (next === ":") {
      path.length = open.length - 1;
      path.push(JSON.parse(token));
      onKey(path);
    }
    expected = next;
    index += token.length;
  }
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** The string that begins at `index`, if it ends; no regular expression can take one of megabytes. */
function stringAt(text: string, index: number): string | undefined {
  for (let end = index + 1; end < text.length; end++) {
    const character = text[end] ?? "";
    if (character === '"') return text.slice(index, end + 1);
    if (character < " ") return undefined;
    if (character !== "\\") continue;
    const escape = matchAt(ESCAPE, text, end);
    if (escape === undefined) return undefined;
    end += escape.length - 1;
  }
  return undefined;
}

/** What may come after `token`, or `undefined` where it may not stand. */
function follow(token: string, expected: Expected, open: ("{" | "[")[]): Expected | undefined {
  const isString = token.startsWith('"');
  switch (expected) {
    case "key":
    case "key or }":
      if (isString) return ":";
      return expected === "key or }" && token === "}" ? close(open, "{") : undefined;
    case ":":
      return token === ":" ? "value" : undefined;
    case ", or end": {
      const container = open.at(-1);
      if (token === ",") return container && (container === "{" ? "key" : "value");
      if (token === "}") return close(open, "{");
      return token === "]" ? close(open, "[") : undefined;
    }
    default:
      if (token === "]") return expected === "value or ]" ? close(open, "[") : undefined;
      if (token === "{" || token === "[") {
        open.push(token);
        return token === "{" ? "key or }" : "value or ]";
      }
      return isString || /^[-\dtfn]/.test(token) ? ", or end" : undefined;
  }
}

function close(open: ("{" | "[")[], container: "{" | "["): Expected | undefined {
  return open.at(-1) === container && open.pop() ? ", or end" : undefined;
}

function skipWhiteSpace(text: string, index: number): number {
  while (" \t\r\n".includes(text[index] ?? "x")) index++;
  return index;
}

function placeOf(text: string, index: number): TextPlace {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
