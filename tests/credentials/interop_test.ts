// The real Codex CLI reads what this program wrote, and the other way round. CODEX_BIN names it.
import assert from "node:assert/strict";
import { startDeviceServer } from "../../scripts/rehearsal/device_server.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { withAuthLock } from "../../src/credentials/auth_lock.ts";
import { agentToken, PERSON, startWhoami } from "../fixtures/whoami.ts";
import { untilSomebodyWaitsFor } from "../fixtures/lock_waiters.ts";
import { onOwnLoopback } from "../fixtures/own_loopback.ts";
import { CODEX } from "../fixtures/real_codex.ts";
import { runCodex, runCommand } from "../fixtures/run_command.ts";

const tests: [name: string, fn: () => Promise<void>][] = [];
const interop = (...test: typeof tests[number]) => tests.push(test);

const KEY = "sk-proj-1234567890ABCDE";

interop("an API key that either saved, both report and both remove", async () => {
  await using home = await makeProgramHome();
  const ours = (args: string[], stdin?: string) => runCommand(args, { home, stdin });
  const theirs = (args: string[], stdin?: string) => runCodex(args, { home, stdin });
  for (const [save, remove] of [[ours, theirs], [theirs, ours]] as const) {
    const login = await save(["login", "--with-api-key"], KEY);
    assert.equal(login.code, 0, login.stderr);
    const reports = [await ours(["login", "status"]), await theirs(["login", "status"])];
    for (const { code, stderr } of reports) {
      assert.deepEqual([code, stderr], [0, reports[0]?.stderr]);
      assert.match(stderr, /sk-proj-\*\*\*ABCDE/);
    }
    const logout = await remove(["logout"]);
    assert.deepEqual([logout.code, logout.stderr], [0, "Successfully logged out\n"]);
    assert.equal(await home.readAuth(), undefined);
    for (const run of [ours, theirs]) {
      const { code, stderr } = await run(["login", "status"]);
      assert.deepEqual([code, stderr], [1, "Not logged in\n"]);
    }
  }
});

interop(
  "the document of an API key and of an access token is the same, byte for byte",
  async () => {
    await using server = startWhoami();
    await using home = await makeProgramHome();
    const env = whoamiOf(server.issuer);
    for (const [option, stdin] of [["--with-api-key", KEY], ["--with-access-token", "at-12345"]]) {
      const args = ["login", option ?? ""];
      const theirs = await runCodex(args, { home, stdin, env });
      assert.equal(theirs.code, 0, theirs.stderr);
      const expected = await home.readAuth();
      await Deno.remove(home.authFile);
      const ours = await runCommand(args, { home, stdin, issuer: server.issuer });
      assert.equal(ours.code, 0, ours.stderr);
      assert.equal(ours.stderr, theirs.stderr);
      assert.equal(await home.readAuth(), expected);
      const status = await runCodex(["login", "status"], { home, env });
      assert.equal(status.code, 0, status.stderr);
      const own = await runCommand(["login", "status"], { home, issuer: server.issuer });
      assert.ok(own.stderr.startsWith(status.stderr), own.stderr);
    }
  },
);

