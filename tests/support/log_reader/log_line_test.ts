/** Lines of a login log: ours, upstream's, torn and foreign ones. */
import assert from "node:assert/strict";
import { parseLogLine } from "../../../src/support/log_reader/log_line.ts";
import { GOOD_LOGIN, UNTRUSTED_LOGIN } from "../../../scripts/rehearsal/sample_logs.ts";
import { assertLinear } from "../../fixtures/linear_time.ts";

function entryOf(line: string) {
  return parseLogLine(line).entry ?? assert.fail(`not understood: ${line}`);
}

Deno.test("one of our lines gives time, level, target, message and fields", () => {
  const entry = entryOf(GOOD_LOGIN.split("\n")[1] ?? "");
  assert.equal(new Date(entry.timeMs).toISOString(), "2026-03-06T22:09:36.431Z");
  assert.ok(Math.abs(entry.timeMs % 1 - 0.678) < 0.001);
  assert.deepEqual([entry.level, entry.target], ["INFO", "codex_login::server"]);
  assert.equal(entry.message, "received login callback");
  assert.deepEqual([...entry.fields], [
    ["path", "/auth/callback"],
    ["has_code", "true"],
    ["has_state", "true"],
    ["has_error", "false"],
    ["state_valid", "true"],
  ]);
});

const FIELDS: [what: string, said: string, message: string, fields: Record<string, string>][] = [
  [
    "a bare value with spaces goes up to the next field",
    'done status=400 Bad Request error_code="x"',
    "done",
    {
      status: "400 Bad Request",
      error_code: "x",
    },
  ],
  ["quotes and escapes come off", String.raw`no m="say \"a=1 b=2\" \\ now" n=1`, "no", {
    m: String.raw`say "a=1 b=2" \ now`,
    n: "1",
  }],
  ["a message without fields stays whole", "a; b: c (d)", "a; b: c (d)", {}],
  ["an unclosed quote is kept as it is", 'm k="never closed', "m", { k: '"never closed' }],
  ["a query inside a URL is no field", "m url=https://h.example/?a=1&b=2 c=3", "m", {
    url: "https://h.example/?a=1&b=2",
    c: "3",
  }],
  ["after an unclosed quote, fields go on", 'm k="never closed b=2\\" c=3', "m", {
    k: '"never closed',
    b: '2\\"',
    c: "3",
  }],
  ["an escaped quote closes nothing", String.raw`m a="x\" b=1 \" y" c=2`, "m", {
    a: 'x" b=1 " y',
    c: "2",
  }],
  ["a backslash at the end escapes nothing", 'm a="x y=1\\', "m", { a: '"x', y: "1\\" }],
  ["fields without a message", "a=1 b=2", "", { a: "1", b: "2" }],
];

for (const [what, said, message, fields] of FIELDS) {
  Deno.test(`fields: ${what}`, () => {
    const entry = entryOf(`2026-03-06T22:09:14.065559Z  WARN codex_login::server: ${said}`);
    assert.equal(entry.message, message);
    assert.deepEqual(Object.fromEntries(entry.fields), fields);
  });
}

Deno.test("the error of a transport failure is read up to the end of its line", () => {
  const entry = entryOf(UNTRUSTED_LOGIN.split("\n")[4] ?? "");
  assert.match(entry.fields.get("error") ?? "", /^error sending .*: UnknownIssuer$/);
});

const TRACING: [what: string, line: string, target: string, message: string][] = [
  [
    "a span",
    "INFO login{attempt=1}: codex_login::server: hello a=1",
    "codex_login::server",
    "hello",
  ],
  [
    "nested spans",
    'DEBUG a{x="1: 2"}:b{y=2}:c: codex_cli::login: hello',
    "codex_cli::login",
    "hello",
  ],
  ["colours", "\u001b[32m INFO\u001b[0m codex_cli: hello", "codex_cli", "hello"],
  [
    "a message with a colon",
    "TRACE hyper::proto: parsed: 3 headers",
    "hyper::proto",
    "parsed: 3 headers",
  ],
];

for (const [what, rest, target, message] of TRACING) {
  Deno.test(`upstream's format with ${what}`, () => {
    const entry = entryOf(`2026-03-06T22:09:14Z ${rest}`);
    assert.deepEqual([entry.target, entry.message], [target, message]);
  });
}

Deno.test("torn, foreign and binary lines are kept and mean nothing", () => {
  const lines = [
    "",
    "2026-03-06T22:09:14.0655",
    "2026-03-06T22:09:14.065559Z  INFO",
    "2026-99-99T22:09:14.065559Z  INFO codex_cli::login: starting browser login flow",
    "thread 'main' panicked at src/main.rs:1:1:",
    '{"level":"info"}',
    "\u0000\u0001\ufffd\ufffd",
    "14.065559Z  INFO codex_cli::login: starting browser login flow",
  ];
  for (const line of lines) assert.deepEqual(parseLogLine(line), { text: line, entry: undefined });
});

Deno.test("a line without an end, full of what the format uses, is cut before it is parsed", () => {
  for (const filler of ["a{b: ", 'x="', "a=", "::a", "\\", " "]) {
    const line = `2026-03-06T22:09:14Z  INFO ${filler.repeat(1_000_000)}`;
    assert.equal(parseLogLine(line).text.length, 16 * 1024);
  }
});

Deno.test("a log of strings that never end takes time that grows with its length alone", () => {
  for (const filler of ['\\"', '"', "\\", '\\\\"', 'x=\\"', '" ', 'a="\\']) {
    // The longest line that is parsed, and one of a sixteenth of it.
    assertLinear(filler, (text) => {
      const line = '2026-03-06T22:09:14Z  INFO a::b: m k="' + text.slice(0, text.length / 8);
      for (let round = 0; round < 64; round++) parseLogLine(line);
    });
  }
});
