import assert from "node:assert/strict";
import { numberText, parseKeepingNumbers } from "../../src/base/json_numbers.ts";

Deno.test("numbers are written as they were read, however JavaScript would round them", () => {
  for (
    const text of [
      '{"a":12345678901234567890,"b":[1.0,-0,1e400,-9007199254740993],"c":{"d":1E2}}',
      '{"__proto__":1.0,"a":1}',
      "1.50",
    ]
  ) {
    assert.equal(JSON.stringify(parseKeepingNumbers(text)), text);
  }
});

Deno.test("numbers that JavaScript keeps are numbers, and everything else is what it was", () => {
  const text = '{"a":1,"b":-2.5,"c":"1.0","d":null,"e":[true,{}]}';
  assert.deepEqual(parseKeepingNumbers(text), JSON.parse(text));
});

Deno.test("a kept number still tells its text, and nothing else has one", () => {
  assert.equal(numberText(parseKeepingNumbers("9007199254740993")), "9007199254740993");
  assert.equal(numberText(parseKeepingNumbers("7")), "7");
  for (const value of ["1.0", null, {}, { rawJSON: "1" }, true]) {
    assert.equal(numberText(value), undefined);
  }
});
