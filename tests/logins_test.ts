/** Lines grouped into sign-ins: phases, ends, notes, and what belongs to whom. */
import assert from "node:assert/strict";
import { meaningOf, methodStartedBy } from "../src/log_reader/known_lines.ts";
import { groupLogins, type RecordedLogin } from "../src/log_reader/logins.ts";
import { parseLines } from "../src/log_reader/read_log.ts";
import { classifyErrorCode } from "../src/diagnosis/status_class.ts";
import { EVENT_LEVELS } from "../src/log_levels.ts";
import {
  DENIED_LOGIN,
  GOOD_LOGIN,
  UNTRUSTED_LOGIN,
  UPSTREAM_LOGIN,
} from "../scripts/rehearsal/sample_logs.ts";

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

Deno.test("every event of our log has a meaning", () => {
  const unknown = Object.keys(EVENT_LEVELS)
    .filter((event) => meaningOf(event) === undefined && methodStartedBy(event) === undefined);
  assert.deepEqual(unknown, []);
});

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

/** The denied sign-in with another error code and, behind it, the line that names a class. */
function denied(code: string, named?: string): RecordedLogin {
  const line =
    `2026-03-06T22:09:03.431760Z  WARN codex_login::server: oauth callback failure class`;
  return only(
    DENIED_LOGIN.replace("access_denied", code) +
      (named === undefined ? "" : `${line} class=${named}\n`),
  );
}

Deno.test("the class that stands behind a callback's error is the failure's", () => {
  for (const [named, sentence, advice] of CALLBACK_CLASSES) {
    const { outcome, failure, phases } = denied("access_denied", named);
    assert.deepEqual([outcome, failure?.class], ["failed", named]);
    assert.match(failure?.sentence ?? "", sentence);
    assert.match(failure?.advice ?? "", advice);
    assert.equal(phases.at(-1)?.hasFailed, true);
  }
});

const CALLBACK_CLASSES: [named: string, sentence: RegExp, advice: RegExp][] = [
  ["missing_codex_entitlement", /Codex is not part of what this account may use/, /administrator/],
  ["workspace", /workspace does not allow/, /administrator/],
  ["unsupported_region", /country or region/, /network/],
  ["invalid_request", /found the request wrong/, /Update codex-login/],
];

Deno.test("without such a line the error code tells the class, as in upstream's log", () => {
  for (
    const code of [
      "missing_codex_entitlement",
      "workspace_not_allowed",
      "unsupported_country_region_territory",
      "server_error",
      "temporarily_unavailable",
      "invalid_grant",
      "token_exchange_user_error",
      "invalid_request",
      "invalid_scope",
      "unsupported_grant_type",
      "unsupported_response_type",
      "invalid_client",
      "unauthorized_client",
      "access_denied",
      "something_new",
    ]
  ) {
    const expected = classifyErrorCode(code, "") ?? "callback_denied";
    assert.equal(denied(code).failure?.class, expected, code);
  }
  assert.equal(denied("something_new", "c4nary").failure?.class, "callback_denied");
});

