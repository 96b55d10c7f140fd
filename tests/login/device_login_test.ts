// The device code sign-in, from the command line to what is saved, with a real server on loopback.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import {
  type DeviceServer,
  type DeviceServerOptions,
  pending,
  startDeviceServer,
} from "../../scripts/rehearsal/device_server.ts";
import { dropConnection, neverAnswer } from "../../scripts/rehearsal/misbehaviour.ts";
import { oauthError } from "../../scripts/rehearsal/oauth_rules.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { until } from "../fixtures/waiting.ts";

const isWindows = Deno.build.os === "windows";

interface DeviceRun {
  readonly home?: ProgramHome;
  readonly args?: readonly string[];
}

function optionsFor(issuer: string, { args = [], ...more }: DeviceRun) {
  return { issuer, noBrowser: false, ...more, args: ["--device-auth", ...args] };
}

const startDeviceProcess = (issuer: string) => startProgram(optionsFor(issuer, {}));
const startDevice = (issuer: string, more: DeviceRun = {}) =>
  startInProcess(optionsFor(issuer, more));

/** Runs it to its end on a clock that leaps over its waits. */
async function runDevice(issuer: string, run: DeviceRun) {
  using time = new FakeTime();
  await using program = await startDevice(issuer, run);
  return await fastForward(time, program.end());
}

function namesOf(log: string | undefined): string[] {
  return (log ?? "").trimEnd().split("\n").map((line) => line.slice(28));
}

function assertSafe(device: DeviceServer, log: string | undefined, terminal: string): void {
  for (const { name, value } of device.secrets()) {
    assert.ok(!log?.includes(value), `${name} is in the log`);
    if (name !== "userCode") assert.ok(!terminal.includes(value), `${name} is on the terminal`);
  }
}

Deno.test("a code that is entered ends in saved credentials, a quiet log and exit code 0", async () => {
  await using device = startDeviceServer({ polls: [pending(403), pending(404)] });
  await using home = await makeProgramHome();
  const old = {
    tokens: { refresh_token: "rt_old-one", oauth_provenance: { issuer: device.issuer } },
  };
  await Deno.writeTextFile(home.authFile, JSON.stringify({ ...old, another_tool: [1] }));
  const { code, stdout, stderr } = await runDevice(device.issuer, { home });
  assert.equal(code, 0, stderr);
  assert.equal(
    stderr,
    `Successfully logged in\nYour credentials are in ${home.authFile}.\n`,
  );
  assert.ok(stdout.includes(`   ${device.issuer}/codex/device\n`), stdout);
  assert.ok(stdout.includes(`   ${device.userCode}\n`), stdout);
  assert.match(stdout, /^2\. Enter this one-time code \(expires in 15 minutes\)$/m);
  const warning = "Device codes are a common phishing target. Never share this code.";
  assert.ok(stdout.includes(warning));
  const { idToken, accessToken, refreshToken } = device.server.tokens;
  const saved = JSON.parse(await home.readAuth() ?? "");
  assert.equal(saved.auth_mode, "chatgpt");
  // As the real CLI, which asks for a key after a browser sign-in only.
  assert.equal(saved.OPENAI_API_KEY, null);
  assert.equal(device.server.requestsTo("apiKey").length, 0);
  assert.deepEqual(
    [saved.tokens.id_token, saved.tokens.access_token, saved.tokens.refresh_token],
    [idToken, accessToken, refreshToken],
  );
  assert.equal(saved.tokens.account_id, device.server.account.chatgpt_account_id);
  assert.deepEqual(saved.another_tool, [1]);
  const [revoked] = device.server.requestsTo("revoke");
  assert.equal(JSON.parse(revoked?.body ?? "{}").token, "rt_old-one");
  const log = await home.readLog();
  const target = "INFO codex_login::device_code_auth:";
  assert.deepEqual(namesOf(log), [
    " INFO codex_cli::login: starting device code login flow",
    ` ${target} requesting device code issuer=${device.issuer}/`,
    ` ${target} polling for device authorization interval_seconds=1 limit_seconds=900`,
    ` ${target} device authorization succeeded polls=3`,
    " INFO codex_login::server: starting oauth token exchange " +
    `issuer=${device.issuer}/ redirect_uri=${device.issuer}/deviceauth/callback`,
    " INFO codex_login::server: oauth token exchange succeeded status=200 OK",
  ]);
  assertSafe(device, log, stderr);
});

