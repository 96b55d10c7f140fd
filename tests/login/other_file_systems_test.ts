// What file systems elsewhere do: letters without case (Windows, macOS), folders behind a link (/tmp on macOS).
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { mayHold } from "../../src/base/files/folder_entries.ts";
import { testLogin } from "../fixtures/test_login.ts";

/** Signs in as a process, with its permissions; gives how it ended. */
async function signIn(home: ProgramHome, env: Record<string, string>, ...args: string[]) {
  await using server = startAuthorizationServer();
  await using program = await startProgram({ issuer: server.issuer, home, env, args });
  assert.equal((await visitOnce(await program.authorizeUrl())).at(-1)?.status, 200);
  return await program.end();
}

const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);

const TELLS_CASE_APART = await (async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/A`, "");
  return !await isThere(`${home.codexHome}/a`);
})();

testLogin(
  "Config.toml and .ENV count where the file system does not tell letters apart",
  async () => {
    await using home = await makeProgramHome();
    await Deno.writeTextFile(`${home.codexHome}/Config.toml`, 'log_dir = "cased"\n');
    await Deno.writeTextFile(`${home.codexHome}/.ENV`, "RUST_LOG=debug\n");
    const { code, stderr } = await signIn(home, {});
    assert.equal(code, 0, stderr);
    const log = await Deno.readTextFile(`${home.codexHome}/cased/codex-login.log`);
    assert.match(log, /DEBUG/);
  },
  TELLS_CASE_APART,
);

Deno.test("a name may be there in any letter case", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/Config.TOML`, "");
  assert.equal(mayHold(home.codexHome, "config.toml"), true);
  assert.equal(mayHold(home.codexHome, "config.tom"), false);
});

testLogin(
  "CODEX_HOME and log_dir may lie in a folder behind a link, there or not yet",
  async () => {
    await using home = await makeProgramHome();
    await using place = await makeProgramHome();
    const link = `${place.path}/private`;
    await Deno.symlink(home.path, link, { type: "dir" });
    for (const times of ["first", "second"]) {
      const env = { CODEX_HOME: `${link}/.codex` };
      const { code, stderr } = await signIn(home, env, "-c", `log_dir=${link}/logs`);
      assert.equal(code, 0, `${times}: ${stderr}`);
      assert.doesNotMatch(stderr, /Warning/);
    }
    assert.ok(await isThere(home.authFile));
    const log = await Deno.readTextFile(`${home.path}/logs/codex-login.log`);
    assert.equal(log.match(/exchange succeeded/g)?.length, 2);
  },
  Deno.build.os === "windows",
);
