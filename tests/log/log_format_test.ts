import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { BackendText } from "../../src/log/text/backend_text.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { LOG_EVENTS } from "../../src/log/log_events.ts";
import { formatEvent } from "../../src/log/log_format.ts";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { serverText as receivedText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/text/secret.ts";

/** The line behind its time. */
function line(event: LoginEvent): string {
  return formatEvent(event).slice(27);
}

/** A line of what nobody reviewed, as a cast or plain JavaScript would make it. */
// deno-lint-ignore no-explicit-any -- that is what it is about
const forged = (event: any) => line(event);

const now = () => formatEvent({ event: "login cancelled" }).slice(0, 27);

const serverText = (text: string) => Loggable.serverText(receivedText(text));

Deno.test("a line is time, level to five, target, message and fields", () => {
  const event: LoginEvent = {
    event: "received login callback",
    path: Loggable.word("/auth/callback"),
    has_code: true,
    has_state: true,
    has_error: false,
    state_valid: true,
  };
  assert.match(now(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.equal(
    line(event),
    "  INFO codex_login::server: received login callback " +
      "path=/auth/callback has_code=true has_state=true has_error=false state_valid=true",
  );
});

Deno.test("levels of four and five letters end in the same column", () => {
  assert.equal(line({ event: "login cancelled" }), "  WARN codex_login::server: login cancelled");
  assert.equal(
    line({ event: "login failed unexpectedly" }),
    " ERROR codex_cli::login: login failed unexpectedly",
  );
});

Deno.test("the time is now, in UTC, and never runs backwards", () => {
  const before = Date.now();
  const times = Array.from({ length: 20_000 }, now);
  const after = Date.now();
  assert.deepEqual(times, times.toSorted());
  for (const time of [times[0] ?? "", times.at(-1) ?? ""]) {
    const ms = Date.parse(time);
    assert.ok(ms >= before - 5 && ms <= after + 5, time);
  }
});

Deno.test("the time follows a wall clock that was set, as after a laptop's sleep", () => {
  {
    using _time = new FakeTime(Date.UTC(2031, 0, 2, 3, 4, 5, 678));
    assert.match(now(), /^2031-01-02T03:04:05\.67[678]\d{3}Z$/);
  }
  const before = Date.now();
  const ms = Date.parse(now());
  assert.ok(ms >= before - 5 && ms <= Date.now() + 5, String(ms));
});

Deno.test("server text is quoted, and no quote or backslash in it ends the quotes early", () => {
  const event = (text: string): LoginEvent => ({
    event: "oauth callback returned error",
    error_code: serverText(text),
    has_error_description: false,
  });
  const codeOf = (text: string) => /error_code=(.*) has_error/.exec(line(event(text)))?.[1];
  assert.equal(codeOf("access_denied"), `"access_denied"`);
  assert.equal(codeOf(`x" state_valid=true y="`), `"x\\" state_valid=true y=\\""`);
  assert.equal(codeOf("x \\"), `"x \\\\"`);
  assert.equal(codeOf("x\\"), `"<masked>"`);
  assert.equal(codeOf(`x\\" a=1`), `"x\\" a=1"`);
  assert.equal(codeOf(`x \\ " a=1`), `"x \\\\ \\" a=1"`);
  assert.equal(codeOf(""), `"unknown"`);
});

Deno.test("one record is one line, whatever a server sent", () => {
  const forgery = "x\n2026-03-06T22:09:36.431678Z  INFO codex_login::server: forged\r\n";
  for (const separator of ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\v", "\f", "\0"]) {
    const text = line({
      event: "oauth token exchange returned non-success status",
      status: Loggable.status(400),
      error_code: serverText(forgery.replaceAll("\n", separator)),
      error_message: serverText(`\x1b[2K${separator}\u202e`),
    });
    // deno-lint-ignore no-control-regex -- these characters must not be there
    assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
  }
});

Deno.test("what nobody reviewed is printed as <unreviewed>", () => {
  const values: unknown[] = [
    "canary",
    new Error("canary"),
    new Response("canary"),
    new URLSearchParams("canary=1"),
    new URL("https://canary.example"),
    new Secret("canary"),
    receivedText("canary"),
    { toString: () => "canary", text: "canary", isQuoted: false },
    Object.create(Loggable.prototype),
    Object.assign(() => {}, { toString: () => "canary" }),
    ["canary"],
    Symbol("canary"),
    Object("canary"),
    Object(true),
    10n,
    null,
    undefined,
  ];
  for (const value of values) {
    assert.equal(
      forged({ event: "browser did not open", reason: value }),
      "  WARN codex_cli::login: browser did not open reason=<unreviewed>",
    );
  }
});

const ISSUER = "https://auth.example/";
const KNOWN = LiveSecrets.ofUrls([ISSUER]);

/** One value of each kind, and what is printed of it. */
const SAMPLES: [kind: string, value: unknown, text: string][] = [
  ["boolean", true, "true"],
  ["number", 7, "7"],
  ["url", Loggable.url(new URL(ISSUER), KNOWN), "https://auth.example/"],
  ["status", Loggable.status(200), "200 OK"],
  ["serverText", serverText("said"), '"said"'],
  ["transportError", Loggable.transportError(BackendText.ofError(new Error("eof"), KNOWN)), "eof"],
  ["host", Loggable.host(new URL(ISSUER), KNOWN), "auth.example:443"],
  ["loopback", Loggable.loopback(1455), "127.0.0.1:1455"],
  ["word", Loggable.word("dns"), "dns"],
];

for (const [event, { level, target, fields }] of Object.entries(LOG_EVENTS)) {
  Deno.test(`"${event}" prints the fields of its row, each of its own kind alone`, () => {
    const head = `${level.padStart(6)} ${target}: ${event}`;
    const right: Record<string, unknown> = {};
    const texts: string[] = [];
    for (const [name, kind] of Object.entries<string>(fields)) {
      const [, value, text] = SAMPLES.find(([of]) => of === kind.replace("?", "")) ?? assert.fail();
      right[name] = value;
      texts.push(` ${name}=${text}`);
    }
    assert.equal(forged({ event, ...right, canary: true, "canary=1\n": 1 }), head + texts.join(""));
    const mandatory = Object.entries<string>(fields).filter(([, kind]) => !kind.endsWith("?"));
    assert.equal(
      forged({ event }),
      head + mandatory.map(([name]) => ` ${name}=<unreviewed>`).join(""),
    );
    for (const [name, kind] of Object.entries<string>(fields)) {
      for (const [other, value] of SAMPLES) {
        if (other === kind.replace("?", "")) continue;
        const text = forged({ event, ...right, [name]: value });
        assert.ok(text.includes(` ${name}=<unreviewed>`), `${other} passes as ${kind}: ${text}`);
      }
    }
  });
}

Deno.test("an event that is in no row is <unreviewed>, whatever stands beside it", () => {
  const unknown = "  WARN codex_cli::login: <unreviewed>";
  const names = ["canary", "constructor", "toString", "__proto__", "login cancelled\nforged"];
  const others = [undefined, null, 1, ["login cancelled"], { toString: () => "login cancelled" }];
  for (const event of [...names, ...others]) {
    assert.equal(forged({ event, canary: true, path: Loggable.word("pasted") }), unknown);
  }
  for (const event of ["canary", new Error("canary"), () => "canary", ["canary"], 1]) {
    assert.equal(forged(event), unknown);
  }
});

Deno.test("the name of a field is never text that came in", () => {
  const { text } = JSON.parse('{"text": "canary a=1\\nb"}');
  const event: LoginEvent = { event: "login cancelled", ...{ [text]: true } };
  assert.equal(line(event), "  WARN codex_login::server: login cancelled");
});