const FAILURES: readonly [
  what: string,
  options: DeviceServerOptions,
  stderr: RegExp,
  lastLine: RegExp,
][] = [
  [
    "a server without device codes",
    { usercode: () => new Response("not here", { status: 404 }) },
    /^Error logging in: device code login is not enabled for this Codex server\. Use the browser login or verify the server URL\.$/m,
    /WARN .*device code request returned non-success status status=404 Not Found/,
  ],
  [
    "a server that refuses a code",
    { usercode: () => oauthError(500, "server_error", "out of codes") },
    /: device code request failed with status 500 Internal Server Error: out of codes$/m,
    /status=500 Internal Server Error error_code="server_error" error_message="out of codes"$/,
  ],
  [
    "a server that hangs up",
    { usercode: dropConnection },
    /: device code request failed: ./,
    /ERROR .*device code request transport failure is_timeout=false .* error=./,
  ],
  [
    "an answer that is no JSON",
    { usercode: () => new Response("<html>") },
    /: device code answer is invalid: it is no JSON object$/m,
    /WARN .*device code answer is invalid status=200 OK reason=not_json$/,
  ],
  [
    "an answer that is too large",
    { codeAnswer: { more: "x".repeat(70_000) } },
    /: device code answer is invalid: it is larger than 64 KiB$/m,
    /reason=too_large$/,
  ],
  [
    "an answer without a device_auth_id",
    { codeAnswer: { device_auth_id: undefined } },
    /it has no device_auth_id$/m,
    /reason=missing_device_auth_id$/,
  ],
  [
    "an answer without a user code",
    { codeAnswer: { user_code: 7 } },
    /it has no user_code$/m,
    /reason=missing_user_code$/,
  ],
  [
    "a denial",
    { polls: [() => oauthError(400, "access_denied", "Ask your admin")] },
    /: the sign-in was declined: Ask your admin$/m,
    /device authorization was denied status=400 Bad Request error_code="access_denied" error_message="Ask your admin"$/,
  ],
  [
    "a refused exchange",
    { token: () => oauthError(400, "invalid_grant", "used up") },
    /: device code exchange failed: token endpoint returned status 400 Bad Request: used up$/m,
    /ERROR .*device code token exchange failed$/,
  ],
];

for (const [what, options, expected, lastLine] of FAILURES) {
  Deno.test(`${what} ends the sign-in with exit code 1, its words and its line`, async () => {
    await using device = startDeviceServer(options);
    await using program = await startDevice(device.issuer);
    await Deno.writeTextFile(program.home.authFile, "{}");
    const { code, stdout, stderr } = await program.end();
    assert.equal(code, 1);
    assert.match(stderr, expected);
    assert.ok(stderr.includes(`Details: ${program.home.logFile}\n`), stderr);
    const log = await program.home.readLog();
    assert.match(namesOf(log).at(-1) ?? "", lastLine);
    assert.equal(await program.home.readAuth(), "{}");
    assertSafe(device, log, stderr);
    assert.ok(!stdout.includes(device.deviceAuthId));
  });
}

Deno.test("an echo of the device_auth_id and the code is masked, on the terminal and in the log", async () => {
  await using device = startDeviceServer({
    polls: [({ body }) => oauthError(400, "invalid_request", `what is ${body}?`)],
  });
  await using program = await startDevice(device.issuer);
  const { stderr } = await program.end();
  assert.match(stderr, /device auth failed with status 400 Bad Request: what is .*<redacted>/);
  assertSafe(device, await program.home.readLog(), stderr);
  assert.ok(!stderr.includes(device.userCode));
});

