import assert from "node:assert/strict";
import { inspect } from "node:util";
import { equalInConstantTime, REDACTED, Secret } from "../../../src/log/text/secret.ts";

const CANARY = "canary-of-the-secret-test";

Deno.test("a secret gives its value to reveal() alone", () => {
  assert.equal(new Secret(CANARY).reveal(), CANARY);
});

Deno.test("every way to turn a secret into text gives <redacted>", () => {
  const secret = new Secret(CANARY);
  const texts: Record<string, string> = {
    template: `${secret}`,
    concatenation: "" + secret,
    String: String(secret),
    toLocaleString: secret.toLocaleString(),
    join: [secret].join(),
    JSON: JSON.parse(JSON.stringify(secret)),
    "Deno.inspect": Deno.inspect(secret),
    "node inspect": inspect(secret),
  };
  for (const [way, text] of Object.entries(texts)) assert.equal(text, REDACTED, way);
});

Deno.test("a secret inside something else does not show either", () => {
  const secret = new Secret(CANARY);
  const failure = new Error("failed", { cause: secret });
  const holders: unknown[] = [
    { deep: { deeper: [secret] } },
    new Map([[secret, secret]]),
    new Set([secret]),
    failure,
    new AggregateError([secret], "several"),
    Promise.resolve(secret),
    Object.assign(() => {}, { secret }),
  ];
  for (const holder of holders) {
    const texts = [
      Deno.inspect(holder, { depth: 20, showHidden: true, getters: true }),
      inspect(holder, { depth: 20, showHidden: true, getters: true, customInspect: false }),
      String(holder),
      JSON.stringify(holder) ?? "",
    ];
    for (const text of texts) assert.ok(!text.includes(CANARY), text);
  }
  assert.equal(JSON.stringify({ token: secret }), `{"token":"${REDACTED}"}`);
});

Deno.test("the difference that a failed assertion prints holds no secret", () => {
  assert.throws(
    () => assert.deepEqual({ token: new Secret(CANARY) }, { token: "other" }),
    (error: Error) => !Deno.inspect(error, { depth: 20 }).includes(CANARY),
  );
});

Deno.test("a copy, a spread and a look at the keys find nothing", () => {
  const secret = new Secret(CANARY);
  assert.deepEqual(structuredClone(secret), {});
  assert.deepEqual({ ...secret }, {});
  assert.deepEqual(Reflect.ownKeys(secret), []);
});

for (
  const [left, right, expected] of [
    ["", "", true],
    ["state", "state", true],
    ["Zustände", "Zustände", true],
    ["state", "State", false],
    ["state", "stat", false],
    ["stat", "state", false],
    ["", "state", false],
    ["state", "", false],
    // The shorter text goes round while the longer is read: that must not make them equal.
    ["abab", "ab", false],
    ["ab", "abab", false],
    ["aaaa", "a", false],
    // Lengths that differ by a multiple of 256 would be equal in a byte.
    ["a".repeat(257), "a", false],
    ["\0", "", false],
    // The same letter, composed and decomposed: other bytes, another state.
    ["\u00e4", "a\u0308", false],
  ] as const
) {
  const shown = `${JSON.stringify(left.slice(0, 8))} and ${JSON.stringify(right.slice(0, 8))}`;
  Deno.test(`${shown} are ${expected ? "equal" : "not equal"} in constant time`, () => {
    assert.equal(equalInConstantTime(left, right), expected);
  });
}
