// When the next poll comes, on a clock of its own, and which answer ends the wait.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { type DeviceCode, intervalMs } from "../../src/oauth/device_code.ts";
import { pollForApproval } from "../../src/oauth/polling.ts";
import { retryAfterMs } from "../../src/errors/response_clues.ts";
import { asLoginError, signalError } from "../../src/errors/errors.ts";
// What a failure loads is here already, so that nothing waits for the system.
import "../../src/errors/explain.ts";
import "../../src/errors/transport_failure.ts";
import { serverText } from "../fixtures/server_text.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { Secret } from "../../src/log/text/secret.ts";

type Reply = (signal: AbortSignal) => Response | Promise<Response>;

const status =
  (code: number, body: unknown = {}, headers: Record<string, string> = {}): Reply => () =>
    Response.json(body, { status: code, headers });
const PENDING = status(403);
const APPROVED = status(200, { authorization_code: "ac_canary", code_verifier: "verifier-canary" });
const DROPPED: Reply = () => Promise.reject(new TypeError("connection closed"));
const HANGING: Reply = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

interface Polled {
  /** When each poll came, in seconds from the start. */
  readonly at: number[];
  readonly events: LoginEvent[];
  readonly said: string[];
  readonly error: string | undefined;
  readonly kind: string | undefined;
  /** The events of its error. */
  readonly logged: string[];
}

/** Polls with these replies, the last one for ever, until it ends by itself or at `stopAtSeconds`. */
async function poll(
  replies: readonly Reply[],
  { intervalMs = 5000, limitSeconds = 900, stopAtSeconds = Infinity } = {},
): Promise<Polled> {
  using time = new FakeTime();
  const start = time.now;
  const at: number[] = [];
  const events: LoginEvent[] = [];
  const said: string[] = [];
  const code: DeviceCode = {
    deviceAuthId: new Secret("device-auth-id-canary"),
    userCode: new Secret("USER-CODE"),
    intervalMs,
  };
  const interruption = new AbortController();
  const client = {
    issuer: "http://127.0.0.1:1",
    secrets: new LiveSecrets(),
    fetch: async (_url: string, init: RequestInit) => {
      at.push((Date.now() - start) / 1000);
      const reply = replies[Math.min(at.length, replies.length) - 1] ?? PENDING;
      return await reply(init.signal ?? new AbortController().signal);
    },
  };
  let error: unknown;
  let hasEnded = false;
  const ended = pollForApproval(
    code,
    client,
    limitSeconds,
    { log: { record: (event) => events.push(event) }, say: (text) => said.push(text) },
    interruption.signal,
  ).catch((reason) => error = reason).finally(() => hasEnded = true);
  while (!hasEnded) {
    if ((time.now - start) / 1000 >= stopAtSeconds) interruption.abort(signalError("SIGINT"));
    // Nothing here waits for the system, so promises alone bring everything to where it waits for time.
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    if (!hasEnded) time.tick(500);
  }
  await ended;
  const loginError = error === undefined ? undefined : asLoginError(error);
  return {
    at,
    events,
    said,
    error: loginError?.failure.message,
    kind: loginError?.failure.kind,
    logged: loginError?.events.map(({ event }) => event) ?? [],
  };
}

