// An API key or an access token from standard input, by the real program.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { agentToken, PERSON, startWhoami } from "../fixtures/whoami.ts";
import type { Answer, ReceivedRequest } from "../../scripts/rehearsal/http_wire.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { dropConnection } from "../../scripts/rehearsal/misbehaviour.ts";
import { randomText, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { runCommand } from "../fixtures/run_command.ts";

const WORKSPACE = PERSON.chatgpt_account_id;

const knownPerson = () => Response.json({ ...PERSON, email: null });

async function savedIn(home: ProgramHome): Promise<Record<string, unknown>> {
  return JSON.parse(await home.readAuth() ?? "{}");
}

async function events(home: ProgramHome): Promise<string[]> {
  return (await home.readLog() ?? "").trimEnd().split("\n").map((line) => line.slice(28));
}

for (const args of [["--with-api-key"], ["login", "--with-api-key"]]) {
  Deno.test(`an API key is saved, other tools' keys stay: ${args.join(" ")}`, async () => {
    await using home = await makeProgramHome();
    const before = { auth_mode: "chatgpt", tokens: {}, last_refresh: "x", other_tool: { a: 1 } };
    await Deno.writeTextFile(home.authFile, JSON.stringify(before), { mode: 0o644 });
    const key = `sk-proj-${randomText()}`;
    const { code, stdout, stderr } = await runCommand(args, { home, stdin: ` ${key}\r\n` });
    assert.equal(code, 0, stderr);
    assert.equal(
      stderr,
      "Reading API key from stdin...\n" +
        "API key saved. Authentication is checked when you send a request.\n",
    );
    assert.equal(stdout, "");
    assert.deepEqual(await savedIn(home), {
      auth_mode: "apikey",
      OPENAI_API_KEY: key,
      other_tool: { a: 1 },
    });
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(home.authFile)).mode! & 0o777, 0o600);
    }
    assert.deepEqual(await events(home), [
      " INFO codex_cli::login: starting api key login flow",
      " INFO codex_cli::login: login credentials saved method=api_key",
    ]);
  });
}

const KEY = "sk-canary-0123456789";
const USELESS: readonly [what: string, stdin: string | Uint8Array, said: RegExp, reason: string][] =
  [
    ["nothing", "", /^No API key provided via stdin\.$/m, "empty"],
    ["white space", " \r\n\t\n", /^No API key provided via stdin\.$/m, "empty"],
    ["two lines", `${KEY}\n${KEY}\n`, /^More than one line came from stdin/m, "many_lines"],
    ["old Mac lines", `${KEY}\r${KEY}`, /^More than one line came from stdin/m, "many_lines"],
    [
      "bytes that are no UTF-8",
      new Uint8Array([0x73, 0x6b, 0xff, 0xfe]),
      /^Failed to read stdin: it is not UTF-8 text\./m,
      "not_utf8",
    ],
    [
      "UTF-16, as some shells pipe",
      new Uint8Array([...KEY].flatMap((letter) => [letter.charCodeAt(0), 0])),
      /^Failed to read stdin: it is not UTF-8 text\./m,
      "not_utf8",
    ],
    ["a sentence", `my key is ${KEY}`, /holds a space, a control character/m, "unprintable"],
    ["an escape sequence", `${KEY}\x1b[2J`, /holds a space, a control character/m, "unprintable"],
    [
      "a megabyte",
      "x".repeat(1024 * 1024),
      /^More than 64 KiB came from stdin, which is no API key\./m,
      "too_long",
    ],
  ];

for (const [what, stdin, said, reason] of USELESS) {
  Deno.test(`${what} on stdin is a clear error, and nothing is saved`, async () => {
    await using home = await makeProgramHome();
    await Deno.writeTextFile(home.authFile, '{"before":true}');
    const { code, stderr } = await runCommand(["--with-api-key"], { home, stdin });
    assert.equal(code, 1);
    assert.match(stderr, said);
    assert.ok(stderr.startsWith("Reading API key from stdin...\n"), stderr);
    assert.equal(stderr.trimEnd().split("\n").length, 2, stderr);
    assert.equal(await home.readAuth(), '{"before":true}');
    const log = await home.readLog() ?? "";
    assert.match(log, new RegExp(`WARN .*no usable secret on stdin reason=${reason}\n$`));
    for (const text of [log, stderr]) assert.ok(!text.includes(KEY));
  });
}