Deno.test("a class behind another failure than a callback's changes nothing of that one", () => {
  const lost =
    "2026-03-06T22:09:36.700000Z ERROR codex_login::server: credentials could not be saved reason=disk_full\n" +
    "2026-03-06T22:09:36.800000Z  WARN codex_login::server: oauth callback failure class class=workspace\n";
  assert.equal(only(GOOD_LOGIN + lost).failure?.class, "not_saved");
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

const CLASSES: [fields: string, failure: string][] = [
  ["transport failure is_timeout=false error=a: dns error: failed to lookup address", "dns"],
  [
    "transport failure is_timeout=false error=a: Connection refused (os error 111)",
    "connection_refused",
  ],
  ["transport failure is_timeout=true error=a: operation timed out", "timeout"],
  ['transport failure is_timeout=false error=certificate not valid for name "a"', "tls_wrong_name"],
  [
    "transport failure is_timeout=false error=invalid peer certificate: Expired: certificate expired",
    "tls_expired",
  ],
  ["transport failure is_timeout=false error=something new", "token_transport"],
  [
    'returned non-success status status=400 Bad Request error_code="invalid_grant"',
    "invalid_grant",
  ],
  [
    'returned non-success status status=403 Forbidden error_code="unsupported_country_region_territory"',
    "unsupported_region",
  ],
  ['returned non-success status status=403 Forbidden error_code="unknown"', "token_status"],
  ['returned non-success status status=429 Too Many Requests error_code="unknown"', "rate_limited"],
  ['returned non-success status status=502 Bad Gateway error_code="unknown"', "server_error"],
  ['returned non-success status status=400 Bad Request error_code="unknown"', "token_status"],
];

for (const [said, failure] of CLASSES) {
  Deno.test(`${said} is ${failure}`, () => {
    const start = GOOD_LOGIN.slice(0, GOOD_LOGIN.indexOf("\n") + 1);
    const line =
      `2026-03-06T22:09:40.000000Z ERROR codex_login::server: oauth token exchange ${said}`;
    assert.equal(only(start + line).failure?.class, failure);
  });
}

Deno.test("a class that the log names counts before the fields, an unknown one does not", () => {
  const start = GOOD_LOGIN.slice(0, GOOD_LOGIN.indexOf("\n") + 1);
  const named = (fields: string) =>
    only(
      `${start}2026-03-06T22:09:40.000000Z  WARN codex_login::server: oauth token exchange failure class ${fields}
2026-03-06T22:09:40.000100Z  WARN codex_login::server: oauth token exchange returned non-success status status=403 Forbidden error_code="unknown"\n`,
    );
  const known = named('class=challenge host=h:443 request_id="req_1-a" clock_skew_seconds=-90');
  assert.equal(known.failure?.class, "challenge");
  assert.deepEqual(known.notes.map(({ sentence }) => sentence), [
    "The server calls the request req_1-a.",
    "This machine's clock was 90 s behind the server's.",
  ]);
  const foreign = named('class=c4nary request_id="c4nary <b>" retry_after_seconds=c4nary');
  assert.deepEqual([foreign.failure?.class, foreign.notes], ["token_status", []]);
});

/** A sign-in that fails with these lines behind its start. */
function failing(method: string, ...lines: string[]): RecordedLogin {
  const at = (said: string) => `2026-03-06T22:09:40.000000Z  WARN codex_cli::login: ${said}\n`;
  return only([`starting ${method} login flow`, ...lines].map(at).join(""));
}

Deno.test("a class that our log names has words, or those of the failure's own line", () => {
  for (const name of ["dns", "unusable_answer", "access_denied", "refused", "other"]) {
    const { failure } = failing(
      "browser",
      `oauth token exchange failure class class=${name} host=h:443`,
      "login callback token exchange failed",
    );
    assert.equal(failure?.class, name);
    assert.match(failure?.sentence ?? "", /^[A-Z].*\.$/, name);
    assert.match(failure?.advice ?? "", /\.$/, name);
  }
});

Deno.test("an access token that could not be checked has the class that the log names", () => {
  const check = (fields: string, end = "reason=not_reached") =>
    failing(
      "access token",
      `access token check failure class class=${fields} host=auth.openai.com:443`,
      `access token was refused ${end}`,
    );
  const dns = check("dns");
  assert.deepEqual([dns.outcome, dns.failure?.class], ["failed", "dns"]);
  assert.match(dns.failure?.sentence ?? "", /name could not be resolved/);
  assert.match(dns.failure?.advice ?? "", /doctor/);
  const unusable = check("unusable_answer").failure;
  assert.equal(unusable?.class, "unusable_answer");
  assert.match(unusable?.sentence ?? "", /not the issuer, or a broken one/);
  const limited = check("rate_limited", "reason=status status=429 Too Many Requests");
  assert.match(limited.failure?.advice ?? "", /Wait/);
  // Where the class says no more than that it was refused, the line's own advice is the better one.
  const refused = check("refused", "reason=status status=401 Unauthorized").failure;
  assert.deepEqual([refused?.class, refused?.sentence], [
    "refused",
    "The access token was not accepted.",
  ]);
  assert.match(refused?.advice ?? "", /Make a new one/);
});

Deno.test("a callback that was declined is called so, as on the terminal", () => {
  const { failure } = denied("consent_required");
  assert.equal(failure?.class, "access_denied");
  assert.match(failure?.sentence ?? "", /declined/);
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