const TIMES: readonly [what: string, replies: Reply[], at: number[]][] = [
  ["at once, then every interval while 403 comes", [PENDING, PENDING, APPROVED], [0, 5, 10]],
  ["every interval while 404 comes", [status(404), status(404), APPROVED], [0, 5, 10]],
  [
    "5 s later for good after slow_down",
    [status(400, { error: "slow_down" }), PENDING, APPROVED],
    [0, 10, 20],
  ],
  [
    "5 s later again after a second slow_down",
    [status(400, { error: "slow_down" }), status(403, { error: "slow_down" }), APPROVED],
    [0, 10, 25],
  ],
  ["5 s later after a 429 without a wish", [status(429), PENDING, APPROVED], [0, 10, 20]],
  [
    "when Retry-After says so after a 429, and so from then on",
    [status(429, {}, { "retry-after": "12" }), PENDING, APPROVED],
    [0, 12, 24],
  ],
  [
    "not before Retry-After, however long, and later every minute at least",
    [status(429, {}, { "retry-after": "120" }), PENDING, APPROVED],
    [0, 120, 180],
  ],
  [
    "not sooner than the interval although Retry-After would allow it",
    [status(429, {}, { "retry-after": "1" }), APPROVED],
    [0, 5],
  ],
  [
    "twice as late for each 5xx in a row, and as usual after it",
    [status(500), status(502), status(503), PENDING, APPROVED],
    [0, 10, 30, 70, 75],
  ],
  [
    "a minute later at most",
    [status(500), status(500), status(500), status(500), status(500), APPROVED],
    [0, 10, 30, 70, 130, 190],
  ],
  ["when a 503's Retry-After says so", [status(503, {}, { "retry-after": "33" }), APPROVED], [
    0,
    33,
  ]],
  ["later after a dropped connection", [DROPPED, DROPPED, APPROVED], [0, 10, 30]],
  ["later after a poll that hangs for 30 s", [HANGING, APPROVED], [0, 40]],
  [
    "as usual on the RFC's own word for pending",
    [status(400, { error: "authorization_pending" }), APPROVED],
    [0, 5],
  ],
];

for (const [what, replies, expected] of TIMES) {
  Deno.test(`the next poll comes ${what}`, async () => {
    const { at, error, events } = await poll(replies);
    assert.equal(error, undefined);
    assert.deepEqual(at, expected);
    const names = events.map(({ event }) => event);
    assert.equal(names.filter((name) => name === "polling for device authorization").length, 1);
    assert.equal(names.at(-1), "device authorization succeeded");
  });
}

const ENDINGS: readonly [what: string, reply: Reply, error: RegExp, event: string][] = [
  [
    "a denial",
    status(400, { error: "access_denied", error_description: "You said no" }),
    /^the sign-in was declined: You said no$/,
    "device authorization was denied",
  ],
  [
    "a nested denial, also with 403",
    status(403, { error: { code: "deviceauth_authorization_declined", message: "Not you" } }),
    /^the sign-in was declined: Not you$/,
    "device authorization was denied",
  ],
  [
    "an expiry",
    status(400, { error: "expired_token", error_description: "Too late" }),
    /^the device code has expired; run the sign-in again: Too late$/,
    "device code has expired",
  ],
  [
    "another 4xx",
    status(401, { error: { message: "Who are you?" } }),
    /^device auth failed with status 401 Unauthorized: Who are you\?$/,
    "device authorization failed",
  ],
  [
    "a redirect",
    () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } }),
    /^device auth failed with status 302 Found$/,
    "device authorization failed",
  ],
  [
    "a success that is no JSON",
    () => new Response("<html>"),
    /^device code answer is invalid: it is no JSON object$/,
    "device code answer is invalid",
  ],
  [
    "a success that is too large",
    status(200, { authorization_code: "c".repeat(70_000), code_verifier: "v" }),
    /^device code answer is invalid: it is larger than 64 KiB$/,
    "device code answer is invalid",
  ],
  [
    "a success without a code",
    status(200, { code_verifier: "v" }),
    /it has no authorization_code$/,
    "device code answer is invalid",
  ],
  [
    "a success without a verifier",
    status(200, { authorization_code: "c" }),
    /it has no code_verifier$/,
    "device code answer is invalid",
  ],
];

for (const [what, reply, expected, event] of ENDINGS) {
  Deno.test(`${what} ends the polling at once, with its own words and one line`, async () => {
    const { at, error, kind, logged } = await poll([PENDING, reply]);
    assert.deepEqual(at, [0, 5]);
    assert.match(error ?? "", expected);
    assert.equal(kind, "device_code");
    assert.deepEqual(logged.filter((each) => each !== CLASS), [event]);
  });
}

