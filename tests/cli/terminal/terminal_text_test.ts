/** How text is dressed for a terminal. */
import assert from "node:assert/strict";
import { dress, widthOf } from "../../../src/cli/terminal/terminal_text.ts";

const BARE = { hasColor: false, hasLinks: false, columns: () => 40 };
const COLORED = { ...BARE, hasColor: true, columns: () => 80 };
const URL_TEXT = `https://auth.openai.com/oauth/authorize?${"state=abc&".repeat(20)}`;

Deno.test("prose wraps at its words, in columns and not in characters", () => {
  const text =
    "If the browser cannot reach this machine, paste the address (http://localhost:1/x) here.";
  const rows = dress(text, BARE).split("\n");
  assert.equal(rows.join(" "), text);
  assert.ok(rows.length > 2 && rows.every((row) => row.length <= 40), rows.join("\n"));
  assert.equal(widthOf("日本e\u0301"), 5);
  assert.ok(dress("日本 ".repeat(30), BARE).split("\n").every((row) => widthOf(row) <= 40));
});

Deno.test("a URL, what is indented and a word that is too long stay whole", () => {
  const command = `  ssh -N -L 1455:127.0.0.1:1455 ${"user".repeat(9)}@host`;
  for (const line of [URL_TEXT, command, "x".repeat(90)]) assert.equal(dress(line, BARE), line);
  const path = `Details: /${"folder/".repeat(9)}codex-login.log`;
  assert.equal(dress(path, BARE), path.replace(" ", "\n"));
});

Deno.test("of what was asked for only the doctor's findings wrap, under their words", () => {
  const look = { ...BARE, isOutput: true };
  const finding = "warning  machine: This looks like a container, in words that go on.\n" +
    "         -> Share the host's network with it, or sign in.\n" +
    "            a command that is longer than the terminal is wide";
  assert.equal(
    dress(finding, look),
    "warning  machine: This looks like a\n" +
      "         container, in words that go on.\n" +
      "         -> Share the host's network\n" +
      "            with it, or sign in.\n" +
      "            a command that is longer than the terminal is wide",
  );
  for (const line of [`{"a": "${"word ".repeat(20)}"}`, `complete -c x ${"-a b ".repeat(20)}`]) {
    assert.equal(dress(line, look), line);
  }
});

Deno.test("a URL on a line of its own is a link where the terminal makes one", () => {
  assert.equal(
    dress(`   ${URL_TEXT}`, { ...BARE, hasLinks: true }),
    `   \x1b]8;;${URL_TEXT}\x1b\\${URL_TEXT}\x1b]8;;\x1b\\`,
  );
  const linked = dress(URL_TEXT, { ...COLORED, hasLinks: true });
  assert.equal(linked, `\x1b]8;;${URL_TEXT}\x1b\\\x1b[4;36m${URL_TEXT}\x1b[0m\x1b]8;;\x1b\\`);
  assert.ok(!dress(`see ${URL_TEXT}`, { ...BARE, hasLinks: true }).includes("\x1b"));
});

for (
  const [line, dressed] of [
    ["Successfully logged in", "\x1b[1;32mSuccessfully logged in\x1b[0m"],
    ["Error logging in: no", "\x1b[1;31mError logging in:\x1b[0m no"],
    ["Token exchange error: no", "\x1b[1;31mToken exchange error:\x1b[0m no"],
    ["Warning: this", "\x1b[1;33mWarning:\x1b[0m this"],
    ["Why: Error: x", "\x1b[1mWhy:\x1b[0m Error: x"],
    ["   ABCD-12345", "   \x1b[1;36mABCD-12345\x1b[0m"],
    ["FAILED   auth: x", "\x1b[1;31mFAILED\x1b[0m   auth: x"],
    ["Options of login:", "\x1b[1mOptions of login\x1b[0m:"],
    ["An ordinary line: x", "An ordinary line: x"],
  ] as const
) {
  Deno.test(`what stands out of ${JSON.stringify(line)}`, () => {
    assert.equal(dress(line, COLORED), dressed);
    assert.equal(dress(line, BARE), line);
  });
}

Deno.test("what a server said is cut to three rows, everything else stays whole", () => {
  const long = "a word ".repeat(60).trim();
  for (const name of ["Error logging in: Sign-in failed", "Token exchange error"]) {
    const rows = dress(`${name}: ${long}`, BARE).split("\n");
    assert.equal(rows.length, 3);
    assert.ok(rows[2]?.endsWith("…") && rows.every((row) => row.length <= 40), rows.join("\n"));
  }
  assert.ok(!dress(`Why: ${long}`, BARE).includes("…"));
});