interop(
  "a device code sign-in of either is read, reported, revoked and removed by the other",
  async () => {
    for (const isOurs of [true, false]) {
      await using device = startDeviceServer();
      await using home = await makeProgramHome();
      const { issuer } = device;
      const args = ["login", "--device-auth"];
      const login = isOurs
        ? await runCommand(args, { home, issuer })
        : await runCodex([...args, "--experimental_issuer", issuer], { home });
      assert.equal(login.code, 0, login.stderr);
      assert.ok(login.stdout.includes(device.userCode), login.stdout);
      const env = { CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${issuer}/oauth/revoke` };
      for (
        const run of [
          await runCommand(["login", "status"], { home }),
          await runCodex(["login", "status"], { home }),
        ]
      ) {
        assert.equal(run.code, 0, run.stderr);
        assert.match(run.stderr, /^Logged in using ChatGPT\n/);
      }
      const logout = isOurs
        ? await runCodex(["logout"], { home, env })
        : await runCommand(["logout"], { home, issuer });
      assert.deepEqual([logout.code, logout.stderr], [0, "Successfully logged out\n"]);
      assert.equal(await home.readAuth(), undefined);
      const bodies = device.server.requestsTo("revoke").map(({ body }) => JSON.parse(body).token);
      assert.deepEqual(bodies, [device.server.tokens.refreshToken]);
    }
  },
);

interop("codex waits for the locks that this program holds", async () => {
  await using home = await makeProgramHome();
  let hasEnded = false;
  let login: ReturnType<typeof runCodex> | undefined;
  await withAuthLock(home.codexHome, async () => {
    login = runCodex(["login", "--with-api-key"], { home, stdin: KEY });
    void login.then(() => hasEnded = true);
    await untilSomebodyWaitsFor(`${home.codexHome}/auth.lock`);
    assert.equal(hasEnded, false);
    assert.equal(await home.readAuth(), undefined);
  });
  const end = await login;
  assert.equal(end?.code, 0, end?.stderr);
  assert.ok(await home.readAuth());
});

interop("CODEX_ACCESS_TOKEN and whoami end both in the same way", async () => {
  await using server = startWhoami();
  await using home = await makeProgramHome();
  const stored = JSON.stringify({ OPENAI_API_KEY: KEY });
  await Deno.writeTextFile(home.authFile, stored);
  const api = ["-c", 'forced_login_method="api"'];
  const other = ["-c", 'forced_chatgpt_workspace_id="other"'];
  const mine = ["-c", `forced_chatgpt_workspace_id="${PERSON.chatgpt_account_id}"`];
  for (
    const [token, more] of [
      ["at-good", []],
      ["  at-good\n", mine],
      ["at-bad", []],
      ["at-good", other],
      ["at-bad", api],
      [" ", []],
      ["no JWT", []],
      [agentToken({ email: 5 }), []],
    ] as const
  ) {
    const args = ["login", "status", ...more];
    const env = { CODEX_ACCESS_TOKEN: token };
    const theirs = await runCodex(args, {
      home,
      env: { ...env, ...whoamiOf(server.issuer) },
    });
    const ours = await runCommand(args, { home, env, issuer: server.issuer });
    assert.equal(ours.code, theirs.code, `${token} ${more}: ${ours.stderr} ${theirs.stderr}`);
    const [line = ""] = theirs.stderr.split("\n");
    if (!/JWT/.test(line)) assert.ok(ours.stderr.startsWith(line), `${ours.stderr} ${line}`);
    assert.equal(await home.readAuth(), stored);
  }
});

interop("a ChatGPT sign-in has the members that codex gives it, in its order", async () => {
  const documents = await Promise.all([true, false].map(async (isOurs) => {
    await using device = startDeviceServer();
    await using home = await makeProgramHome();
    const args = ["login", "--device-auth"];
    const { code, stderr } = isOurs
      ? await runCommand(args, { home, issuer: device.issuer })
      : await runCodex([...args, "--experimental_issuer", device.issuer], { home });
    assert.equal(code, 0, stderr);
    return JSON.parse(await home.readAuth() ?? "");
  }));
  const [ours, theirs] = documents.map((document) => [
    Object.keys(document),
    Object.keys(document.tokens),
    Object.keys(document.tokens.oauth_provenance),
    document.tokens.login_owner_id.length,
  ]);
  assert.deepEqual(ours, theirs);
});

function whoamiOf(issuer: string): Record<string, string> {
  return { CODEX_AUTHAPI_BASE_URL: `${issuer}/api/accounts` };
}

onOwnLoopback(import.meta.url, () => {
  for (const [name, fn] of tests) Deno.test(`interop: ${name}`, fn);
}, CODEX);
