// A symbolic link in CODEX_HOME that points outside is refused or replaced, never written through.
import assert from "node:assert/strict";
import { makeHomeAndOutside, NO_EXECUTABLE, signIn } from "./support.ts";

const ignore = NO_EXECUTABLE || Deno.build.os === "windows";
const KEEP = "must stay as it is";

Deno.test({
  name: "auth.json as a link is replaced by a file of ours",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.writeTextFileSync(`${outside}/target`, KEEP, { mode: 0o644 });
    Deno.symlinkSync(`${outside}/target`, home.authFile);
    const { code, stderr } = await signIn(home);
    assert.equal(code, 0, stderr);
    assert.ok(Deno.lstatSync(home.authFile).isFile);
    assert.equal((Deno.lstatSync(home.authFile).mode ?? 0) & 0o777, 0o600);
    assert.equal(Deno.readTextFileSync(`${outside}/target`), KEEP);
  },
});

Deno.test({
  name: "the log as a link is refused with a warning, and the login goes on",
  ignore,
  async fn() {
    for (const isDangling of [false, true]) {
      await using place = await makeHomeAndOutside();
      const { home, outside } = place;
      if (!isDangling) Deno.writeTextFileSync(`${outside}/target`, KEEP, { mode: 0o644 });
      Deno.mkdirSync(`${home.codexHome}/log`);
      Deno.symlinkSync(`${outside}/target`, home.logFile);
      const { code, stderr } = await signIn(home);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^Warning: the log .* \(it is a symbolic link\)/m);
      assert.deepEqual([...Deno.readDirSync(outside)].length, isDangling ? 0 : 1);
      if (!isDangling) {
        assert.equal(Deno.readTextFileSync(`${outside}/target`), KEEP);
        assert.equal((Deno.statSync(`${outside}/target`).mode ?? 0) & 0o777, 0o644);
      }
    }
  },
});

Deno.test({
  name:
    "the default log folder as a link to outside is refused with a warning, and the login goes on",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.symlinkSync(outside, `${home.codexHome}/log`);
    const { code, stderr } = await signIn(home);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Warning: the log /m);
    assert.deepEqual([...Deno.readDirSync(outside)], []);
  },
});

Deno.test({
  name: "a log folder that the person chose may be a link: that is where they want it",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.symlinkSync(outside, `${home.path}/logs`);
    const { code, stderr } = await signIn(home, { args: ["-c", `log_dir=${home.path}/logs`] });
    assert.equal(code, 0, stderr);
    assert.match(Deno.readTextFileSync(`${outside}/codex-login.log`), /exchange succeeded/);
  },
});

Deno.test({
  name: "config.toml as a link is read, as dotfiles want it, and never written",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.writeTextFileSync(`${outside}/config.toml`, `log_dir = "elsewhere"\n`);
    Deno.symlinkSync(`${outside}/config.toml`, `${home.codexHome}/config.toml`);
    const { code, stderr } = await signIn(home);
    assert.equal(code, 0, stderr);
    assert.equal(Deno.readTextFileSync(`${outside}/config.toml`), `log_dir = "elsewhere"\n`);
    assert.ok(Deno.lstatSync(`${home.codexHome}/config.toml`).isSymlink);
    assert.ok(Deno.statSync(`${home.codexHome}/elsewhere/codex-login.log`).isFile);
  },
});

Deno.test({
  name: "CODEX_HOME as a link is resolved once, and its target is where everything goes",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.symlinkSync(outside, `${home.path}/linked`);
    const { code, stderr } = await signIn(home, { env: { CODEX_HOME: `${home.path}/linked` } });
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`^Your credentials are in ${outside}/auth\\.json`, "m"));
  },
});