const CLASS = "device code request failure class";

Deno.test("an answer that only a browser can pass is no pending one, and has a class", async () => {
  const challenge = () =>
    new Response("", { status: 403, headers: { "cf-mitigated": "challenge" } });
  const { at, error, logged } = await poll([PENDING, challenge]);
  assert.deepEqual(at, [0, 5]);
  assert.match(error ?? "", /403 Forbidden/);
  assert.deepEqual(logged, [CLASS, "device authorization failed"]);
});

Deno.test("after 15 minutes the wait is over, also in the middle of a pause or a hanging poll", async () => {
  for (const [reply, polls] of [[PENDING, 180], [HANGING, 11]] as const) {
    const { at, error, kind } = await poll([reply]);
    assert.equal(kind, "timed_out");
    assert.equal(error, "device auth timed out after 15 minutes");
    assert.ok(at.length >= polls && at.length <= 181, `${at.length} polls`);
  }
  const { error } = await poll([PENDING], { limitSeconds: 42 });
  assert.equal(error, "device auth timed out after 42 s");
});

Deno.test("a Retry-After beyond the end does not outlast it", async () => {
  const { at, kind } = await poll([status(429, {}, { "retry-after": "99999" })]);
  assert.deepEqual([at, kind], [[0], "timed_out"]);
});

Deno.test("Ctrl-C ends a pause and a hanging poll", async () => {
  for (const reply of [PENDING, HANGING]) {
    const { kind } = await poll([reply], { stopAtSeconds: 3 });
    assert.equal(kind, "SIGINT");
  }
});

Deno.test("an outage is told once, a second one again, and ten of them at most", async () => {
  const one = await poll([DROPPED, status(500), DROPPED, PENDING, APPROVED]);
  assert.equal(one.said.length, 1);
  assert.match(one.said[0] ?? "", /cannot be reached properly \(connection closed\); trying again/);
  const many = Array.from({ length: 30 }, () => [status(500), PENDING]).flat();
  const { said, events } = await poll([...many, APPROVED], { intervalMs: 1000 });
  assert.equal(said.length, 10);
  const told = events.filter(({ event }) => event === "device authorization is tried again");
  assert.equal(told.length, 10);
});

const INTERVALS: readonly [unknown, number][] = [
  ["5", 5000],
  [" 7 ", 7000],
  [7, 7000],
  [2.5, 2500],
  ["0", 1000],
  [0, 1000],
  [undefined, 5000],
  [null, 5000],
  ["", 5000],
  ["soon", 5000],
  [-1, 5000],
  [true, 5000],
  [{}, 5000],
  [1e9, 60000],
  ["Infinity", 5000],
];

Deno.test("an interval is read from a number or a string, and has bounds", () => {
  for (const [value, expected] of INTERVALS) {
    const body = serverText(JSON.stringify({ interval: value }));
    assert.equal(intervalMs(body.number("interval")), expected, JSON.stringify(value));
  }
});

Deno.test("Retry-After is seconds or an HTTP date, and anything else is nothing", () => {
  const now = Date.parse("2026-03-06T22:09:14Z");
  const cases: readonly [string | null, number | undefined][] = [
    ["3", 3000],
    [" 0 ", 0],
    ["Fri, 06 Mar 2026 22:10:14 GMT", 60_000],
    ["Friday, 06-Mar-26 22:09:24 GMT", 10_000],
    // A moment that is over.
    ["Fri, 06 Mar 2026 22:00:00 GMT", undefined],
    ["Fri, 06 Mar 2026 22:09:14 GMT", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["-5", undefined],
    ["5.5", undefined],
    ["9999999999", 86_400_000],
    ["Sat, 06 Mar 2027 22:00:00 GMT", 86_400_000],
    // The form of C's asctime, which is in GMT, too.
    ["Fri Mar  6 22:10:14 2026", 60_000],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ];
  for (const [value, expected] of cases) {
    assert.equal(retryAfterMs(value, now), expected, `${value}`);
  }
});
