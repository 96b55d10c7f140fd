import assert from "node:assert/strict";
import { parseKeepingNumbers } from "../../src/base/json_numbers.ts";
import { isObject, parseObject, parseObjectKeepingNumbers } from "../../src/base/json_object.ts";

Deno.test("only what stands in braces is an object, whatever JavaScript calls the rest", () => {
  for (const text of ["{}", '{"a":1}', '{"rawJSON":"1.0"}']) {
    assert.equal(isObject(parseKeepingNumbers(text)), true, text);
  }
  for (const text of ["[]", "null", '"{}"', "1", "1.0", "1e400", "9007199254740993", "true"]) {
    assert.equal(isObject(parseKeepingNumbers(text)), false, text);
    assert.equal(parseObject(text), undefined, text);
    assert.equal(parseObjectKeepingNumbers(text), undefined, text);
  }
});

Deno.test("an object is parsed with or without its numbers as they stood; no JSON is nothing", () => {
  assert.deepEqual(parseObject('{"a":1.0}'), { a: 1 });
  assert.equal(JSON.stringify(parseObjectKeepingNumbers('{"a":1.0}')), '{"a":1.0}');
  for (const text of ["", "{", '\ufeff{"a":1}']) {
    assert.equal(parseObject(text), undefined, text);
    assert.equal(parseObjectKeepingNumbers(text), undefined, text);
  }
});
