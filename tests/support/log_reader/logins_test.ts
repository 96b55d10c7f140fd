/** Lines grouped into sign-ins: phases, ends, notes, and what belongs to whom. */
import assert from "node:assert/strict";
import { groupLogins, type RecordedLogin } from "../../../src/support/log_reader/logins.ts";
import { parseLines } from "../../../src/support/log_reader/read_log.ts";
import { type EventMeaning } from "../../../src/log/event_row.ts";
import { LOG_EVENTS } from "../../../src/log/log_events.ts";
import { formatEvent } from "../../../src/log/log_format.ts";
import { isEventName } from "../../../src/log/login_events.ts";
import {
  DENIED_LOGIN,
  GOOD_LOGIN,
  UNTRUSTED_LOGIN,
  UPSTREAM_LOGIN,
} from "../../../scripts/rehearsal/sample_logs.ts";

function only(text: string): RecordedLogin {
  const logins = groupLogins(parseLines(text));
  assert.equal(logins.length, 1);
  return logins[0] ?? assert.fail();
}

/** Name, length in whole milliseconds, and an exclamation mark where the sign-in failed in it. */
function phasesOf({ phases }: RecordedLogin): string[] {
  return phases.map(({ name, startMs, endMs, hasFailed }) =>
    `${name} ${Math.round(endMs - startMs)}${hasFailed ? "!" : ""}`
  );
}

/** What is told of a sign-in whose second line is `line`. */
function told(line: string): RecordedLogin {
  const start =
    "2026-03-06T22:09:14.143612Z  INFO codex_cli::login: starting device code login flow";
  return groupLogins(parseLines(`${start}\n${line}\n`)).at(-1) ?? assert.fail();
}

/** Whether `login` says what the meaning of one of its lines has to say. */
function says(login: RecordedLogin, means: EventMeaning): void {
  if ("starts" in means) assert.equal(login.method, means.starts);
  if ("begins" in means) assert.equal(login.phases.at(-1)?.name, means.begins);
  if ("note" in means) assert.equal(login.notes[0]?.sentence, means.note);
  if ("checked" in means) {
    assert.equal(login.phases.at(-1)?.name, "the check ahead fails");
    assert.match(login.notes[0]?.sentence ?? "", /^[A-Z].*\.$/);
  }
  if ("succeeds" in means) assert.equal(login.outcome, "succeeded");
  if ("classOf" in means) assert.match(login.notes[0]?.sentence ?? "", /asked to wait 7 s/);
  if ("endsLogins" in means) assert.equal(login.lines.length, 1);
  if ("failed" in means || "cancelled" in means) {
    const [outcome, name] = "failed" in means
      ? ["failed", means.failed]
      : ["cancelled", means.cancelled];
    assert.deepEqual([login.outcome, login.failure?.class], [outcome, name]);
    const { sentence, advice } = login.failure ?? {};
    for (const words of [sentence, advice]) assert.match(words ?? "", /^[A-Z].*\.$/);
  }
}

for (const [event, { means }] of Object.entries(LOG_EVENTS)) {
  Deno.test(`what "${event}" means is told of the sign-in that it stands in`, () => {
    assert.ok(isEventName(event));
    // deno-lint-ignore no-explicit-any -- no field but one that a class line may have
    const line = formatEvent({ event, retry_after_seconds: 7 } as any);
    const login = told(line + (means && "classOf" in means ? " retry_after_seconds=7" : ""));
    if (means) says(login, means);
    else assert.deepEqual([login.outcome, login.notes], ["unfinished", []]);
  });
}

Deno.test("a good sign-in has its phases and their times", () => {
  const login = only(GOOD_LOGIN);
  assert.deepEqual([login.method, login.outcome, login.failure], [
    "browser",
    "succeeded",
    undefined,
  ]);
  assert.deepEqual(phasesOf(login), [
    "waiting for the person 22366",
    "checking the answer 5",
    "exchanging the code 248",
  ]);
});

Deno.test("a denied one fails with the class of its error code", () => {
  const login = only(DENIED_LOGIN);
  assert.deepEqual([login.outcome, login.failure?.class], ["failed", "access_denied"]);
  assert.deepEqual(phasesOf(login), ["waiting for the person 9288", "checking the answer 0!"]);
});

Deno.test("upstream's log: the old tab is a note, the exchange's first line says why it failed", () => {
  const login = only(UPSTREAM_LOGIN);
  assert.deepEqual([login.outcome, login.failure?.class], ["failed", "token_transport"]);
  assert.equal(login.notes.length, 2);
  assert.match(login.notes[0]?.sentence ?? "", /old browser tab/);
  assert.deepEqual(phasesOf(login), [
    "waiting for the person 19374",
    "checking the answer 0",
    "exchanging the code 10046!",
  ]);
});

Deno.test("credentials that could not be saved turn a success into a failure", () => {
  const lost =
    "2026-03-06T22:09:36.700000Z ERROR codex_login::server: credentials could not be saved reason=disk_full\n";
  const login = only(GOOD_LOGIN + lost);
  assert.deepEqual([login.outcome, login.failure?.class], ["failed", "not_saved"]);
  assert.equal(login.phases.at(-1)?.hasFailed, true);
});

Deno.test("a log that stops is an unfinished sign-in, not a good one", () => {
  const login = only(GOOD_LOGIN.split("\n").slice(0, 3).join("\n"));
  assert.deepEqual([login.outcome, login.failure], ["unfinished", undefined]);
});

