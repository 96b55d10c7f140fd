import assert from "node:assert/strict";
import { LogLevels } from "@std/log/levels";
import { LogRecord } from "@std/log/logger";
import { FakeTime } from "@std/testing/time";
import { formatRecord } from "../../src/log/log_format.ts";
import { EVENT_LEVELS } from "../../src/log/log_levels.ts";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { serverText as receivedText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/secret.ts";

function format(msg: string, args: unknown[], level: "INFO" | "WARN" | "ERROR" = "INFO"): string {
  const loggerName = "codex_login::server";
  return formatRecord(new LogRecord({ msg, args, level: LogLevels[level], loggerName }));
}

/** The line behind its time. */
function line(event: LoginEvent, level?: "INFO" | "WARN" | "ERROR"): string {
  return format(event.event, [event], level).slice(27);
}

/** A line of an event whose fields nobody reviewed, as a cast or plain JavaScript would make it. */
const forged = (fields: unknown) => format("login cancelled", [fields]).slice(27);

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
  const line = format(event.event, [event]);
  assert.match(line.slice(0, 27), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.equal(
    line.slice(27),
    "  INFO codex_login::server: received login callback " +
      "path=/auth/callback has_code=true has_state=true has_error=false state_valid=true",
  );
});

Deno.test("levels of four and five letters end in the same column", () => {
  assert.equal(line({ event: "login cancelled" }), "  WARN codex_login::server: login cancelled");
  assert.equal(
    line({ event: "login failed unexpectedly" }),
    " ERROR codex_login::server: login failed unexpectedly",
  );
});

Deno.test("the time is now, in UTC, and never runs backwards", () => {
  const before = Date.now();
  const times = Array.from({ length: 20_000 }, () => format("login cancelled", []).slice(0, 27));
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
    assert.match(format("login cancelled", []), /^2031-01-02T03:04:05\.67[678]\d{3}Z/);
  }
  const ms = Date.parse(format("login cancelled", []).slice(0, 27));
  assert.ok(Math.abs(ms - Date.now()) < 1_000);
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
      forged({ field: value }),
      "  WARN codex_login::server: login cancelled field=<unreviewed>",
    );
  }
});

Deno.test("an event that is in no table is <unreviewed>, and so is what stands in for its fields", () => {
  for (const msg of ["canary", "constructor", "toString", "__proto__", "login cancelled\nforged"]) {
    assert.equal(format(msg, []).slice(27), "  INFO codex_login::server: <unreviewed>");
  }
  for (const args of [["canary"], [new Error("canary")], [() => "canary"], [null], []]) {
    assert.ok(!format("login cancelled", args).includes("canary"));
  }
  assert.ok(!forged(["canary", "another canary"]).includes("canary"));
});

Deno.test("the name of a field cannot start a second line", () => {
  assert.equal(forged({ "a\nb": true }), "  WARN codex_login::server: login cancelled a\\nb=true");
});

Deno.test("every event has a level and a target that a reader of upstream's log knows", () => {
  for (const [event, [level, target]] of Object.entries(EVENT_LEVELS)) {
    assert.ok(["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].includes(level), event);
    assert.match(
      target,
      /^codex_(?:cli::log(?:in|out)|login::(?:server|device_code_auth))$/,
      event,
    );
    assert.match(event, /^[\w ,;:-]+$/);
  }
  assert.deepEqual(EVENT_LEVELS["starting browser login flow"], ["INFO", "codex_cli::login"]);
  assert.deepEqual(EVENT_LEVELS["login callback state mismatch"], ["WARN", "codex_login::server"]);
  assert.deepEqual(
    EVENT_LEVELS["oauth token exchange transport failure"],
    ["ERROR", "codex_login::server"],
  );
});
