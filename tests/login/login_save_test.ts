// Tokens that cannot be saved: the person learns why and what to do, and what was there stays whole.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { modeOf } from "../fixtures/file_mode.ts";
import { EXCHANGE_SUCCEEDED, logLines } from "../fixtures/log_lines.ts";
import { mountWrapper } from "../fixtures/mount_namespace.ts";
import { rehearse } from "../fixtures/rehearsed_login.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { testLogin } from "../fixtures/test_login.ts";

const OLD = '{"auth_mode":"apikey","OPENAI_API_KEY":"old-key"}';
const FAILED = "Sign-in completed but credentials could not be saved locally";
const CANNOT = "Error logging in: Credentials could not be saved locally";

testLogin(
  "a folder in the place of auth.json: not saved, told, and no token left behind",
  async () => {
    let entries: string[] = [];
    const { error, logLines, page, server, terminal } = await rehearse({
      async person(login) {
        await Deno.mkdir(`${login.home.authFile}/inside`, { recursive: true });
        const hops = await visitOnce(await login.authorizeUrl());
        await login.end();
        entries = [...Deno.readDirSync(login.home.codexHome)].map(({ name }) => name).sort();
        await Deno.remove(login.home.authFile, { recursive: true });
        return hops;
      },
    });
    assert.equal(error?.failure.kind, "not_saved");
    assert.ok(error?.message.startsWith(FAILED), error?.message);
    assert.match(error?.message ?? "", /auth\.json.*folder/);
    assert.match(terminal, /^Persist error: \S+auth\.json: a folder is in the file's place/m);
    assert.deepEqual(entries, ["auth.json", "auth.json.lock", "auth.lock", "log"]);
    assert.deepEqual(logLines.slice(3), [
      EXCHANGE_SUCCEEDED,
      "ERROR codex_login::server: credentials could not be saved reason=is_a_folder",
    ]);
    assert.equal(page?.status, 500);
    assert.match(page?.body ?? "", new RegExp(FAILED));
    assert.equal(server.requestsTo("revoke").length, 0);
  },
);

testLogin("a CODEX_HOME that went away meanwhile: not saved, and named", async () => {
  await using away = await makeProgramHome();
  const { error } = await rehearse({
    async person(login) {
      await login.authorizeUrl();
      await Deno.rename(login.home.codexHome, `${away.path}/moved`);
      const hops = await visitOnce(await login.authorizeUrl());
      await login.end();
      await Deno.rename(`${away.path}/moved`, login.home.codexHome);
      return hops;
    },
  });
  assert.equal(error?.failure.kind, "not_saved");
  assert.match(error?.message ?? "", /\.codex does not exist any more/);
});

testLogin(
  "a symbolic link in the place of auth.json is replaced, not written through",
  async () => {
    if (Deno.build.os === "windows") return;
    const { error } = await rehearse({
      async person(login) {
        const elsewhere = `${login.home.path}/elsewhere`;
        await Deno.writeTextFile(elsewhere, OLD);
        await Deno.symlink(elsewhere, login.home.authFile);
        await visitOnce(await login.authorizeUrl());
        await login.end();
        assert.equal(await Deno.readTextFile(elsewhere), OLD);
        assert.ok((await Deno.lstat(login.home.authFile)).isFile);
      },
    });
    assert.equal(error, undefined);
  },
);

testLogin("a looser auth.json becomes private", async () => {
  if (Deno.build.os === "windows") return;
  await rehearse({
    async person(login) {
      await Deno.writeTextFile(login.home.authFile, OLD);
      await Deno.chmod(login.home.authFile, 0o644);
      await visitOnce(await login.authorizeUrl());
      await login.end();
      assert.equal(modeOf(login.home.authFile), 0o600);
    },
  });
});

const AUTHORIZE_URL = /^(http\S+\/oauth\/authorize\?\S+)\n/m;

/** A whole program whose CODEX_HOME was changed by the mounts of `script` (`$1` is that folder). */
async function runMounted(
  script: string,
  use: (result: { code: number; stderr: string; home: ProgramHome }) => unknown,
): Promise<void> {
  await using home = await makeProgramHome();
  const wrapper = await mountWrapper(script, [home.codexHome, home.path]);
  if (!wrapper) return console.log("skipped: this machine allows no mounts of one's own");
  await using server = startAuthorizationServer();
  await Deno.writeTextFile(home.authFile, OLD, { mode: 0o600 });
  const args = ["--port", String(freePort()), "-c", `log_dir=${home.path}/log`];
  const child = await spawnProgram({ home, issuer: server.issuer, args, wrapper });
  const stderr = collectText(child.stderr);
  // Whoever knows beforehand that nothing can be saved shows no URL.
  const [, url] = await stderr.waitFor(AUTHORIZE_URL).catch(() => []);
  if (url) await visitOnce(url);
  const { code } = await child.status;
  await stderr.ended;
  await use({ code, stderr: stderr.text(), home });
}

async function lastLogLine(home: ProgramHome): Promise<string | undefined> {
  return logLines(await Deno.readTextFile(`${home.path}/log/codex-login.log`)).at(-1);
}

Deno.test("a bind-mounted auth.json: exit 1 before a browser opens, with the folder to mount instead", async () => {
  const script = 'cp "$1/auth.json" "$2/single"; mount --bind "$2/single" "$1/auth.json"';
  await runMounted(script, async ({ code, stderr, home }) => {
    assert.equal(code, 1);
    const why =
      `${home.authFile}: the file itself is a mount point; mount the folder ${home.codexHome} instead of the file.`;
    assert.ok(stderr.startsWith(`${CANNOT}: ${why}\n`), stderr);
    assert.doesNotMatch(stderr, AUTHORIZE_URL);
    assert.equal(await Deno.readTextFile(`${home.path}/single`), OLD);
    assert.equal(
      await lastLogLine(home),
      "ERROR codex_login::server: credentials could not be saved reason=bind_mounted_file",
    );
    assert.deepEqual(
      [...Deno.readDirSync(home.codexHome)].map(({ name }) => name).sort(),
      ["auth.json", "auth.json.lock", "auth.lock"],
    );
  });
});

Deno.test("a full disk: exit 1, told, and the old auth.json is whole", async () => {
  // Only this shell sees the mount, so it outlives the program and copies what is left there.
  const script = `cp "$1/auth.json" "$2/old"
    mount -t tmpfs -o size=16k tmpfs "$1"
    cp "$2/old" "$1/auth.json"
    head -c 16000 /dev/zero > "$1/filler" 2>/dev/null || true
    home=$1 out=$2 code=0
    shift 2
    "$@" || code=$?
    cp "$home/auth.json" "$out/after"
    ls -A "$home" > "$out/listing"
    exit $code`;
  await runMounted(script, async ({ code, stderr, home }) => {
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error logging in: Sign-in completed but .* the disk is full; free some space/m,
    );
    assert.equal(await Deno.readTextFile(`${home.path}/after`), OLD);
    assert.equal(
      await Deno.readTextFile(`${home.path}/listing`),
      "auth.json\nauth.json.lock\nauth.lock\nfiller\n",
    );
    assert.equal(
      await lastLogLine(home),
      "ERROR codex_login::server: credentials could not be saved reason=disk_full",
    );
  });
});

