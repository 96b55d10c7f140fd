// Where the doctor and the report look for who is signed in: the variable, the keyring, the file.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { unsignedJwt } from "../../../scripts/rehearsal/unsigned_jwt.ts";
import { keyringAccount } from "../../../src/credentials/keyring_store.ts";
import { type KeyringMood, makeKeyringStandIn } from "../../fixtures/keyring_stand_in.ts";
import { runCommand, runProcess } from "../../fixtures/run_command.ts";
import { agentToken } from "../../fixtures/whoami.ts";

interface Sources {
  readonly store?: string;
  readonly mood?: KeyringMood;
  readonly inKeyring?: unknown;
  readonly inFile?: unknown;
  readonly env?: Record<string, string>;
  readonly args?: string[];
  readonly command?: "doctor" | "report";
}

/** The rows about credentials, as in `auth ok …`. */
async function rowsOf(
  { store = "file", mood, inKeyring, inFile, env, args = [], command = "doctor" }: Sources,
): Promise<string[]> {
  await using home = await makeProgramHome();
  const bus = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/bus" };
  let path = "/nowhere";
  if (mood !== undefined) {
    const keyring = await makeKeyringStandIn(home.path, mood);
    path = keyring.path;
    if (inKeyring !== undefined) {
      const text = typeof inKeyring === "string" ? inKeyring : JSON.stringify(inKeyring);
      await keyring.write(await keyringAccount(home.codexHome), text);
    }
  }
  if (inFile !== undefined) {
    await Deno.writeTextFile(home.authFile, JSON.stringify(inFile), { mode: 0o600 });
  }
  const all = [
    command,
    "--json",
    ...(command === "doctor" ? ["--offline"] : []),
    "-c",
    `cli_auth_credentials_store=${store}`,
    ...args,
  ];
  const { stdout } = await runCommand(all, { home, env: { ...bus, PATH: path, ...env } });
  assert.ok(!stdout.includes("c4nary"), stdout);
  const { checks } = JSON.parse(stdout) as {
    checks: { id: string; status: string; sentence: string }[];
  };
  return checks.filter(({ id }) => /^(?:auth|keyring)/.test(id))
    .map(({ id, status, sentence }) => `${id} ${status} ${sentence}`);
}

const KEY = { OPENAI_API_KEY: "sk-c4nary" };
const CHATGPT = {
  auth_mode: "chatgpt",
  tokens: { id_token: unsignedJwt({}), access_token: "c4nary", refresh_token: "c4nary" },
  last_refresh: new Date().toISOString(),
};
const onLinux = Deno.build.os === "linux";
const IN_FILE = "auth ok auth.json holds a sign-in of this kind: API key.";

