// What status says about each document, and that it shows no more than it may.
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { AUTH_CLAIM, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { maskedKey } from "../../src/cli/status_words.ts";
import { maskedEmail } from "../../src/login/account_words.ts";
import {
  OF_ANOTHER_CODEX,
  REFUSED,
  TAKEN,
  TAKEN_BY_CODEX_ALONE,
} from "../fixtures/auth_documents.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { AGENT, agentToken, PERSON, startWhoami } from "../fixtures/whoami.ts";

const ID_TOKEN = unsignedJwt({
  email: "person@example.com",
  [AUTH_CLAIM]: { chatgpt_account_id: "acc-claim", chatgpt_plan_type: "pro" },
});
const ACCESS_TOKEN = unsignedJwt({ exp: 1_800_000_000 });
const TOKENS = { id_token: ID_TOKEN, access_token: ACCESS_TOKEN, refresh_token: "rt_canary-1" };
const KEY = "sk-proj-1234567890ABCDE";
const KEY_SAID = "API key configured - sk-proj-***ABCDE\n" +
  "Authentication is checked when you send a request.\n";
const CHATGPT = "Logged in using ChatGPT\n";

async function statusOf(
  text: string | undefined,
  args = ["login", "status"],
  env: Record<string, string> = {},
) {
  await using home = await makeProgramHome();
  if (text !== undefined) await Deno.writeTextFile(home.authFile, text);
  const end = await runCommand(args, { home, env });
  assert.equal(await home.readLog(), undefined, "status writes no log");
  assert.equal(await home.readAuth(), text);
  return { ...end, place: home.authFile };
}

Deno.test("status says first what codex says, to the letter", async () => {
  await using server = startWhoami();
  for (const [text, said] of [...TAKEN, ...OF_ANOTHER_CODEX]) {
    const args = ["login", "status", "--issuer", server.issuer];
    const { code, stdout, stderr } = await statusOf(text, args);
    assert.deepEqual([code, stdout, stderr.split("\n")[0]], [0, "", said], text);
  }
});

Deno.test("what codex refuses is refused, with the flaw", async () => {
  for (const [text, flaw] of REFUSED) {
    const { code, stderr, place } = await statusOf(text);
    assert.equal(code, 1);
    const said = `${place}: ${flaw}; repair or remove it, or sign in again.`;
    assert.equal(stderr, `Error checking login status: ${said}\n`);
  }
  for (const [text, said] of TAKEN_BY_CODEX_ALONE) {
    const { code, stderr } = await statusOf(text);
    assert.equal(code, 1);
    assert.ok(stderr.includes(said), stderr);
  }
});

Deno.test("below stand account, workspace, plan and how long the access token holds", async () => {
  const tokens = { ...TOKENS, account_id: "acc-1" };
  const chatgpt = "Logged in using ChatGPT\nAccount p***@example.com, workspace acc-1, plan pro\n";
  const old = unsignedJwt({ exp: 1_000_000_000 });
  const agent =
    "Logged in using access token\nAccount p***@example.com, workspace acc-1, plan pro\n";
  const cases: [document: unknown, said: string][] = [
    [{ tokens }, `${chatgpt}The access token holds until 2027-01-15T08:00:00Z.\n`],
    [
      { tokens: { ...tokens, access_token: old } },
      `${chatgpt}The access token ran out on 2001-09-09T01:46:40Z; ` +
      "Codex asks for a new one when it needs it.\n",
    ],
    [
      { tokens: { ...tokens, access_token: old, refresh_token: "" } },
      `${chatgpt}The access token ran out on 2001-09-09T01:46:40Z; sign in again.\n`,
    ],
    [{ tokens: { ...tokens, access_token: "opaque" } }, chatgpt],
    [{ tokens: { id_token: "a.e30.c", access_token: "a", refresh_token: "r" } }, CHATGPT],
    [{ OPENAI_API_KEY: KEY }, KEY_SAID],
    [
      { auth_mode: "agentIdentity", agent_identity: agentToken() },
      `${agent}The access token holds until 2033-05-18T03:33:20Z.\n` +
      "Its signature is checked where it is used, not here.\n",
    ],
    [
      { auth_mode: "agentIdentity", agent_identity: AGENT },
      `${agent}Its signature is checked where it is used, not here.\n`,
    ],
  ];
  for (const [document, said] of cases) {
    const { code, stderr } = await statusOf(JSON.stringify(document));
    assert.deepEqual([code, stderr], [0, said]);
  }
});

Deno.test("an agent's token that has run out is none, as for the real CLI", async () => {
  const document = { auth_mode: "agentIdentity", agent_identity: agentToken({ exp: 1 }) };
  const { code, stderr } = await statusOf(JSON.stringify(document));
  assert.equal(code, 1);
  assert.match(stderr, /^Error .*: the access token ran out on 1970-01-01T00:00:01Z; /);
});

Deno.test("a personal access token is asked about, but not offline", async () => {
  const stored = JSON.stringify({ personal_access_token: "at-canary-1" });
  const line = "Logged in using personal access token\n";
  const all = "Account p***@example.com, workspace acc-1, plan pro\n";
  const restricted = ["-c", 'forced_chatgpt_workspace_id="other"'];
  const cases: [answer: () => Response, args: string[], code: number, said: string][] = [
    [() => Response.json(PERSON), [], 0, line + all],
    [() => Response.json({ ...PERSON, email: null }), [], 0, `${line}Workspace acc-1, plan pro\n`],
    [
      () => Response.json({ error: { message: "at-canary-1 is unknown" } }, { status: 401 }),
      [],
      1,
      "Error checking login status: personal access token metadata request failed with status " +
      "401 Unauthorized: <redacted> is unknown\n",
    ],
    [
      () => Response.json({ ...PERSON, chatgpt_account_id: 5 }),
      [],
      1,
      "Error checking login status: failed to decode personal access token metadata: ",
    ],
    [
      () => Response.json(PERSON),
      restricted,
      1,
      "Error checking login status: Login is restricted to workspace id(s) other.\n",
    ],
    [
      () => assert.fail("asked"),
      ["--offline", ...restricted],
      0,
      `${line}Nobody was asked whether the token holds, or whose it is.\n`,
    ],
    [
      () => assert.fail("asked"),
      ["-c", 'forced_login_method="api"'],
      1,
      "Not logged in\nWhat is stored does not count",
    ],
  ];
  for (const [answer, args, code, said] of cases) {
    await using server = startWhoami(answer);
    const end = await statusOf(stored, ["status", "--issuer", server.issuer, ...args]);
    assert.equal(end.code, code, end.stderr);
    assert.ok(end.stderr.startsWith(said), end.stderr);
    assert.ok(!end.stderr.includes("canary"), end.stderr);
  }
});

Deno.test("CODEX_ACCESS_TOKEN comes before what is stored, broken or not", async () => {
  await using server = startWhoami();
  const stored = JSON.stringify({ OPENAI_API_KEY: KEY });
  const line = "Logged in using personal access token\n";
  const its = "It is in CODEX_ACCESS_TOKEN, which comes before what is stored.\n";
  const cases: [text: string, token: string, args: string[], code: number, said: RegExp][] = [
    [stored, " at-good\n", [], 0, new RegExp(`^${line}Account .*\n${its}$`)],
    ["{", "at-good", [], 0, new RegExp(`^${line}`)],
    [stored, "at-bad", [], 1, /^Error .* status 401 Unauthorized/],
    [stored, " ", [], 0, /^API key configured/],
    [stored, "at-bad", ["-c", 'forced_login_method="api"'], 0, /^API key configured/],
    [
      stored,
      "x",
      [],
      1,
      /: CODEX_ACCESS_TOKEN in the environment: agent_identity is no JWT; correct or unset/,
    ],
    [
      stored,
      agentToken({ exp: 1 }),
      [],
      1,
      /CODEX_ACCESS_TOKEN in the environment: the access token ran out on /,
    ],
    [stored, agentToken(), [], 0, new RegExp(`^Logged in using access token\n.*\n.*\n${its}`)],
  ];
  for (const [text, token, args, code, said] of cases) {
    const all = ["status", "--issuer", server.issuer, ...args];
    const end = await statusOf(text, all, { CODEX_ACCESS_TOKEN: token });
    assert.equal(end.code, code, end.stderr);
    assert.match(end.stderr, said);
  }
  const args = ["status", "--json", "--issuer", server.issuer];
  const { stdout } = await statusOf(stored, args, { CODEX_ACCESS_TOKEN: "at-good" });
  const { source, method, account_id, plan, email } = JSON.parse(stdout);
  const expected = ["environment", "personal_access_token", "acc-1", "pro", "p***@example.com"];
  assert.deepEqual([source, method, account_id, plan, email], expected);
});

Deno.test("no file, no credentials and other tools' keys alone are all: not signed in", async () => {
  for (const text of [undefined, "{}", '{"OPENAI_API_KEY":null}', '{"other":{"tokens":1}}']) {
    const { code, stdout, stderr } = await statusOf(text);
    assert.deepEqual([code, stdout, stderr], [1, "", "Not logged in\n"], text);
  }
});

const BROKEN: readonly [text: string, said: string][] = [
  ["", ": the file is empty; "],
  [" \n", ": the file is empty; "],
  ["{", ":1:2: this is no valid JSON; "],
  [`{\n  "tokens": {"access_token": "rt_canary-1},\n}`, ":2:30: this is no valid JSON; "],
  ["[]", ":1:1: this is no JSON object; "],
  ['\ufeff{"OPENAI_API_KEY":"sk-1"}', ":1:1: this is no valid JSON; "],
  ['{"OPENAI_API_KEY":"sk-1","last_refresh":"yesterday"}', ": last_refresh is no date; "],
  ['{"OPENAI_API_KEY":"sk-1","last_refresh":1}', ": last_refresh is no date; "],
  [
    '{"OPENAI_API_KEY":"sk-1","last_refresh":"2026-03-06T22:09:14"}',
    ": last_refresh is no date; ",
  ],
  [
    '{"OPENAI_API_KEY":"sk-1","last_refresh":"2026-03-06T22:09:14Z (UTC)"}',
    ": last_refresh is no date; ",
  ],
  ['{"OPENAI_API_KEY":"sk-1","OPENAI_API_KEY":"sk-1"}', ": OPENAI_API_KEY stands there twice; "],
  ['{"auth_mode":"apikey"}', ": OPENAI_API_KEY is missing; "],
  ['{"auth_mode":"apikey","OPENAI_API_KEY":""}', ": OPENAI_API_KEY is no text, or empty; "],
  ['{"auth_mode":"chatgpt"}', ": tokens is missing; "],
  ['{"tokens":[]}', ": tokens is no object; "],
  ['{"tokens":{"id_token":"a"}}', ": tokens.access_token is missing or no text; "],
  [
    JSON.stringify({ tokens: { ...TOKENS, id_token: "rt_canary-1" } }),
    ": tokens.id_token is no JWT; ",
  ],
];

Deno.test("a broken auth.json is an error that names file and place, and holds nothing of it", async () => {
  for (const [text, said] of BROKEN) {
    const { code, stdout, stderr, place } = await statusOf(text);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.ok(stderr.startsWith(`Error checking login status: ${place}${said}`), stderr);
    assert.ok(!stderr.includes("canary"), stderr);
    const json = await statusOf(text, ["status", "--json"]);
    assert.equal(json.code, 1);
    const report = JSON.parse(json.stdout);
    assert.deepEqual([report.logged_in, report.method], [false, null]);
    assert.ok(report.error.includes(said), json.stdout);
  }
});

Deno.test("a stored sign-in that the configuration forbids counts as none, as for the real CLI", async () => {
  const chatgpt = { tokens: { ...TOKENS, account_id: "acc-1" } };
  const cases: [document: unknown, setting: string, counts: boolean][] = [
    [{ OPENAI_API_KEY: KEY }, 'forced_login_method="chatgpt"', false],
    [{ OPENAI_API_KEY: KEY }, 'forced_login_method="api"', true],
    [{ OPENAI_API_KEY: KEY }, 'forced_chatgpt_workspace_id="other"', true],
    [chatgpt, 'forced_login_method="api"', false],
    [chatgpt, 'forced_login_method="chatgpt"', true],
    [chatgpt, 'forced_chatgpt_workspace_id="other"', false],
    [chatgpt, 'forced_chatgpt_workspace_id=["other","acc-1"]', true],
    [{ personal_access_token: "at-1" }, 'forced_login_method="api"', false],
  ];
  for (const [document, setting, counts] of cases) {
    const { code, stderr } = await statusOf(JSON.stringify(document), ["status", "-c", setting]);
    assert.equal(code, counts ? 0 : 1, setting);
    const key = setting.split("=")[0] ?? "";
    if (!counts) assert.match(stderr, new RegExp(`^Not logged in\n.* does not count, .*${key}`));
    const json = await statusOf(JSON.stringify(document), ["status", "--json", "-c", setting]);
    assert.equal(JSON.parse(json.stdout).logged_in, counts);
    assert.equal(JSON.parse(json.stdout).reason?.includes(key), counts ? undefined : true);
  }
});

Deno.test("--json tells account, plan, masked e-mail, last refresh and expiry, and no secret", async () => {
  const last_refresh = "2026-03-06T22:09:14.065Z";
  const document = {
    auth_mode: "chatgpt",
    tokens: { ...TOKENS, account_id: "acc-1" },
    last_refresh,
  };
  const { code, stdout, stderr } = await statusOf(JSON.stringify(document), ["status", "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(JSON.parse(stdout), {
    logged_in: true,
    method: "chatgpt",
    source: "store",
    account_id: "acc-1",
    plan: "pro",
    email: "p***@example.com",
    last_refresh,
    expires_at: "2027-01-15T08:00:00.000Z",
    is_expired: false,
  });
  const none = await statusOf(undefined, ["login", "status", "--json"]);
  assert.deepEqual([none.code, JSON.parse(none.stdout)], [1, { logged_in: false, method: null }]);
  const key = await statusOf(JSON.stringify({ OPENAI_API_KEY: KEY }), ["status", "--json"]);
  assert.equal(JSON.parse(key.stdout).api_key, "sk-proj-***ABCDE");
});

Deno.test("keys and addresses are masked", () => {
  assert.equal(maskedKey(KEY), "sk-proj-***ABCDE");
  assert.equal(maskedKey("1234567890123"), "***");
  assert.equal(maskedKey("12345678901234"), "12345678***01234");
  assert.equal(maskedKey("\x1b[2J5678901234"), "\\u{1b}[2J5678***01234");
  assert.equal(maskedEmail("a@b.c"), "a***@b.c");
  assert.equal(maskedEmail("@b.c"), "***");
  assert.equal(maskedEmail("nobody"), "***");
});

Deno.test("a folder, and a file that may not be read, are told apart", async () => {
  await using home: ProgramHome = await makeProgramHome();
  await Deno.mkdir(home.authFile);
  const { code, stderr } = await runCommand(["status"], { home });
  assert.equal(code, 1);
  assert.ok(stderr.includes(`${home.authFile}: this is a folder; `), stderr);
});

Deno.test("status and logout find nobody signed in in a home without ~/.codex, and make none", async () => {
  await using home = await makeProgramHome();
  await Deno.remove(home.codexHome, { recursive: true });
  const env = { CODEX_HOME: "", HOME: home.path };
  const status = await runCommand(["login", "status"], { home, env });
  assert.deepEqual([status.code, status.stderr], [1, "Not logged in\n"]);
  const logout = await runCommand(["logout"], { home, env });
  assert.deepEqual([logout.code, logout.stderr], [0, "Not logged in\n"]);
  assert.deepEqual([...Deno.readDirSync(home.path)].map(({ name }) => name), []);
});