Deno.test("a callback that was ignored goes back to waiting, a late one takes nothing back", () => {
  const at = (second: string, said: string) =>
    `2026-03-06T22:09:${second}.000000Z  INFO codex_login::server: ${said}\n`;
  const callback = "received login callback has_code=true state_valid=true";
  const login = only([
    at("00", "starting browser login flow"),
    at("10", callback),
    at("10", "login callback was ignored reason=doubled_parameter"),
    at("20", callback),
    at("21", "starting oauth token exchange"),
    at("22", callback),
    at("22", "login callback was ignored reason=another_code"),
    at("25", "oauth token exchange succeeded status=200 OK"),
  ].join(""));
  assert.deepEqual(phasesOf(login), [
    "waiting for the person 20000",
    "checking the answer 1000",
    "exchanging the code 4000",
  ]);
});

Deno.test("each start begins a sign-in; foreign lines go with the one that they stand in", () => {
  const logins = groupLogins(parseLines(
    `before any start\n${DENIED_LOGIN}thread panicked\n${GOOD_LOGIN}${UNTRUSTED_LOGIN}`,
  ));
  assert.deepEqual(logins.map(({ outcome }) => outcome), ["failed", "succeeded", "failed"]);
  assert.deepEqual(logins.map(({ lines }) => lines.length), [4, 4, 6]);
  assert.equal(logins[2]?.failure?.class, "tls_unknown_issuer");
});

Deno.test("only lines that are a sign-in's own count for its length", () => {
  const lengthWith = (line: string) => {
    const { startMs, endMs, lines } = only(`${DENIED_LOGIN}${line}\n`);
    assert.equal(lines.length, 4);
    return Math.round((endMs - startMs) / 1000);
  };
  assert.equal(lengthWith("2026-03-06T22:10:03.000000Z  INFO hyper::client: pooling idle"), 9);
  assert.equal(lengthWith("2026-03-06T22:10:03.000000Z  INFO codex_login_old: what"), 9);
  // A line of a later version, and one that means something whoever wrote it.
  assert.equal(lengthWith("2026-03-06T22:09:14.143612Z  INFO codex_login::later: something"), 20);
  assert.equal(lengthWith("2026-03-06T22:09:14.143612Z  INFO codex_cli::login: something"), 20);
  assert.equal(lengthWith("2026-03-06T22:09:14.143612Z  WARN moved::target: login cancelled"), 20);
});

Deno.test("other ways in have their own parts, and logging out is no part of a sign-in", () => {
  const at = (second: string, said: string) =>
    `2026-03-06T22:09:${second}.000000Z  INFO codex_cli::login: ${said}\n`;
  const logins = groupLogins(parseLines([
    at("00", "starting device code login flow"),
    at("00", "requesting device code issuer=https://auth.openai.com/"),
    at("01", "polling for device authorization interval_seconds=5 limit_seconds=900"),
    at("21", "device authorization succeeded polls=4"),
    at("21", "starting oauth token exchange"),
    at("22", "oauth token exchange succeeded status=200 OK"),
    at("40", "starting logout"),
    at("41", "logged out had_credentials=true"),
    at("50", "starting api key login flow"),
    at("51", "login credentials saved method=api_key"),
    at("52", "starting device code login flow"),
    at("53", "device code request transport failure is_timeout=false error=a: dns error: b"),
  ].join("")));
  assert.deepEqual(logins.map(phasesOf), [
    [
      "asking for a code 1000",
      "waiting for the person 20000",
      "checking the answer 0",
      "exchanging the code 1000",
    ],
    ["reading from standard input 1000"],
    ["asking for a code 1000!"],
  ]);
  assert.deepEqual(logins.map(({ outcome }) => outcome), ["succeeded", "succeeded", "failed"]);
  assert.equal(logins[2]?.failure?.class, "dns");
});

Deno.test("a sign-in that another one cancels gets its last line, though the other started before it", () => {
  const at = (ms: string, said: string) =>
    `2026-03-06T22:09:14.${ms}Z  WARN codex_cli::login: ${said}\n`;
  const logins = groupLogins(parseLines([
    at("000000", "starting browser login flow"),
    at("500000", "starting device code login flow"),
    at("600000", "login cancelled"),
  ].join("")));
  assert.deepEqual(logins.map(({ method, outcome }) => `${method} ${outcome}`), [
    "browser cancelled",
    "device code unfinished",
  ]);
});

Deno.test("at debug, logins that ran at once are told apart by their ids, whatever else is between", () => {
  const line = (second: number, rest: string, id: string) =>
    `2026-11-23T12:00:${String(second).padStart(2, "0")}.000000Z ${rest} attempt=${id}`;
  const start = " INFO codex_cli::login: starting browser login flow";
  const logins = groupLogins(parseLines([
    line(1, "DEBUG codex_cli::login: configuration read", "0000000a"),
    line(2, start, "0000000a"),
    line(3, "DEBUG codex_login::server: login callback port is bound", "0000000a"),
    line(4, "DEBUG codex_cli::login: phase ended phase=config duration_ms=1", "0000000b"),
    line(5, start, "0000000b"),
    line(6, " WARN codex_login::server: login cancelled", "0000000b"),
    line(7, "TRACE codex_login::server: exchange side is ready", "0000000a"),
    line(8, " INFO codex_login::server: oauth token exchange succeeded status=200 OK", "0000000a"),
    "",
  ].join("\n")));
  assert.deepEqual(logins.map(({ outcome, lines }) => [outcome, lines.length]), [
    ["succeeded", 4],
    ["cancelled", 2],
  ]);
});