Deno.test("a byte-order mark before the key is no part of it", async () => {
  await using home = await makeProgramHome();
  const { code } = await runCommand(["--with-api-key"], { home, stdin: `\ufeff${KEY}\n` });
  assert.equal(code, 0);
  assert.equal((await savedIn(home))["OPENAI_API_KEY"], KEY);
});

Deno.test("a personal access token is shown to the issuer once, then saved as the real CLI does", async () => {
  await using server = startWhoami(knownPerson);
  await using home = await makeProgramHome();
  const token = `at-${randomText()}`;
  const run = { home, issuer: server.issuer, stdin: token };
  const { code, stderr } = await runCommand(["--with-access-token"], run);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "Reading access token from stdin...\nSuccessfully logged in\n");
  assert.equal(server.requests.length, 1);
  assert.equal(server.requests[0]?.headers.get("authorization"), `Bearer ${token}`);
  assert.deepEqual(await savedIn(home), { OPENAI_API_KEY: null, personal_access_token: token });
  assert.deepEqual(await events(home), [
    " INFO codex_cli::login: starting access token login flow",
    " INFO codex_cli::login: login credentials saved method=personal_access_token",
  ]);
  assert.ok(!(await home.readLog())?.includes(token));
});

Deno.test("an agent identity token is saved without asking anybody, and the sentence says so", async () => {
  await using server = startAuthorizationServer();
  await using home = await makeProgramHome();
  const stdin = agentToken();
  const run = { home, issuer: server.issuer, stdin };
  const { code, stderr } = await runCommand(["--with-access-token"], run);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^Access token saved\. Authentication is checked when you send a request\.$/m,
  );
  assert.equal(server.requests.length, 0);
  const auth_mode = "agentIdentity";
  const expected = { auth_mode, OPENAI_API_KEY: null, agent_identity: stdin };
  assert.deepEqual(await savedIn(home), expected);
});

const REFUSED: readonly [
  what: string,
  token: string,
  answer: (request: ReceivedRequest) => Answer,
  said: RegExp,
  reason: string,
][] = [
  [
    "that the issuer does not know",
    "at-canary-1",
    () => Response.json({ error: { message: "at-canary-1 is unknown" } }, { status: 401 }),
    /the token was not accepted; the server answered 401 Unauthorized: <redacted> is unknown/,
    "status",
  ],
  [
    "that a server in trouble is asked about",
    "at-canary-1",
    () => new Response("", { status: 503 }),
    /the token could not be checked; the server answered 503 Service Unavailable\. Nothing/,
    "status",
  ],
  ["whose check breaks off", "at-canary-2", dropConnection, /could not be checked/, "transport"],
  [
    "of nobody",
    "at-canary-3",
    () => Response.json({}),
    /did not say whose token it is/,
    "invalid_answer",
  ],
  ...Object.keys(PERSON).map((name): (typeof REFUSED)[number] => [
    `whose ${name} is of the wrong type`,
    "at-canary-3",
    () => Response.json({ ...PERSON, [name]: [] }),
    /did not say whose token it is/,
    "invalid_answer",
  ]),
  [
    "of an agent with a claim of the wrong type",
    agentToken({ chatgpt_account_is_fedramp: "no" }),
    knownPerson,
    /this is neither a personal/,
    "unknown_kind",
  ],
  ["of another kind", "sk-canary-4", knownPerson, /this is neither a personal/, "unknown_kind"],
  [
    "that is a sign-in's own",
    unsignedJwt({ sub: "canary" }),
    knownPerson,
    /this is neither a personal/,
    "unknown_kind",
  ],
  ["that has expired", agentToken({ exp: 1 }), knownPerson, /the token has expired/, "expired"],
];

