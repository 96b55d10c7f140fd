// Where credentials go: the file, the keyring, the keyring or else the file, and nowhere.
import { KeyringError } from "../../src/credentials/keyring_tool.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { keyringAccount, keyringAuthStore } from "../../src/credentials/keyring_store.ts";
import { NO_LOG } from "../../src/log/login_events.ts";
import { openAuthStore } from "../../src/credentials/credentials_store.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { workerPermissions } from "../../src/confinement/permissions.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { type KeyringMood, makeKeyringStandIn } from "../fixtures/keyring_stand_in.ts";

const IS_LINUX = Deno.build.os === "linux";
const OLD_AUTH = JSON.stringify({ OPENAI_API_KEY: "sk-old-old-old-old" });

interface Case {
  readonly store: string;
  /** With the permissions that a person gives the program, and the side that saves in its worker. */
  readonly isProcess?: boolean;
  readonly mood?: KeyringMood;
  readonly env?: Record<string, string>;
  /** What the keyring holds before. */
  readonly before?: string;
  /** Written to auth.json before. */
  readonly file?: string;
}

/** Signs in with this store and looks at all that it left behind. */
async function signIn({ store, isProcess = false, mood, env = {}, before, file }: Case) {
  await using home = await makeProgramHome();
  const folder = await Deno.makeTempDir();
  try {
    await using server = startAuthorizationServer();
    const keyring = await makeKeyringStandIn(folder, mood);
    const account = await keyringAccount(home.codexHome);
    if (before !== undefined) await keyring.write(account, before);
    if (file !== undefined) await Deno.writeTextFile(home.authFile, file);
    const start = isProcess ? startProgram : startInProcess;
    await using program = await start({
      issuer: server.issuer,
      home,
      args: ["-c", `cli_auth_credentials_store=${store}`],
      env: { PATH: keyring.path, DBUS_SESSION_BUS_ADDRESS: "unix:path=/bus", ...env },
    });
    const hops = await visitOnce(await program.authorizeUrl());
    const end = await program.end();
    return {
      ...end,
      page: hops.at(-1)?.body ?? "",
      secrets: server.secrets(),
      tokens: server.tokens,
      stored: await keyring.read(account),
      starts: await keyring.starts(),
      auth: await home.readAuth(),
      log: await home.readLog() ?? "",
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the account is named as the Codex CLI names it", async () => {
  const hash = createHash("sha256").update("/home/alice/.codex").digest("hex");
  assert.equal(await keyringAccount("/home/alice/.codex"), `cli|${hash.slice(0, 16)}`);
});

Deno.test("the side that saves may start a program only where the keyring is configured", () => {
  const options = { issuer: "https://example.com", codexHome: "/a", logDir: "/b" };
  assert.equal(workerPermissions(options).run, false);
  const keyringProgram = "secret-tool";
  assert.deepEqual(workerPermissions({ ...options, keyringProgram }).run, [keyringProgram]);
});

Deno.test({
  name: "keyring: the credentials are there and nowhere else, and never in an argument",
  ignore: !IS_LINUX,
  async fn() {
    const run = await signIn({
      store: "keyring",
      isProcess: true,
      file: OLD_AUTH,
      before: JSON.stringify({ other_tool: "käy", OPENAI_API_KEY: "sk-older" }),
    });
    assert.equal(run.code, 0, run.stderr);
    const json = JSON.parse(run.stored ?? "");
    assert.equal(json.tokens.access_token, run.tokens.accessToken);
    assert.equal(json.other_tool, "käy");
    assert.equal(run.auth, undefined, "auth.json is gone, as the Codex CLI leaves it");
    assert.match(run.stderr, /Your credentials are in the system's keyring, under "Codex Auth"\./);
    for (const { name, value } of run.secrets) assert.ok(!run.starts.includes(value), name);
    assert.match(
      run.starts,
      /ARGS store --label=Codex Auth service Codex Auth username cli\|[0-9a-f]{16} target default application rust-keyring/,
    );
    assert.match(run.starts, /^DBUS_SESSION_BUS_ADDRESS=unix:path=\/bus$/m);
    assert.doesNotMatch(run.starts, /^(CODEX_HOME|DENO_DIR|NO_COLOR)=/m);
    assert.equal(run.log.trimEnd().split("\n").length, 4, run.log);
  },
});

for (
  const [mood, words] of [
    ["locked", /secret-tool says: Cannot unlock; unlock or repair it/],
    ["cuts", /did not come back as it was/],
    ["forgets", /did not come back as it was/],
  ] as const
) {
  Deno.test({
    name: `keyring that ${mood}: an error that says what to do, and what was there stays`,
    ignore: !IS_LINUX,
    async fn() {
      const run = await signIn({ store: "keyring", mood, file: OLD_AUTH });
      assert.equal(run.code, 1);
      assert.match(run.stderr, words);
      assert.match(run.stderr, /cli_auth_credentials_store = "file"/);
      assert.equal(run.auth, OLD_AUTH);
      assert.equal(run.stored, undefined);
      assert.match(run.log, /ERROR codex_login::server: credentials could not be saved reason=key/);
      for (const { name, value } of run.secrets.filter(({ name }) => name !== "state")) {
        assert.ok(!run.stderr.includes(value) && !run.log.includes(value), name);
      }
    },
  });
}

Deno.test({
  name: "a keyring that cuts what it is given gets back what it had",
  ignore: !IS_LINUX,
  async fn() {
    const before = '{"OPENAI_API_KEY":"sk-short"}';
    const run = await signIn({ store: "keyring", mood: "cuts", before });
    assert.equal(run.code, 1);
    assert.equal(run.stored, before);
  },
});

Deno.test({
  name: "keyring without secret-tool: exit code 2 before anything is opened, never a silent file",
  ignore: !IS_LINUX,
  async fn() {
    await using home = await makeProgramHome();
    await using program = await startInProcess({
      home,
      args: ["-c", "cli_auth_credentials_store=keyring"],
      env: { PATH: "/nowhere" },
    });
    const { code, stderr } = await program.end();
    assert.equal(code, 2);
    assert.match(stderr, /^Error: .* needs secret-tool, which was not found; install it .*\n$/);
    assert.equal(await home.readLog(), undefined);
  },
});

Deno.test({
  name: "auto: the keyring where it works, else the file, with a WARN",
  ignore: !IS_LINUX,
  async fn() {
    const kept = await signIn({ store: "auto" });
    assert.ok(kept.stored?.includes(kept.tokens.accessToken));
    assert.equal(kept.auth, undefined);
    const fallen = await signIn({ store: "auto", mood: "locked", file: OLD_AUTH });
    assert.equal(fallen.code, 0, fallen.stderr);
    assert.ok(fallen.auth?.includes(fallen.tokens.accessToken));
    assert.match(fallen.stderr, /Your credentials are in .*auth\.json\./);
    assert.match(fallen.log, /WARN codex_login::server: keyring could not be used; saving to the/);
    const without = await signIn({ store: "auto", env: { PATH: "/nowhere" } });
    assert.equal(without.code, 0, without.stderr);
    assert.ok(without.auth?.includes(without.tokens.accessToken));
  },
});

Deno.test("ephemeral: nothing is saved, and the person is told so", async () => {
  const run = await signIn({ store: "ephemeral", file: OLD_AUTH });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.auth, OLD_AUTH);
  assert.equal(run.stored, undefined);
  assert.equal(run.starts, "", "no program was started");
  assert.match(run.stderr, /Successfully logged in\nNothing was saved, since .* is "ephemeral"/);
  assert.doesNotMatch(run.page, /are saved/);
});

async function homeWith(toml: string): Promise<ProgramHome> {
  const home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, toml);
  return home;
}

