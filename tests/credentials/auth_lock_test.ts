// Two programs that write auth.json at once take turns, whoever they are.
import assert from "node:assert/strict";
import { pathIn } from "../../src/base/paths.ts";
import { FakeTime } from "@std/testing/time";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import {
  AUTH_LOCK_LIMIT_MS,
  AuthLockedError,
  withAuthLock,
} from "../../src/credentials/auth_lock.ts";
import { fileAuthStore } from "../../src/credentials/auth_store.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { someTurns, until, within } from "../fixtures/waiting.ts";
import { testUnlessWine } from "../fixtures/wine.ts";

const LOCKS = ["auth.lock", "auth.json.lock"] as const;

for (const name of LOCKS) {
  testUnlessWine(
    "release",
    `whoever holds ${name} is waited for, and named when the time is over`,
    async () => {
      await using home = await makeProgramHome();
      const path = pathIn(home.codexHome, name);
      const holder = await Deno.open(path, { create: true, write: true });
      await holder.lock(true);
      let hasRun = false;
      const tooShort = withAuthLock(home.codexHome, () => hasRun = true, undefined, 100);
      await assert.rejects(
        tooShort,
        (error) => error instanceof AuthLockedError && error.path === path,
      );
      assert.equal(hasRun, false);
      const waiting = withAuthLock(home.codexHome, () => hasRun = true);
      holder.close();
      await waiting;
      assert.equal(hasRun, true);
      // Whoever came too late gave the lock back.
      await withAuthLock(home.codexHome, () => {}, undefined, 2000);
    },
  );
}

Deno.test("a wait that is given up ends with the reason, and the action has not begun", async () => {
  await using home = await makeProgramHome();
  using holder = await Deno.open(`${home.codexHome}/auth.lock`, { create: true, write: true });
  await holder.lock(true);
  let hasRun = false;
  const giveUp = new AbortController();
  const waiting = withAuthLock(home.codexHome, () => hasRun = true, giveUp.signal);
  const reason = new Error("told again");
  giveUp.abort(reason);
  await assert.rejects(waiting, (error) => error === reason);
  assert.equal(hasRun, false);
});

Deno.test("a lock that nobody holds is no wait: tokens in hand are saved, given up or not", async () => {
  await using home = await makeProgramHome();
  const saved = await withAuthLock(home.codexHome, () => "saved", AbortSignal.abort());
  assert.equal(saved, "saved");
});

testUnlessWine(
  "release",
  "auth.lock is waited for before auth.json.lock is taken, as by the real CLI",
  async () => {
    await using home = await makeProgramHome();
    const open = (name: string) =>
      Deno.open(`${home.codexHome}/${name}`, { create: true, write: true });
    const holder = await open("auth.lock");
    await holder.lock(true);
    const waiting = withAuthLock(home.codexHome, () => {});
    await someTurns();
    // Who had taken them in the other order would hold this one meanwhile, for ever if everybody did.
    using other = await open("auth.json.lock");
    await within(other.lock(true), () => "auth.json.lock");
    await other.unlock();
    holder.close();
    await waiting;
  },
);

Deno.test("a lock file is private, stays empty, and is no link or pipe to be followed", async () => {
  await using home = await makeProgramHome();
  await withAuthLock(home.codexHome, () => {});
  for (const name of LOCKS) {
    const { size, mode } = await Deno.stat(`${home.codexHome}/${name}`);
    assert.equal(size, 0);
    if (Deno.build.os !== "windows") assert.equal(mode! & 0o777, 0o600);
  }
  // Windows lets not everybody make links.
  if (Deno.build.os === "windows") return;
  await Deno.remove(`${home.codexHome}/auth.lock`);
  await Deno.symlink(`${home.path}/elsewhere`, `${home.codexHome}/auth.lock`);
  const end = await runCommand(["--with-api-key"], { home, stdin: "sk-1234" });
  assert.equal(end.code, 1);
  assert.match(end.stderr, /auth\.lock: it is not a regular file; remove it/);
  await assert.rejects(Deno.lstat(`${home.path}/elsewhere`), Deno.errors.NotFound);
});

Deno.test("many writers at once leave one whole document and every foreign key", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(home.authFile, '{"other":1}');
  const store = fileAuthStore(home.codexHome);
  const saves = Array.from(
    { length: 20 },
    (_, i) => store.save({ method: "api_key", apiKey: new Secret(`sk-${i}`.repeat(500)) }),
  );
  await Promise.all(saves);
  const { other, OPENAI_API_KEY } = JSON.parse(await home.readAuth() ?? "");
  assert.equal(other, 1);
  assert.match(OPENAI_API_KEY, /^(sk-\d+)\1{499}$/);
});

Deno.test("Ctrl-C does not wait for a lock, and a lock that stays is an error after 10 s", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(home.authFile, '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-1"}');
  using holder = await Deno.open(`${home.codexHome}/auth.json.lock`, { create: true, write: true });
  await holder.lock(true);
  await using program = await startInProcess({ noBrowser: false, args: ["logout"], home });
  await until(() => program.events.length > 0);
  program.signal("SIGINT");
  assert.equal((await program.end()).code, 130);
  using time = new FakeTime();
  const late = runCommand(["--with-api-key"], { home, stdin: "sk-2" });
  const { code, stderr } = await fastForward(time, late);
  assert.equal(code, 1);
  const path = pathIn(home.codexHome, "auth.json.lock");
  assert.ok(
    stderr.includes(`another program holds ${path}; end it if it hangs, and try again.`),
    stderr,
  );
  assert.equal(JSON.parse(await home.readAuth() ?? "").OPENAI_API_KEY, "sk-1");
});

/** A sign-in that holds its tokens and waits for `auth.lock`, which `holder` has. */
async function startWaitingSave(home: ProgramHome, issuer: string, holder: Deno.FsFile) {
  await holder.lock(true);
  const program = await startInProcess({ issuer, home });
  const visit = visitOnce(await program.authorizeUrl()).catch(() => {});
  await program.waitForStderr(/^Saving the credentials/m);
  await someTurns();
  return { program, visit };
}

const openLock = (home: ProgramHome) =>
  Deno.open(`${home.codexHome}/auth.lock`, { create: true, write: true });

testUnlessWine(
  "release",
  "Ctrl-C while a sign-in waits for the lock with tokens in hand loses nothing",
  async () => {
    using time = new FakeTime();
    await using server = startAuthorizationServer();
    await using home = await makeProgramHome();
    using holder = await openLock(home);
    const { program, visit } = await startWaitingSave(home, server.issuer, holder);
    await using _ = program;
    program.signal("SIGINT");
    await time.tickAsync(AUTH_LOCK_LIMIT_MS - 1_000);
    await holder.unlock();
    const { code, stderr } = await program.end();
    await visit;
    assert.equal(code, 0, stderr);
    const { tokens } = JSON.parse(await home.readAuth() ?? "{}");
    assert.equal(tokens?.refresh_token, server.tokens.refreshToken);
  },
);

Deno.test("a second Ctrl-C gives up a save that waits for the lock, and the log says so", async () => {
  await using server = startAuthorizationServer();
  await using home = await makeProgramHome();
  using holder = await openLock(home);
  const { program, visit } = await startWaitingSave(home, server.issuer, holder);
  await using _ = program;
  program.signal("SIGINT");
  program.signal("SIGINT");
  const { code, stderr } = await program.end();
  await visit;
  assert.equal(code, 130, stderr);
  assert.equal(await home.readAuth(), undefined);
  assert.match(await home.readLog() ?? "", /login ended by a signal signal=SIGINT\n$/);
});
