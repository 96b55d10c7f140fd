// What status says about each document, and that it shows no more than it may.
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { AUTH_CLAIM, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { maskedEmail, maskedKey } from "../../src/cli/status.ts";
import { runCommand } from "../fixtures/run_command.ts";

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

async function statusOf(text: string | undefined, args = ["login", "status"]) {
  await using home = await makeProgramHome();
  if (text !== undefined) await Deno.writeTextFile(home.authFile, text);
  const end = await runCommand(args, { home });
  assert.equal(await home.readLog(), undefined, "status writes no log");
  assert.equal(await home.readAuth(), text);
  return { ...end, place: home.authFile };
}

const KNOWN: readonly [document: Record<string, unknown>, said: string][] = [
  [{ auth_mode: "chatgpt", OPENAI_API_KEY: null, tokens: TOKENS }, CHATGPT],
  [{ auth_mode: "chatgpt", OPENAI_API_KEY: KEY, tokens: TOKENS }, CHATGPT],
  [{ auth_mode: "chatgptAuthTokens", tokens: { ...TOKENS, refresh_token: "" } }, CHATGPT],
  [{ tokens: TOKENS }, CHATGPT],
  [{ auth_mode: "apikey", OPENAI_API_KEY: KEY }, KEY_SAID],
  [{ OPENAI_API_KEY: KEY, tokens: TOKENS }, KEY_SAID],
  [{ OPENAI_API_KEY: "sk-1234567890" }, KEY_SAID.replace("sk-proj-***ABCDE", "***")],
  [
    { OPENAI_API_KEY: null, personal_access_token: "at-1" },
    "Logged in using personal access token\n",
  ],
  [{ auth_mode: "agentIdentity", agent_identity: ID_TOKEN }, "Logged in using access token\n"],
  [{ OPENAI_API_KEY: KEY, last_refresh: "2026-03-06T22:09:14.065559123Z" }, KEY_SAID],
  [{ OPENAI_API_KEY: KEY, last_refresh: "2026-03-06T22:09:14+02:00" }, KEY_SAID],
  [{ bedrock_api_key: { api_key: "x" } }, "Logged in using Amazon Bedrock API key\n"],
  [
    { bedrock_access_keys: { access_key_id: "i", secret_access_key: "s" } },
    "Logged in using Amazon Bedrock AWS access keys\n",
  ],
];

Deno.test("status says how the person is signed in, and nothing else", async () => {
  for (const [document, said] of KNOWN) {
    const { code, stdout, stderr } = await statusOf(JSON.stringify(document));
    assert.deepEqual([code, stdout, stderr], [0, "", said], JSON.stringify(document));
  }
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
  ['{"auth_mode":"weird"}', ": auth_mode is none that this program knows; "],
  ['{"auth_mode":"toString"}', ": auth_mode is none that this program knows; "],
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
    account_id: "acc-1",
    plan: "pro",
    email: "p***@example.com",
    last_refresh,
    expires_at: "2027-01-15T08:00:00.000Z",
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