Deno.test("config.toml chooses the store too", async () => {
  await using home = await homeWith('cli_auth_credentials_store = "ephemeral"\n');
  await using server = startAuthorizationServer();
  await using program = await startInProcess({ issuer: server.issuer, home });
  await visitOnce(await program.authorizeUrl());
  assert.equal((await program.end()).code, 0);
  assert.equal(await home.readAuth(), undefined);
});

Deno.test("a keyring that fails does not keep a sign-out from removing the file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const fails = () => Promise.reject(new KeyringError("secret-tool: no D-Bus"));
    const tool = { largestTextBytes: 100, read: fails, write: fails, remove: fails };
    await Deno.writeTextFile(`${folder}/auth.json`, OLD_AUTH);
    const store = keyringAuthStore(folder, tool, () => {});
    await assert.rejects(store.remove(), (error: Error) => {
      assert.match(
        error.message,
        /the system's keyring: .*no D-Bus.* What was in auth\.json was deleted\.$/,
      );
      return true;
    });
    await assert.rejects(Deno.stat(`${folder}/auth.json`), Deno.errors.NotFound);
    await assert.rejects(store.remove(), /config\.toml\.$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "auto: a sign-out with a keyring that fails says so, and the file is gone",
  ignore: !IS_LINUX,
  async fn() {
    await using home = await makeProgramHome();
    const folder = await Deno.makeTempDir();
    try {
      const keyring = await makeKeyringStandIn(folder, "locked");
      await Deno.writeTextFile(home.authFile, OLD_AUTH);
      const { code, stderr } = await runCommand(
        ["logout", "-c", "cli_auth_credentials_store=auto"],
        { home, env: { PATH: keyring.path, DBUS_SESSION_BUS_ADDRESS: "unix:path=/bus" } },
      );
      assert.equal(code, 1);
      assert.match(stderr, /Cannot unlock.* What was in auth\.json was deleted\./);
      assert.equal(await home.readAuth(), undefined);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("another tool's numbers in the keyring are written back as they came", async () => {
  let stored: string | undefined = '{"other_tool":{"n":12345678901234567890,"f":1.0}}';
  const folder = await Deno.makeTempDir();
  try {
    const store = keyringAuthStore(folder, {
      largestTextBytes: 1000,
      read: () => Promise.resolve(stored),
      write: (_account, text) => Promise.resolve(void (stored = text)),
      remove: () => Promise.resolve(true),
    }, () => {});
    await store.save({ method: "api_key", apiKey: new Secret("sk-new") });
    assert.ok(stored.includes('"other_tool":{"n":12345678901234567890,"f":1.0}'), stored);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a keyring that cannot be asked is an error, not an empty one", async () => {
  const fails = () => Promise.reject(new KeyringError("secret-tool: no D-Bus"));
  const tool = { largestTextBytes: 100, read: fails, write: fails, remove: fails };
  const store = keyringAuthStore("/home/alice/.codex", tool, () => {});
  await assert.rejects(store.load(), /the system's keyring: .*no D-Bus/);
});

const OLD_ITEM = '{"OPENAI_API_KEY":"sk-old-item"}';

/** Saves a key to the store `auto`, whose keyring holds an older sign-in and is in this mood. */
async function saveToAuto(mood: KeyringMood, key: string, before: string | null = OLD_ITEM) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${folder}/home`);
    const keyring = await makeKeyringStandIn(folder, mood);
    const account = await keyringAccount(`${folder}/home`);
    if (before !== null) await keyring.write(account, before);
    const said: string[] = [];
    const place = { store: "auto", environment: { PATH: keyring.path } } as const;
    const store = openAuthStore(place, `${folder}/home`, NO_LOG, (text) => void said.push(text));
    const error = await store.save({ method: "api_key", apiKey: new Secret(key) })
      .then(() => undefined, (error: Error) => error.message);
    const stored = (await store.load())?.apiKey?.reveal();
    return { error, said, stored, item: await keyring.read(account) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name:
    "auto: what the keyring cannot take goes to the file, and the older item with it, so that the new one counts",
  ignore: !IS_LINUX,
  async fn() {
    const long = "sk-".padEnd(9_000, "x");
    for (const [mood, key] of [["works", long], ["cuts", "sk-new".padEnd(200, "x")]] as const) {
      const { error, said, stored, item } = await saveToAuto(mood, key);
      assert.deepEqual([error, said, stored, item], [undefined, [], key, undefined], mood);
    }
  },
});

Deno.test({
  name: "auto: an older item that cannot be removed is no save, and is told",
  ignore: !IS_LINUX,
  async fn() {
    const { error, stored } = await saveToAuto("sealed", "sk-new");
    assert.match(
      error ?? "",
      /the system's keyring holds an older sign-in that cannot be removed \(secret-tool says: sealed\) and is read first; /,
    );
    assert.equal(stored, "sk-old-item");
    assert.equal((await saveToAuto("sealed", "sk-new", null)).error, undefined);
  },
});

Deno.test({
  name: "auto: a keyring that cannot be asked may hold an older sign-in, which the person is told",
  ignore: !IS_LINUX,
  async fn() {
    const { error, said, stored } = await saveToAuto("locked", "sk-new");
    assert.deepEqual([error, stored], [undefined, "sk-new"]);
    assert.match(
      said.join(),
      /^Warning: the system's keyring cannot be asked \(.*Cannot unlock\)\. Should it hold an older/,
    );
  },
});

Deno.test({
  name: "auto: an item that codex cannot use hides the file as little as one that cannot be read",
  ignore: !IS_LINUX,
  async fn() {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    try {
      const home = `${folder}/home`;
      await Deno.mkdir(home);
      const keyring = await makeKeyringStandIn(folder);
      const place = { store: "auto", environment: { PATH: keyring.path } } as const;
      const store = openAuthStore(place, home, NO_LOG, () => {});
      for (const item of ['{"tokens":5}', "no JSON"]) {
        await keyring.write(await keyringAccount(home), item);
        assert.match((await store.load())?.flaw ?? "", /^(?:tokens|what it holds) is no/);
        await Deno.writeTextFile(`${home}/auth.json`, '{"OPENAI_API_KEY":"sk-file"}');
        assert.equal((await store.load())?.apiKey?.reveal(), "sk-file");
        await Deno.remove(`${home}/auth.json`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
