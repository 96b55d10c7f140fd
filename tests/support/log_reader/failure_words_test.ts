/** Why a recorded sign-in failed: classes that the log names, and those that other fields tell. */
import assert from "node:assert/strict";
import { classifyErrorCode } from "../../../src/errors/classify.ts";
import { groupLogins, type RecordedLogin } from "../../../src/support/log_reader/logins.ts";
import { parseLines } from "../../../src/support/log_reader/read_log.ts";
import { DENIED_LOGIN, GOOD_LOGIN } from "../../../scripts/rehearsal/sample_logs.ts";

function only(text: string): RecordedLogin {
  const logins = groupLogins(parseLines(text));
  assert.equal(logins.length, 1);
  return logins[0] ?? assert.fail();
}

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

Deno.test("an ending that is a class keeps its words behind a line that names a general one", () => {
  const { failure } = failing(
    "device code",
    "device code request failure class class=refused host=h:443",
    "device authorization was denied status=400 Bad Request",
  );
  assert.equal(failure?.class, "device_denied");
  assert.match(failure?.sentence ?? "", /^The sign-in was declined/);
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
  assert.match(dns.failure?.sentence ?? "", /^The name of auth\.openai\.com:443 could not be/);
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
