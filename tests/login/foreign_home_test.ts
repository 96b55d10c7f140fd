// Root in a home of somebody else's (sudo, a container with a mounted home): its owner is not locked out.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { testLogin } from "../fixtures/test_login.ts";

const OWNER = 54321;
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
if (!isRoot) {
  console.log("what root does in a home of somebody else's is not tested: this takes root");
}

/** The owners of what lies in a folder, by path. */
function owners(folder: string, path = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}${path}`)) {
    const { uid, gid } = Deno.lstatSync(`${folder}${path}/${name}`);
    found[`${path}/${name}`] = `${uid}:${gid}`;
    if (isDirectory) Object.assign(found, owners(folder, `${path}/${name}`));
  }
  return found;
}

const MADE = ["", "/auth.json", "/auth.json.lock", "/auth.lock", "/log", "/log/codex-login.log"];
const ALL_GIVEN = Object.fromEntries(MADE.map((path) => [`/.codex${path}`, `${OWNER}:${OWNER}`]));

testLogin(
  "all that a browser sign-in of root's makes belongs to the folder's owner, in a line",
  async () => {
    if (!isRoot) return;
    await using server = startAuthorizationServer();
    await using home = await makeProgramHome();
    await Deno.remove(home.codexHome);
    await Deno.chown(home.path, OWNER, OWNER);
    const env = { CODEX_HOME: "", HOME: home.path };
    await using program = await startProgram({ issuer: server.issuer, home, env });
    await visitOnce(await program.authorizeUrl());
    const { code, stderr } = await program.end();
    assert.equal(code, 0, stderr);
    assert.deepEqual(owners(home.path), ALL_GIVEN);
    const line =
      `Running as root in ${home.codexHome} of user ${OWNER}: what is made there is given to user ${OWNER}.`;
    assert.deepEqual(stderr.split("\n").filter((said) => said.includes("root")), [line]);
  },
);

testLogin(
  "so is what an API key leaves in a CODEX_HOME of somebody's, and a log elsewhere",
  async () => {
    if (!isRoot) return;
    await using home = await makeProgramHome();
    await Deno.chown(home.path, OWNER, OWNER);
    await Deno.chown(home.codexHome, OWNER, OWNER);
    // One sudo, some time ago.
    await Deno.writeTextFile(`${home.codexHome}/auth.lock`, "");
    const args = ["--with-api-key", "-c", `log_dir=${home.path}/logs/deep`];
    const { code, stderr } = await runCommand(args, { home, stdin: "sk-1" });
    assert.equal(code, 0, stderr);
    const found = owners(home.path);
    assert.deepEqual(Object.values(found).filter((owner) => owner !== `${OWNER}:${OWNER}`), []);
    assert.ok("/logs/deep/codex-login.log" in found, Object.keys(found).join());
  },
);

testLogin("what is root's own stays root's", async () => {
  if (!isRoot) return;
  await using home = await makeProgramHome();
  const { code, stderr } = await runCommand(["--with-api-key"], { home, stdin: "sk-1" });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /\broot\b/);
  assert.deepEqual([...new Set(Object.values(owners(home.path)))], ["0:0"]);
});
