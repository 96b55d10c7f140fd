import assert from "node:assert/strict";
import { bound, boundBytes, escapeUnprintable } from "../../src/base/visible_text.ts";
import { assertLinear } from "../fixtures/linear_time.ts";

for (
  const [what, text, expected] of [
    ["a line break", "a\nb", "a\\nb"],
    ["a carriage return", "a\rb", "a\\rb"],
    ["a tab", "a\tb", "a\\tb"],
    ["a NUL", "a\0b", "a\\u{0}b"],
    ["an escape sequence of a terminal", "\x1b[2J", "\\u{1b}[2J"],
    ["the one-byte form of it", "\x9b2J", "\\u{9b}2J"],
    ["DEL and backspace", "\x7f\b", "\\u{7f}\\u{8}"],
    ["NEL and the Unicode line ends", "\x85\u2028\u2029", "\\u{85}\\u{2028}\\u{2029}"],
    ["a bidi override", "\u202egpj.exe", "\\u{202e}gpj.exe"],
    ["bidi isolates and marks", "\u2066\u2069\u200f\u061c", "\\u{2066}\\u{2069}\\u{200f}\\u{61c}"],
    ["zero-width characters", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
    ["a soft hyphen", "a\u00adb", "a\\u{ad}b"],
    ["a lone high surrogate", "a\ud800b", "a\\u{d800}b"],
    ["a lone low surrogate", "a\udfff", "a\\u{dfff}"],
    ["invisible tags", "\u{e0041}", "\\u{e0041}"],
  ] as const
) {
  Deno.test(`${what} becomes visible`, () => assert.equal(escapeUnprintable(text), expected));
}

Deno.test("no control or bidi character of Unicode passes, alone or between others", () => {
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    if (!/\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}|\p{Surrogate}/u.test(character)) continue;
    const shown = escapeUnprintable(`a${character}b`);
    assert.match(shown, /^a\\(?:[nrt]|u\{[0-9a-f]+\})b$/, codePoint.toString(16));
  }
});

Deno.test("what people write stays as it is", () => {
  for (
    const text of [
      "Sign-in failed: access_denied (403) – \"quoted\", 'single', back\\slash, 100 %, a/b",
      "Größe, naïve, 日本語, हिन्दी, العربية, עברית, 한국어, Ελλάδα",
      "🙂 👍🏽 é \u00a0 non-breaking",
      "",
    ]
  ) assert.equal(escapeUnprintable(text), text);
});

Deno.test("text that was escaped is escaped no further", () => {
  const once = escapeUnprintable("a\n\u202e\ud800b");
  assert.equal(escapeUnprintable(once), once);
});

for (
  const [text, limit, expected] of [
    ["", 3, ""],
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["abcd", 1, "…"],
    ["ab🙂", 4, "ab🙂"],
    ["ab🙂d", 4, "ab…"],
    ["ab🙂de", 5, "ab🙂…"],
  ] as const
) {
  Deno.test(`${JSON.stringify(text)} in at most ${limit} units is ${JSON.stringify(expected)}`, () => {
    assert.equal(bound(text, limit), expected);
    assert.ok(expected.length <= limit);
  });
}

for (
  const [text, limit, expected] of [
    ["abc", 3, "abc"],
    ["abcd", 3, "…"],
    ["漢字", 6, "漢字"],
    ["漢字漢", 8, "漢…"],
    ["漢字漢", 6, "漢…"],
    ["漢字漢", 5, "…"],
    ["a🙂🙂", 8, "a🙂…"],
  ] as const
) {
  Deno.test(`${JSON.stringify(text)} in at most ${limit} bytes is ${JSON.stringify(expected)}`, () => {
    assert.equal(boundBytes(text, limit), expected);
    assert.ok(new TextEncoder().encode(expected).length <= limit);
  });
}

Deno.test("anything is escaped in time that grows with its length alone", () => {
  for (const unit of ["\n", " ", "a", "\\", "\u202e", "\ud800", "🙂", "e0041"]) {
    assertLinear(unit, (text) => void bound(escapeUnprintable(text), 200));
  }
});
