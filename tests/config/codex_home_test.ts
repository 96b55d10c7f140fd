import assert from "node:assert/strict";
import { pathIn } from "../../src/base/paths.ts";
import { resolveCodexHome } from "../../src/config/codex_home.ts";
import { LoginError } from "../../src/errors/errors.ts";
import { withLooseUmask } from "../fixtures/loose_umask.ts";

const isWindows = Deno.build.os === "windows";

async function withHome(use: (home: string) => void | Promise<void>): Promise<void> {
  const home = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const resolve = (environment: Record<string, string>) =>
  resolveCodexHome((name) => environment[name]);
const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

function assertRefused(environment: Record<string, string>, words: RegExp): void {
  assert.throws(() => resolve(environment), (error) => {
    assert.ok(error instanceof LoginError);
    assert.equal(error.failure.kind, "usage");
    assert.match(error.message, words);
    assert.ok(!error.message.includes("\n"), error.message);
    return true;
  });
}

Deno.test("CODEX_HOME is taken where it is a folder, and its mode stays", () =>
  withHome((home) => {
    if (!isWindows) Deno.chmodSync(home, 0o755);
    assert.equal(resolve({ CODEX_HOME: home, HOME: "/nowhere" }), home);
    assert.equal(resolve({ CODEX_HOME: `${home}/./` }), home);
    if (!isWindows) assert.equal(modeOf(home), 0o755);
  }));

Deno.test({
  name: "a symbolic link is resolved, so that permissions and messages name the real folder",
  ignore: isWindows,
  fn: () =>
    withHome((home) => {
      Deno.mkdirSync(`${home}/real`);
      Deno.symlinkSync(`${home}/real`, `${home}/link`);
      assert.equal(resolve({ CODEX_HOME: `${home}/link` }), `${home}/real`);
    }),
});

Deno.test("a CODEX_HOME that does not exist is an error and is not created", () =>
  withHome((home) => {
    const words = /CODEX_HOME points to ".*[\\/]typo", which does not exist; create that folder/;
    assertRefused({ CODEX_HOME: `${home}/typo`, HOME: home }, words);
    assert.deepEqual([...Deno.readDirSync(home)], []);
  }));

Deno.test("a command that only looks takes a default that is no folder as it is, and makes nothing", () =>
  withHome((home) => {
    Deno.writeTextFileSync(`${home}/file`, "");
    Deno.mkdirSync(`${home}/person`);
    if (!isWindows) Deno.symlinkSync(`${home}/nowhere`, `${home}/person/.codex`);
    for (const name of ["file", "person", "nobody"].map((name) => pathIn(home, name))) {
      const folder = resolveCodexHome((variable) => variable === "HOME" ? name : undefined, false);
      assert.equal(folder, pathIn(name, ".codex"));
    }
    assert.deepEqual([...Deno.readDirSync(home)].map(({ name }) => name).sort(), [
      "file",
      "person",
    ]);
  }));

Deno.test("a CODEX_HOME that is a file, or below one, is an error", () =>
  withHome((home) => {
    Deno.writeTextFileSync(`${home}/file`, "");
    assertRefused({ CODEX_HOME: `${home}/file` }, /which is not a folder/);
    assertRefused({ CODEX_HOME: `${home}/file/below` }, /CODEX_HOME points to/);
  }));

Deno.test("control characters of CODEX_HOME are escaped in the message", () => {
  assertRefused({ CODEX_HOME: "/no\nwhere\x1b" }, /"[\\/]+no\\nwhere\\u001b"/);
  assertRefused({ CODEX_HOME: "/no\u202ewhere" }, /"[\\/]+no\\u\{202e\}where"/);
});

Deno.test({
  name: "the default is ~/.codex, created 0700 with no looser mode in between",
  ignore: isWindows,
  fn: () =>
    withHome(async (home) => {
      await withLooseUmask("makeCodexHome", home);
      assert.equal(modeOf(`${home}/.codex`), 0o700);
    }),
});

Deno.test("an existing ~/.codex keeps its mode and its files", () =>
  withHome((home) => {
    Deno.mkdirSync(`${home}/.codex`);
    if (!isWindows) Deno.chmodSync(`${home}/.codex`, 0o755);
    Deno.writeTextFileSync(`${home}/.codex/auth.json`, "old");
    resolve({ HOME: home });
    if (!isWindows) assert.equal(modeOf(`${home}/.codex`), 0o755);
    assert.equal(Deno.readTextFileSync(`${home}/.codex/auth.json`), "old");
  }));

Deno.test("an empty CODEX_HOME counts as unset; on Windows USERPROFILE comes before HOME", () =>
  withHome((home) => {
    const names = isWindows ? ["USERPROFILE", "HOME"] : ["HOME", "USERPROFILE"];
    const environment = { CODEX_HOME: "", [names[0] ?? ""]: home, [names[1] ?? ""]: "/nowhere" };
    assert.equal(resolve(environment), pathIn(home, ".codex"));
  }));

Deno.test("without any home, and with a file in the place of ~/.codex, the message says what to set", () =>
  withHome((home) => {
    assertRefused({}, /Neither CODEX_HOME nor HOME is set; set CODEX_HOME/);
    Deno.writeTextFileSync(`${home}/.codex`, "");
    assertRefused({ HOME: home }, /\.codex.*set CODEX_HOME/);
  }));
