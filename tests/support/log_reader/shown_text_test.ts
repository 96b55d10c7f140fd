/** The net under what is shown of a log: it catches what is foreign, and leaves our own lines alone. */
import assert from "node:assert/strict";
import { shownText } from "../../../src/support/log_reader/shown_text.ts";
import {
  DENIED_LOGIN,
  GOOD_LOGIN,
  UNTRUSTED_LOGIN,
  UPSTREAM_LOGIN,
} from "../../../scripts/rehearsal/sample_logs.ts";
import { assertLinear } from "../../fixtures/linear_time.ts";

Deno.test("lines of ours and of upstream's come through as they are", () => {
  for (const line of (GOOD_LOGIN + DENIED_LOGIN + UPSTREAM_LOGIN + UNTRUSTED_LOGIN).split("\n")) {
    assert.equal(shownText(line), line);
  }
});

const FOREIGN: [text: string, shown: string][] = [
  ["a\u001b[2Jb\tc\u202e", "a\\u{1b}[2Jb\\tc\\u{202e}"],
  ["got Bearer aBcdef0123456789", "got Bearer <redacted>"],
  ["has_code=true code=aBc123def", "has_code=true code=<redacted>"],
  ['error_code="access_denied" x', 'error_code="access_denied" x'],
  ["mail to some.one+tag@mail.company.example now", "mail to <e-mail> now"],
  ["email=some.one%40company.example", "email=<e-mail>"],
  ["read /home/alice/.codex/auth.json", "read ~/.codex/auth.json"],
  ["read /Users/some one/x", "read ~/x"],
  ["read c:\\users\\Bob van O'Smith\\x y", "read ~\\x y"],
  ["read C:/Users/BOBSMI~1/x", "read ~/x"],
  ["read C:\\\\Users\\\\Bob Smith\\\\x", "read ~\\\\x"],
  ["C:\\Users\\bob cannot be read", "~ cannot be read"],
  ["read \\\\server\\homes$\\bob\\x", "read ~\\x"],
  ["read \\\\server\\bob$", "read ~"],
  ["read C:\\Program Files\\x", "read C:\\Program Files\\x"],
  ["read C:\\Users\\someone\\x", "read ~\\x"],
  [
    "https://u:p@h.example/a?state=s&b=1#f",
    "https://<redacted>@h.example/a?state=<redacted>&b=1#f",
  ],
  ["a@b without a domain, 5 @ 3", "a@b without a domain, 5 @ 3"],
];

for (const [text, shown] of FOREIGN) {
  Deno.test(`foreign text: ${JSON.stringify(text)}`, () => {
    assert.equal(shownText(text), shown);
    assert.equal(shownText(shown), shown, "the same again");
  });
}

Deno.test("foreign text takes time that grows with its length alone", () => {
  for (const filler of ["a", "a@", "a.", "/home/", "has_a=", "code=", "\u001b"]) {
    assertLinear(filler, shownText);
  }
});