Deno.test("a read-only CODEX_HOME: exit 1, and told before a browser opens", async () => {
  const script = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"';
  await runMounted(script, async ({ code, stderr, home }) => {
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^${CANNOT}: .* the file system is read-only`));
    assert.doesNotMatch(stderr, AUTHORIZE_URL);
    assert.equal(await Deno.readTextFile(home.authFile), OLD);
  });
});

Deno.test("a folder that one may not write to: exit 1, and told", async () => {
  if (Deno.build.os === "windows" || Deno.uid() === 0) {
    return console.log("skipped: no mode keeps this user out");
  }
  await using home = await makeProgramHome();
  await using server = startAuthorizationServer();
  await Deno.writeTextFile(home.authFile, OLD, { mode: 0o600 });
  await Deno.chmod(home.codexHome, 0o500);
  try {
    const args = ["--port", String(freePort()), "-c", `log_dir=${home.path}/log`];
    const child = await spawnProgram({ home, issuer: server.issuer, args });
    const stderr = collectText(child.stderr);
    assert.equal((await child.status).code, 1);
    await stderr.ended;
    assert.match(stderr.text(), new RegExp(`^${CANNOT}: .* permission denied \\(mode 0500\\)`));
    assert.equal(await Deno.readTextFile(home.authFile), OLD);
  } finally {
    await Deno.chmod(home.codexHome, 0o700);
  }
});
