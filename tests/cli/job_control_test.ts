// The program as a job of a shell: in the background, suspended, brought back. The terminal is a real one.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { killed } from "../../scripts/rehearsal/child_process.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { projectPath } from "../../scripts/project.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { within } from "../fixtures/waiting.ts";

/** Python makes the terminal; the program looks at its process group on Linux. */
const CANNOT = await (async () => {
  if (Deno.build.os !== "linux") return true;
  const { success } = await new Deno.Command("python3", { args: ["-c", "import pty"] }).output()
    .catch(() => ({ success: false }));
  if (!success) console.log("skipped: python3 is not here");
  return !success;
})();

/** Runs a sign-in on a terminal; gives its exit code and all that was written. */
async function signInOn(mode: "background" | "suspended" | "moved", waitFor: RegExp) {
  await using server = startAuthorizationServer();
  await using home = await makeProgramHome();
  const child = await spawnProgram({
    home,
    issuer: server.issuer,
    args: ["--port", String(freePort())],
    wrapper: ["python3", projectPath("tests/fixtures/on_terminal.py"), mode],
  });
  const stderr = collectText(child.stderr);
  try {
    const [, url = ""] = await stderr.waitFor(/^(https?:\/\/\S+\/oauth\/authorize\?\S+)\n/m);
    await stderr.waitFor(waitFor);
    assert.equal((await visitOnce(new URL(url))).at(-1)?.status, 200);
    const { code } = await within(child.status, () => `its end; terminal: ${stderr.text()}`);
    await stderr.ended;
    return { code, terminal: stderr.text() };
  } finally {
    await killed(child);
  }
}

testLogin("in the background it leaves the terminal alone, and signs in", async () => {
  const { code, terminal } = await signInOn("background", /Waiting/);
  assert.equal(code, 0, terminal);
  assert.doesNotMatch(terminal, /paste the address|it was stopped/);
}, CANNOT);

testLogin(
  "suspended it gives the terminal back; brought back it goes on, and signs in",
  async () => {
    const { code, terminal } = await signInOn("suspended", /^suspended: .*\n/m);
    assert.equal(code, 0, terminal);
    assert.match(terminal, /paste the address/);
    // An older runtime lets no program stop itself, so there the shell has to mend its terminal.
    const isOwnRuntime = !Deno.env.get("CODEX_LOGIN_EXECUTABLE");
    if (isOwnRuntime) assert.match(terminal, /^suspended: echo=True lines=True$/m);
  },
  CANNOT,
);

testLogin("suspended and sent to the background it goes on, and signs in", async () => {
  const { code, terminal } = await signInOn("moved", /^suspended: .*\n/m);
  assert.equal(code, 0, terminal);
  // The runtime gives the terminal back as it exits, and is stopped in that.
  assert.match(terminal, /Successfully logged in[^]+brought back/);
}, CANNOT);
