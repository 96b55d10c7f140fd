import assert from "node:assert/strict";
import { LONGEST_PASTE, parsePastedCallback } from "../../src/callback/pasted_callback.ts";

/** What is read in one text, where the sign-in's own state is `st-1`. */
const read = (text: string) =>
  parsePastedCallback([text], (query) => query.get("state") === "st-1");

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
    ["a code in two lines, and the state", "ac\n_1#st-1"],
    ["a URL that a terminal wrapped", CALLBACK.replace("ac_1", "ac\r\n_1")],
    ["a URL that was wrapped and indented", CALLBACK.replace("st-1", "s\n    t-1")],
    ["a URL that was wrapped in its path", CALLBACK.replace("back", "b\nack")],
    ["a URL with a blank in it", CALLBACK.replace("ac_1", "ac _1")],
    ["a URL between a terminal's marks of a paste", `\x1b[200~${CALLBACK}\x1b[201~`],
    ["a URL with a space of no width", CALLBACK.replace("ac_1", "ac\u200b_1")],
    ["a command of curl", `curl '${CALLBACK}' -H 'Accept: text/html' --compressed`],
    ["a command of cmd", `curl ^"${CALLBACK.replace("&", "^&")}^" ^\r\n  -H ^"a: b^"`],
    ["a URL that a shell escaped", CALLBACK.replace(/[?=&]/g, "\\$&")],
    ["a link of markdown", `See [the page](${CALLBACK}) that cannot be reached.`],
    ["a URL in code of markdown", `the page \`${CALLBACK}\` fails`],
    ["a URL in bold of markdown", `**${CALLBACK}**`],
    ["a link of HTML", `<a href="${CALLBACK.replace("&", "&amp;")}">here</a>`],
    ["a member of JSON", JSON.stringify({ url: CALLBACK }).replace("&", "\\u0026")],
    ["a URL within a sentence", `It ends on ${CALLBACK} for me, and hangs.`],
    ["a URL at the end of a sentence", `It ends on ${CALLBACK}.`],
    ["a URL in typographic quotes", `\u201c${CALLBACK}\u201d`],
    ["a URL that was wrapped, within a sentence", `On ${CALLBACK.replace("_", "\n_")} it hangs.`],
    ["the latter of two URLs", `${CALLBACK.replace("st-1", "old")}\n${CALLBACK}`],
    ["a URL that was pasted twice", `${CALLBACK}${CALLBACK}`],
  ] as const
) {
  Deno.test(`${what} is read as code and state`, () => {
    const query = read(text);
    assert.equal(query?.get("code"), "ac_1");
    assert.equal(query?.get("state"), "st-1");
  });
}

for (
  const text of [
    "",
    "   ",
    "hello",
    "hello world",
    "https://auth.openai.com/oauth/authorize?response_type=code&client_id=c&state=st-1",
    "http://localhost:1455/success?code=ac_1&state=st-1",
    `http://h/auth/callback${"?".repeat(400)}${"/auth/callback?a b".repeat(800)}`,
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
    assert.equal(read(text), undefined);
  });
}

Deno.test("percent-encoding in a pasted URL is undone once", () => {
  assert.equal(
    read("http://h/auth/callback?code=a%2525&state=s")?.get("code"),
    "a%25",
  );
});

Deno.test("a callback of another sign-in is still known as a callback", () => {
  assert.equal(read(CALLBACK.replace("st-1", "old"))?.get("state"), "old");
});

Deno.test("a URL that came in two texts is put together", () => {
  const [first = "", rest = ""] = CALLBACK.split("&");
  const texts = [`&${rest}`, `${first}\n&${rest}`];
  const query = parsePastedCallback(texts, (query) => query.get("state") === "st-1");
  assert.equal(query?.get("code"), "ac_1");
});
