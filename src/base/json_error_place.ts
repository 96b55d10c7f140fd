/**
 * Finds where a text stops being JSON (RFC 8259).
 *
 * The runtime's own message is of no use: it gives the place only sometimes, and an excerpt of the
 * text, which may be a secret.
 *
 * @module
 */

/** A place in a text, both counted from 1; columns in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const TOKEN = new RegExp(
  [
    String.raw`[{}[\]:,]`,
    String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`,
    String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`,
    "true",
    "false",
    "null",
  ].join("|"),
  "y",
);

/** What may come next. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or end";

/** The first place at which `text` is no JSON; its end where something is missing there. */
export function jsonErrorPlace(text: string): TextPlace {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  for (let index = 0;;) {
    index = skipWhiteSpace(text, index);
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(text)?.[0];
    const next: Expected | "" | undefined = token && follow(token, expected, open);
    if (!token || !next) return placeOf(text, index);
    expected = next;
    index += token.length;
  }
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