const cases: [what: string, sources: Sources, rows: string[]][] = [
  ["the file", { inFile: KEY }, [IN_FILE]],
  ["nowhere", { store: "ephemeral", inFile: KEY }, [
    "auth ok No credentials are kept: cli_auth_credentials_store is ephemeral.",
  ]],
  ["the keyring", { store: "keyring", mood: "works", inKeyring: CHATGPT, inFile: KEY }, [
    "auth ok The system's keyring holds the credentials of a ChatGPT sign-in, refreshed less than a day ago.",
  ]],
  ["the report", { command: "report", store: "keyring", mood: "works", inKeyring: KEY }, [
    "auth ok The system's keyring holds a sign-in of this kind: API key.",
  ]],
  ["an empty keyring", { store: "keyring", mood: "works", inFile: KEY }, [
    "auth ok The system's keyring holds no sign-in: nobody is signed in yet.",
  ]],
  ["a keyring with what codex refuses", {
    store: "keyring",
    mood: "works",
    inKeyring: { tokens: 5 },
  }, ["auth failed The system's keyring: tokens is no object."]],
  ["a keyring with what is no JSON", { store: "keyring", mood: "works", inKeyring: "c4nary" }, [
    "auth failed The system's keyring: what it holds is no JSON object.",
  ]],
  ["a keyring with what codex refuses, else the file", {
    store: "auto",
    mood: "works",
    inKeyring: { tokens: 5 },
    inFile: KEY,
  }, ["auth failed The system's keyring: tokens is no object.", IN_FILE]],
  ["an empty keyring, else the file", { store: "auto", mood: "works", inFile: KEY }, [
    "keyring ok The system's keyring holds no sign-in.",
    IN_FILE,
  ]],
  ["no program, else the file", { store: "auto", inFile: KEY }, [
    "keyring ok secret-tool was not found, so that no keyring can be used; credentials are kept in the file.",
    IN_FILE,
  ]],
  ["no program", { store: "keyring" }, [
    'keyring failed cli_auth_credentials_store = "keyring" needs secret-tool, which was not found.',
  ]],
  ["a locked keyring", { store: "keyring", mood: "locked" }, [
    "keyring failed The system's keyring cannot be read: secret-tool failed or did not answer.",
  ]],
  ["no D-Bus", {
    store: "keyring",
    mood: "locked",
    env: { DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "/nowhere" },
  }, [
    "keyring failed The system's keyring cannot be read: there is no D-Bus session, which " +
    "secret-tool needs (DBUS_SESSION_BUS_ADDRESS).",
  ]],
  ["no D-Bus, else the file", {
    store: "auto",
    mood: "locked",
    inFile: KEY,
    env: { DBUS_SESSION_BUS_ADDRESS: "" },
  }, [
    "keyring warning The system's keyring cannot be read: there is no D-Bus session, which " +
    "secret-tool needs (DBUS_SESSION_BUS_ADDRESS).",
    IN_FILE,
  ]],
  ["the variable", { inFile: KEY, env: { CODEX_ACCESS_TOKEN: "at-c4nary" } }, [
    "auth-token ok CODEX_ACCESS_TOKEN holds a sign-in of this kind: personal access token. " +
    "It comes before what is stored.",
    IN_FILE,
  ]],
  ["a variable with rubbish", { inFile: KEY, env: { CODEX_ACCESS_TOKEN: "c4nary" } }, [
    "auth-token failed CODEX_ACCESS_TOKEN comes before what is stored, and holds no access token " +
    "that Codex could use.",
    IN_FILE,
  ]],
  ["a variable that has run out", {
    inFile: KEY,
    env: { CODEX_ACCESS_TOKEN: agentToken({ exp: 1 }) },
  }, [
    "auth-token failed CODEX_ACCESS_TOKEN comes before what is stored, and holds a token that has run out.",
    IN_FILE,
  ]],
  ["a variable that does not count", {
    inFile: KEY,
    env: { CODEX_ACCESS_TOKEN: "at-c4nary" },
    args: ["-c", 'forced_login_method="api"'],
  }, [
    'auth-token ok CODEX_ACCESS_TOKEN is set and counts for nothing: forced_login_method is "api".',
    IN_FILE,
  ]],
];

for (const [what, sources, rows] of cases) {
  const isOfKeyring = sources.store === "keyring" || sources.store === "auto";
  Deno.test({
    name: `credentials are looked for in ${what}`,
    ignore: isOfKeyring && !onLinux,
    fn: async () => assert.deepEqual(await rowsOf(sources), rows),
  });
}

Deno.test({
  name: "the permissions that a person gives the doctor reach the keyring",
  ignore: !onLinux,
  async fn() {
    await using home = await makeProgramHome();
    const keyring = await makeKeyringStandIn(home.path);
    await keyring.write(await keyringAccount(home.codexHome), JSON.stringify(KEY));
    const args = ["doctor", "--offline", "-c", "cli_auth_credentials_store=keyring"];
    const { stdout, stderr } = await runProcess(args, { home, env: { PATH: keyring.path } });
    assert.match(stdout, /^ok {7}auth: The system's keyring holds a sign-in/m, stderr);
  },
});
