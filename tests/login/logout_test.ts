// Signing out: what is revoked, what is deleted, and what is never lost.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { neverAnswer } from "../../scripts/rehearsal/misbehaviour.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { someTurns, until } from "../fixtures/waiting.ts";

const CANARY = "rt_canary-0123456789";

async function logOut(document: unknown, options: AuthorizationServerOptions = {}) {
  await using server = startAuthorizationServer(options);
  await using home = await makeProgramHome();
  const text = typeof document === "function" ? document(server.issuer) : document;
  if (text !== undefined) {
    await Deno.writeTextFile(
      home.authFile,
      typeof text === "string" ? text : JSON.stringify(text),
    );
  }
  const end = await runCommand(["logout"], { home, issuer: server.issuer });
  const log = (await home.readLog() ?? "").trimEnd().split("\n").map((line) => line.slice(28));
  assert.ok(!log.join().includes(CANARY));
  const left = await home.readAuth();
  const revoked = server.requestsTo("revoke").map(({ body }) => JSON.parse(body));
  return { ...end, log, left, revoked, home };
}

const signedIn = (issuer: string) => ({
  auth_mode: "chatgpt",
  tokens: {
    id_token: unsignedJwt({ iss: issuer }),
    access_token: "at",
    refresh_token: CANARY,
    oauth_provenance: { issuer, client_id: "app_EMoamEEZ73f0CkXaXp7hrann" },
  },
});

Deno.test("logout revokes the refresh token at its issuer, then deletes auth.json", async () => {
  const { code, stderr, left, revoked, log } = await logOut(signedIn);
  assert.deepEqual([code, stderr, left], [0, "Successfully logged out\n", undefined]);
  assert.deepEqual(revoked, [{
    token: CANARY,
    token_type_hint: "refresh_token",
    client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
  }]);
  assert.deepEqual(log, [
    " INFO codex_cli::logout: starting logout",
    " INFO codex_cli::logout: logged out had_credentials=true",
  ]);
});

Deno.test("where there is nothing, logout says so with exit code 0", async () => {
  const { code, stderr } = await logOut(undefined);
  assert.deepEqual([code, stderr], [0, "Not logged in\n"]);
});

for (
  const [what, document] of [
    ["an API key", { auth_mode: "apikey", OPENAI_API_KEY: "sk-1" }],
    [
      "a pair of access keys of Amazon Bedrock",
      {
        auth_mode: "bedrockAccessKeys",
        bedrock_access_keys: { access_key_id: "i", secret_access_key: CANARY },
      },
    ],
    ["tokens of another issuer", signedIn("https://elsewhere.example")],
    ["a broken file", `{"tokens":{"refresh_token":"${CANARY}"`],
    ["an empty file", ""],
    ["{}", {}],
  ] as const
) {
  Deno.test(`${what}: nothing is revoked, and the file goes`, async () => {
    const { code, stderr, left, revoked, log } = await logOut(document);
    assert.deepEqual([code, stderr, left], [0, "Successfully logged out\n", undefined]);
    assert.deepEqual(revoked, []);
    const isTold = log.some((line) => line.endsWith("not be revoked reason=other_issuer"));
    assert.equal(isTold, what === "tokens of another issuer");
  });
}

for (
  const [what, revoke, reason] of [
    ["refuses", () => new Response(`no: ${CANARY}`, { status: 400 }), "status"],
    ["hangs up", () => () => {}, "transport"],
  ] as const
) {
  Deno.test(`an issuer that ${what} does not keep anybody signed in`, async () => {
    const { code, stderr, left, log } = await logOut(signedIn, { revoke });
    assert.deepEqual([code, stderr, left], [0, "Successfully logged out\n", undefined]);
    assert.equal(
      log[1],
      ` WARN codex_cli::logout: stored token could not be revoked reason=${reason}`,
    );
  });
}

/** A logout at an issuer that never answers, once it was asked. */
async function startHanging(home: ProgramHome) {
  const server = startAuthorizationServer({ revoke: neverAnswer });
  await Deno.writeTextFile(home.authFile, JSON.stringify(signedIn(server.issuer)));
  const options = { issuer: server.issuer, noBrowser: false, args: ["logout"], home };
  const program = await startInProcess(options);
  await until(() => server.requestsTo("revoke").length > 0);
  return { server, program };
}

Deno.test("an issuer that never answers holds up a logout for 10 s", async () => {
  using time = new FakeTime();
  await using home = await makeProgramHome();
  const { server, program } = await startHanging(home);
  await using _ = server;
  await using __ = program;
  await time.tickAsync(9_999);
  await someTurns();
  assert.ok(await home.readAuth());
  await time.tickAsync(1);
  assert.equal((await program.end()).stderr, "Successfully logged out\n");
  assert.equal(await home.readAuth(), undefined);
});

Deno.test("Ctrl-C ends a logout whose issuer never answers, and deletes nothing", async () => {
  await using home = await makeProgramHome();
  const { server, program } = await startHanging(home);
  await using _ = server;
  await using __ = program;
  program.signal("SIGINT");
  const { code, stderr } = await program.end();
  assert.deepEqual(
    [code, stderr],
    [130, "Logout interrupted (SIGINT); the credentials were not deleted.\n"],
  );
  assert.ok(await home.readAuth());
});

Deno.test("other tools' keys outlive a logout, and a second one changes nothing", async () => {
  const other_tool = { token: "theirs" };
  const { code, stderr, left } = await logOut((issuer: string) => ({
    ...signedIn(issuer),
    OPENAI_API_KEY: null,
    last_refresh: "x",
    other_tool,
  }));
  assert.equal(code, 0);
  assert.equal(
    stderr,
    "Successfully logged out\n" +
      "auth.json stays, with a key that belongs to another tool: other_tool.\n",
  );
  assert.deepEqual(JSON.parse(left ?? ""), { other_tool });
  const second = await logOut({ other_tool });
  assert.deepEqual([second.code, second.stderr], [0, "Not logged in\n"]);
  assert.deepEqual(JSON.parse(second.left ?? ""), { other_tool });
});

Deno.test("what cannot be deleted is an error with the reason, and stays", async () => {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.authFile}/inside`, { recursive: true });
  const { code, stderr } = await runCommand(["logout"], { home });
  assert.equal(code, 1);
  assert.ok(stderr.startsWith(`Error logging out: ${home.authFile}: `), stderr);
  assert.match(await home.readLog() ?? "", /ERROR .*credentials could not be deleted reason=/);
});

Deno.test("a logout removes what killed writers left, also where nobody was signed in", async () => {
  await using home = await makeProgramHome();
  for (const document of [signedIn("https://elsewhere.example"), undefined]) {
    if (document) await Deno.writeTextFile(home.authFile, JSON.stringify(document));
    const left = `${home.codexHome}/.auth.json.${crypto.randomUUID()}.tmp`;
    await Deno.writeTextFile(left, CANARY);
    const { code, stderr } = await runCommand(["logout"], { home });
    assert.deepEqual(
      [code, stderr],
      [0, document ? "Successfully logged out\n" : "Not logged in\n"],
    );
    await assert.rejects(Deno.lstat(left), Deno.errors.NotFound);
  }
});
