// Text that a server sent, on its two ways out: to a person, and into a field of the log.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { LiveSecrets } from "../../../src/log/text/live_secrets.ts";
import { LOG_TEXT_LIMIT, PERSON_TEXT_LIMIT } from "../../../src/log/text/backend_text.ts";
import { assertLinear } from "../../fixtures/linear_time.ts";
import { serverText } from "../../fixtures/server_text.ts";
import { Secret } from "../../../src/log/text/secret.ts";

const CANARY = "canary-Q7x0123456789";
const backendText = (text: string) => serverText(text, new LiveSecrets(new Secret(CANARY)));

Deno.test("a person reads server text on one line, secrets masked and control characters visible", () => {
  assert.equal(
    backendText(`  one\r\n  two\tthree ${CANARY} \x1b[31m\u202e `).forPerson(),
    "one two three <redacted> \\u{1b}[31m\\u{202e}",
  );
});

Deno.test("the log gets server text on one line, secrets and strangers' URLs masked", () => {
  assert.equal(
    backendText(`a\nb ${CANARY} https://u:p@h/?x=1&code=y#z \u0085`).forLog(),
    "a\\nb <masked>",
  );
});

Deno.test("both texts are bounded, and a secret at the bound is not cut but masked", () => {
  const fill = "été ".repeat(LOG_TEXT_LIMIT / 4 - 2);
  const log = backendText(fill + CANARY.repeat(3)).forLog();
  assert.equal(log, `${fill}<masked>`);
  assert.equal(backendText(`é ${fill}${CANARY}`).forLog(), `é ${fill}<mask…`);
  for (const unit of ["x", "\n", "\x1b", "🙂", "https://h/?code=x ", `${CANARY} `]) {
    const text = backendText(`a${unit.repeat(20_000 / unit.length)}`);
    assert.ok(text.forLog().length <= LOG_TEXT_LIMIT, unit);
    assert.ok(text.forPerson().length <= PERSON_TEXT_LIMIT, unit);
  }
});

Deno.test("a secret that is learnt after the text came is masked in it all the same", () => {
  const secrets = new LiveSecrets();
  const text = serverText(`got ${CANARY}`, secrets);
  secrets.add(new Secret(CANARY));
  assert.equal(text.forPerson(), "got <redacted>");
  assert.equal(text.forLog(), "got <masked>");
});

Deno.test("server text that nobody asked a reader for does not show", () => {
  const text = backendText("unreviewed");
  const shown = [
    `${text}`,
    JSON.stringify({ text }),
    Deno.inspect({ text }, { depth: 9 }),
    inspect({ text }, { depth: 9, showHidden: true }),
    JSON.stringify(structuredClone(text)),
  ];
  for (const each of shown) assert.ok(!each.includes("unreviewed"), each);
});

Deno.test("detail that people need reaches both readers unchanged", () => {
  for (
    const text of [
      "error code: invalid_grant",
      "The state of the account is closed",
      "The authorization code was used already; see https://help.example.com/codes?topic=used",
    ]
  ) {
    assert.equal(backendText(text).forPerson(), text);
    assert.equal(backendText(text).forLog(), text.replace(/https.*/, "<masked>"));
  }
});

Deno.test("server text is read in time that grows with its length alone, whatever it is made of", () => {
  const secrets = new LiveSecrets(
    ...[1, 2, 3, 4].map((n) => new Secret(`${CANARY}-${n}`.repeat(9))),
  );
  for (
    const unit of [
      "a",
      "-",
      "/",
      "a-",
      "a.",
      " ",
      ")",
      "http://",
      "%41",
      "\\",
      "&#0",
      "\n",
      "x ",
      "canary",
    ]
  ) {
    assertLinear(unit, (text) => {
      serverText(`http://h/${text}x`, secrets).forPerson();
      serverText(`http://h/${text}x`, secrets).forLog();
      secrets.mask(text);
    });
  }
});

Deno.test("a secret across the end of what is looked at leaves no piece", () => {
  // Folded line breaks bring the end of what is looked at into what is shown.
  for (let length = 8192 - 2 * CANARY.length; length < 8192 + 2; length++) {
    const text = backendText(`start${"\n".repeat(length)}${CANARY} ${"b ".repeat(9_000)}`);
    assert.match(text.forPerson(), /^start …?(?:<redacted>.*)?$/);
    assert.doesNotMatch(text.forLog(), /canary|Q7x0/);
  }
});
