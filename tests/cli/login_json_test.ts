// `--json`: what each way to sign in tells another program, line by line, and how each of them ends.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import {
  type DeviceServerOptions,
  pending,
  startDeviceServer,
} from "../../scripts/rehearsal/device_server.ts";
import { oauthError } from "../../scripts/rehearsal/oauth_rules.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { startWhoami } from "../fixtures/whoami.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { until } from "../fixtures/waiting.ts";
import { withProgram } from "../fixtures/with_program.ts";

type Line = Record<string, unknown>;

function linesOf(stdout: string): Line[] {
  assert.ok(stdout.endsWith("\n"), stdout);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** The phases by name, every other line by its type. */
function stepsOf(stdout: string): unknown[] {
  return linesOf(stdout).map(({ type, phase }) => type === "phase" ? phase : type);
}

function outcomeOf(stdout: string): Line {
  const lines = linesOf(stdout);
  assert.equal(lines.filter(({ type }) => type === "outcome").length, 1);
  return lines.at(-1) ?? assert.fail();
}

function succeeded({ logFile }: ProgramHome): Line {
  return { type: "outcome", signed_in: true, log: logFile };
}

async function device(options: DeviceServerOptions, ...args: string[]) {
  using time = new FakeTime();
  await using server = startDeviceServer(options);
  await using program = await startInProcess({
    issuer: server.issuer,
    noBrowser: false,
    args: ["--device-auth", "--json", ...args],
  });
  const end = await fastForward(time, program.end());
  return { ...end, server, home: program.home };
}

Deno.test("the browser sign-in tells its phases, the URL and the outcome", async () => {
  // The one of these that is a process: what is told comes from both of its sides.
  await withProgram({}, async (program) => {
    await visitOnce(await program.authorizeUrl());
    const { stdout } = await program.end();
    assert.deepEqual(stepsOf(stdout), [
      ...["config", "log", "bind", "authorize_url", "open_browser", "wait_for_callback"],
      ...["validate", "exchange", "check_account", "api_key", "save", "done", "outcome"],
    ]);
    assert.deepEqual(outcomeOf(stdout), succeeded(program.home));
  }, ["--json"]);
});

Deno.test("the device code sign-in tells its phases from the first one on, the code and the outcome", async () => {
  const { stdout, stderr, server, home } = await device({ polls: [pending()] });
  assert.deepEqual(stepsOf(stdout), [
    ...["config", "log", "request_code", "device_code", "wait_for_approval"],
    ...["exchange", "check_account", "save", "done", "outcome"],
  ]);
  assert.deepEqual(linesOf(stdout)[3], {
    type: "device_code",
    verification_url: `${server.issuer}/codex/device`,
    user_code: server.userCode,
  });
  for (const { at, type } of linesOf(stdout)) {
    if (type === "phase") assert.match(`${at}`, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  }
  assert.deepEqual(outcomeOf(stdout), succeeded(home));
  assert.match(stderr, new RegExp(`^   ${server.userCode}$`, "m"));
});

Deno.test("a key and a token from standard input tell their phases, too", async () => {
  await using server = startWhoami();
  for (
    const [option, stdin, checks] of [
      ["--with-api-key", "sk-canary-0123456789", []],
      ["--with-access-token", "at-canary-0123456789", ["check_account"]],
    ] as const
  ) {
    await using home = await makeProgramHome();
    const run = { home, issuer: server.issuer, stdin };
    const { code, stdout, stderr } = await runCommand([option, "--json"], run);
    assert.equal(code, 0, stderr);
    const steps = ["config", "log", "read_stdin", ...checks, "save", "done", "outcome"];
    assert.deepEqual(stepsOf(stdout), steps);
    assert.deepEqual(outcomeOf(stdout), succeeded(home));
    assert.ok(!stdout.includes(stdin));
  }
});

interface Expected {
  readonly kind: string;
  readonly class: string | null;
  readonly phase: string;
  readonly what: RegExp;
  readonly todo: RegExp;
}

const ENDS: [what: string, options: DeviceServerOptions, args: string[], Expected][] = [
  ["a denial", { polls: [() => oauthError(400, "access_denied", "You chose Cancel")] }, [], {
    kind: "device_code",
    class: "device_denied",
    phase: "wait_for_approval",
    what: /declined/,
    todo: /again and allow it/,
  }],
  ["an expired code", { polls: [() => oauthError(400, "expired_token", "over")] }, [], {
    kind: "device_code",
    class: "device_expired",
    phase: "wait_for_approval",
    what: /nobody entered the code/i,
    todo: /new code/,
  }],
  [
    "a wait that is over",
    { polls: [pending()], isNeverApproved: true },
    ["--timeout", "1"],
    {
      kind: "timed_out",
      class: "device_timed_out",
      phase: "wait_for_approval",
      what: /nobody entered the code/i,
      todo: /--timeout/,
    },
  ],
  ["a server that gives no code", { usercode: () => new Response("no", { status: 404 }) }, [], {
    kind: "device_code",
    class: null,
    phase: "request_code",
    what: /^null$/,
    todo: /^null$/,
  }],
  ["a refused exchange", { token: () => oauthError(400, "invalid_grant", "used up") }, [], {
    kind: "token_status",
    class: "invalid_grant",
    phase: "exchange",
    what: /code was not accepted/,
    todo: /new code/,
  }],
];

for (const [what, options, args, expected] of ENDS) {
  Deno.test(`${what} has a kind, a class and a phase in the outcome, and words on the terminal`, async () => {
    const { code, stdout, stderr } = await device(options, ...args);
    assert.equal(code, 1);
    const outcome = outcomeOf(stdout);
    const { kind, phase } = outcome;
    assert.deepEqual(
      { kind, class: outcome["class"], phase },
      { kind: expected.kind, class: expected.class, phase: expected.phase },
    );
    for (const name of ["what", "todo"] as const) {
      assert.match(`${outcome[name]}`, expected[name]);
      if (outcome[name] !== null) assert.ok(stderr.includes(`: ${outcome[name]}\n`), stderr);
    }
  });
}

Deno.test("an interruption names the phase that it came in", async () => {
  await using server = startDeviceServer({ polls: [pending()], isNeverApproved: true });
  await using program = await startInProcess({
    issuer: server.issuer,
    noBrowser: false,
    args: ["--device-auth", "--json"],
  });
  await until(() => server.polls().length > 0);
  program.signal("SIGTERM");
  const outcome = outcomeOf((await program.end()).stdout);
  assert.deepEqual([outcome["kind"], outcome["phase"]], ["SIGTERM", "wait_for_approval"]);
});

Deno.test("a secret that cannot be used ends in the phase that read it", async () => {
  await using home = await makeProgramHome();
  const { stdout } = await runCommand(["--with-api-key", "--json"], { home, stdin: "" });
  assert.deepEqual(stepsOf(stdout), ["config", "log", "read_stdin", "outcome"]);
  const { kind, phase } = outcomeOf(stdout);
  assert.deepEqual([kind, phase], ["secret_unusable", "read_stdin"]);
});

Deno.test("a way to sign in that the configuration forbids ends in the phase config", async () => {
  for (
    const [option, forced] of [
      ["--device-auth", "api"],
      ["--with-api-key", "chatgpt"],
    ] as const
  ) {
    await using home = await makeProgramHome();
    const args = [option, "--json", "-c", `forced_login_method=${forced}`];
    const { stdout } = await runCommand(args, { home, stdin: "x" });
    assert.deepEqual(stepsOf(stdout), ["config", "outcome"]);
    assert.equal(outcomeOf(stdout)["kind"], "method_disabled");
  }
});

Deno.test("at debug the log has the time of each phase of these ways, too", async () => {
  await using server = startDeviceServer();
  await using program = await startInProcess({
    issuer: server.issuer,
    noBrowser: false,
    args: ["--device-auth"],
    env: { RUST_LOG: "debug" },
  });
  assert.equal((await program.end()).code, 0);
  const log = await program.home.readLog() ?? "";
  const timed = [...log.matchAll(/ phase ended phase=(\w+) duration_ms=\d+/g)].map(([, name]) =>
    name
  );
  assert.deepEqual(timed, [
    ...["config", "log", "request_code", "wait_for_approval"],
    ...["exchange", "check_account", "save"],
  ]);
});