for (const [what, token, answer, said, reason] of REFUSED) {
  Deno.test(`an access token ${what} is refused, and nothing is saved`, async () => {
    await using server = startWhoami(answer);
    await using home = await makeProgramHome();
    const run = { home, issuer: server.issuer, stdin: token };
    const { code, stderr } = await runCommand(["--with-access-token"], run);
    assert.equal(code, 1);
    assert.match(stderr, /^Error logging in with access token: /m);
    assert.match(stderr, said);
    assert.equal(await home.readAuth(), undefined);
    const log = await home.readLog() ?? "";
    assert.match(log, new RegExp(`WARN .*access token was refused reason=${reason}`));
    for (const text of [log, stderr]) assert.ok(!text.includes(token));
  });
}

Deno.test("an access token that cannot be checked has the cause's class, words and advice", async () => {
  const cases: [answer: () => Answer, category: string, cause: string, todo: RegExp][] = [
    [dropConnection, "network", "connection_reset", /^Try again/],
    [() => new Response(null, { status: 429 }), "account", "rate_limited", /^Wait, then/],
    [() => new Response("", { status: 503 }), "account", "server_error", /few minutes/],
    [() => new Response("", { status: 401 }), "account", "refused", /^Make a new token/],
    [() => new Response("<p>"), "account", "unusable_answer", /^Check --issuer/],
  ];
  for (const [answer, category, cause, todo] of cases) {
    await using server = startWhoami(answer);
    await using home = await makeProgramHome();
    const run = { home, issuer: server.issuer, stdin: "at-canary-5" };
    const { stdout, stderr } = await runCommand(["--with-access-token", "--json"], run);
    const outcome = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    assert.deepEqual([outcome.category, outcome.class], [category, cause]);
    assert.match(outcome.todo, todo);
    assert.match(stderr, /^Why: /m);
    const log = await home.readLog() ?? "";
    assert.match(log, new RegExp(`WARN .*access token check failure class class=${cause} host=`));
    if (category === "network") assert.match(log, /reason=transport error=./);
  }
});

Deno.test("a token of another workspace is refused", async () => {
  await using server = startWhoami(knownPerson);
  await using home = await makeProgramHome();
  for (const stdin of ["at-1234567", agentToken()]) {
    for (const [workspace, code] of [["ws-other", 1], [WORKSPACE, 0]] as const) {
      const args = ["--with-access-token", "-c", `forced_chatgpt_workspace_id=${workspace}`];
      const end = await runCommand(args, { home, issuer: server.issuer, stdin });
      assert.equal(end.code, code, end.stderr);
      if (code) assert.match(end.stderr, /Login is restricted to workspace id\(s\) ws-other\./);
    }
  }
});

const METHODS: readonly [args: string[], forced: string, said: string][] = [
  [["--with-api-key"], "chatgpt", "API key login is disabled. Use ChatGPT login instead.\n"],
  [["--with-access-token"], "api", "Access token login is disabled. Use API key login instead.\n"],
  [["--device-auth"], "api", "ChatGPT login is disabled. Use API key login instead.\n"],
  [[], "api", "ChatGPT login is disabled. Use API key login instead.\n"],
];

for (const [args, forced, said] of METHODS) {
  Deno.test(`forced_login_method = ${forced} refuses ${args[0] ?? "the browser"}`, async () => {
    await using home = await makeProgramHome();
    await Deno.writeTextFile(`${home.codexHome}/config.toml`, `forced_login_method = "${forced}"`);
    const { code, stderr } = await runCommand(args, { home, stdin: "x" });
    assert.deepEqual([code, stderr], [1, said]);
    assert.equal(await home.readAuth(), undefined);
  });
}

Deno.test("two ways at once, and a word too many, are usage errors", async () => {
  await using home = await makeProgramHome();
  for (
    const [args, said] of [
      [["--with-api-key", "--with-access-token"], /--with-api-key or --with-access-token\.$/m],
      [["login", "logout"], /^Error: Unknown command "logout"/],
      [["status", "more"], /^Error: Unknown command "more"/],
      [["logout", "status"], /^Error: Unknown command "status"/],
    ] as const
  ) {
    const { code, stderr } = await runCommand([...args], { home, stdin: "x" });
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  }
});
