// A broken auth.json is named with the place, so the place has to be right.
import assert from "node:assert/strict";
import { jsonErrorPlace } from "../../src/base/json_error_place.ts";

const CASES: readonly [text: string, line: number, column: number][] = [
  ["{", 1, 2],
  ["[1,", 1, 4],
  ["", 1, 1],
  ["<html>", 1, 1],
  ['{"a":1}}', 1, 8],
  ['{"a":1]', 1, 7],
  ['{"a" 1}', 1, 6],
  ["{'a':1}", 1, 2],
  ['{"a":1,}', 1, 8],
  ["[1,]", 1, 4],
  ["[,1]", 1, 2],
  ['{\n  "a": "x\ty"\n}', 2, 8],
  ['{\n  "a": "x",\n  "b": tru\n}', 3, 8],
  ['{\n  "a": "x"\n  "b": 1\n}', 3, 3],
  ['{"a":"\\x"}', 1, 6],
  ['{"a":01}', 1, 7],
  ['{"a":-}', 1, 6],
  ["nul", 1, 1],
  ['"open', 1, 1],
  ["1 2", 1, 3],
  ['{"a":1} // note', 1, 9],
  ["{]", 1, 2],
  ["[}", 1, 2],
  ["[1:2]", 1, 3],
  ["{1:2}", 1, 2],
];

for (const [text, line, column] of CASES) {
  Deno.test(`the text ${JSON.stringify(text)} breaks at ${line}:${column}`, () => {
    assert.throws(() => JSON.parse(text), "this case has to be no JSON");
    assert.deepEqual(jsonErrorPlace(text), { line, column });
  });
}

Deno.test("the runtime and the place agree about what is JSON, for every cut of a document", () => {
  const text = JSON.stringify(
    { a: [1, -2.5e3, true, false, null, { b: 'q"\\\u0001é' }], c: {}, d: [] },
    null,
    1,
  );
  for (let end = 0; end < text.length; end++) {
    const { line, column } = jsonErrorPlace(text.slice(0, end));
    const offset = text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) +
      column - 1;
    assert.ok(offset <= end, `a place behind the end for ${end}`);
  }
});