Deno.test("a code is called usercode too, and its interval may be a number", async () => {
  await using device: DeviceServer = startDeviceServer({
    usercode() {
      const { deviceAuthId: device_auth_id, userCode: usercode } = device;
      return Response.json({ device_auth_id, usercode, interval: 2 });
    },
    polls: [() => oauthError(400, "expired_token", "over")],
  });
  await using program = await startDevice(device.issuer);
  const { code, stdout, stderr } = await program.end();
  assert.equal(code, 1);
  assert.ok(stdout.includes(device.userCode));
  assert.match(stderr, /the device code has expired; run the sign-in again: over$/m);
  assert.match(await program.home.readLog() ?? "", /interval_seconds=2 /);
});

for (
  const [when, options] of [
    ["while the code is asked for", { usercode: neverAnswer }],
    ["between two polls", {
      polls: [pending()],
      isNeverApproved: true,
      codeAnswer: { interval: 60 },
    }],
    ["while a poll hangs", { polls: [neverAnswer], isNeverApproved: true }],
    ["while the exchange hangs", { token: neverAnswer }],
  ] as const
) {
  for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    // One of them as a person does it: with a real signal to a real process.
    const isProcess = when === "between two polls" && signal === "SIGINT" && !isWindows;
    const start = isProcess ? startDeviceProcess : startDevice;
    Deno.test(`${signal} ${when} ends the sign-in at once with exit code ${exit}`, async () => {
      await using device = startDeviceServer(options);
      // What nothing answers and nobody approves would not end by itself within a test's limit.
      await using program = await start(device.issuer);
      const path = "token" in options
        ? "/oauth/token"
        : "polls" in options
        ? "/api/accounts/deviceauth/token"
        : "/api/accounts/deviceauth/usercode";
      await until(() => device.server.requests.some((request) => request.path === path));
      program.signal(signal);
      const { code, stderr } = await program.end();
      assert.equal(code, exit, stderr);
      assert.equal(stderr, `Login interrupted (${signal}); no credentials were changed.\n`);
      const log = await program.home.readLog();
      assert.match(namesOf(log).at(-1) ?? "", /WARN .*login ended by a signal signal=SIG/);
      assertSafe(device, log, stderr);
    });
  }
}

Deno.test("Ctrl-C once tokens are held skips what is left and loses nothing", async () => {
  await using device = startDeviceServer({ revoke: neverAnswer });
  await using home = await makeProgramHome();
  const old = { refresh_token: "rt_old-one", oauth_provenance: { issuer: device.issuer } };
  await Deno.writeTextFile(home.authFile, JSON.stringify({ tokens: old }));
  await using program = await startDevice(device.issuer, { home });
  await until(() => device.server.requestsTo("revoke").length > 0);
  program.signal("SIGINT");
  const { code, stderr } = await program.end();
  assert.equal(code, 0, stderr);
  const saved = JSON.parse(await home.readAuth() ?? "");
  assert.equal(saved.tokens.refresh_token, device.server.tokens.refreshToken);
});

Deno.test("another workspace is refused and nothing is saved", async () => {
  await using device = startDeviceServer();
  await using program = await startDevice(device.issuer, {
    args: ["-c", "forced_chatgpt_workspace_id=ws-other"],
  });
  const { code, stderr } = await program.end();
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^Error logging in: Login is restricted to workspace id\(s\) ws-other\.$/m,
  );
  assert.equal(await program.home.readAuth(), undefined);
});

Deno.test("a server that cannot be reached is an error at once", async () => {
  await using program = await startDevice(`http://127.0.0.1:${freePort()}`);
  const { code, stderr } = await program.end();
  assert.equal(code, 1);
  assert.match(stderr, /^Error logging in: device code request failed: ./);
});

Deno.test("--timeout shortens the wait, and the prompt says so", async () => {
  await using device = startDeviceServer({ polls: [pending()], isNeverApproved: true });
  await using home = await makeProgramHome();
  const run = { home, args: ["--timeout", "2"] };
  const { code, stdout, stderr } = await runDevice(device.issuer, run);
  assert.equal(code, 1);
  assert.match(stdout, /expires in 2 seconds/);
  assert.match(stderr, /^Error logging in: device auth timed out after 2 s$/m);
  const last = namesOf(await home.readLog()).at(-1);
  assert.match(last ?? "", /WARN .*device authorization timed out limit_seconds=2$/);
});
