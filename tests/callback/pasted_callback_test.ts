import assert from "node:assert/strict";
import { LONGEST_PASTE, parsePastedCallback } from "../../src/callback/pasted_callback.ts";

const CALLBACK = "http://localhost:1455/auth/callback?code=ac_1&state=st-1";

for (
  const [what, text] of [
    ["a whole URL", CALLBACK],
    [
      "a URL of another host, as a tunnel shows it",
      CALLBACK.replace("localhost:1455", "127.0.0.1:9"),
    ],
    ["a URL in quotes", `"${CALLBACK}"`],
    ["a URL in angle brackets", `<${CALLBACK}>`],
    ["a URL with white space around it", `  ${CALLBACK}\t`],
    ["a URL with a fragment", `${CALLBACK}#_=_`],
    ["a query", "?code=ac_1&state=st-1"],
    ["a query without its question mark", "code=ac_1&state=st-1"],
    ["two assignments", "code=ac_1 state=st-1"],
    ["code and state with a blank between them", "ac_1 st-1"],
    ["code and state with a hash between them", "ac_1#st-1"],
  ] as const
) {
  Deno.test(`${what} is read as code and state`, () => {
    const query = parsePastedCallback(text);
    assert.equal(query?.get("code"), "ac_1");
    assert.equal(query?.get("state"), "st-1");
  });
}

for (
  const text of [
    "",
    "   ",
    "hello",
    "?state=s",
    "http://h/auth/callback?code=&state=s",
    "http://h/auth/callback?error=&state=s",
    "error=&state=s",
    "code=&error=&state=s",
    "one two three",
    "a".repeat(LONGEST_PASTE + 1),
  ]
) {
  Deno.test(`${JSON.stringify(text.slice(0, 20))} is no callback`, () => {
    assert.equal(parsePastedCallback(text), undefined);
  });
}

Deno.test("percent-encoding in a pasted URL is undone once", () => {
  assert.equal(
    parsePastedCallback("http://h/auth/callback?code=a%2525&state=s")?.get("code"),
    "a%25",
  );
});
