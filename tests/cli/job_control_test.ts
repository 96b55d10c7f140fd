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

/** Brings the callback to the program, as a browser does. */
type Answer = (url: URL, child: Deno.ChildProcess) => Promise<void>;

const visit: Answer = async (url) => {
  assert.equal((await visitOnce(url)).at(-1)?.status, 200);
};

/** Runs a sign-in on a terminal; gives its exit code and all that was written. */
async function signInOn(
  mode: "background" | "suspended" | "moved" | "returned" | "foreground" | "signalless",
  waitFor: RegExp,
  answer = visit,
) {
  await using server = startAuthorizationServer();
  await using home = await makeProgramHome();
  const child = await spawnProgram({
    home,
    issuer: server.issuer,
    args: ["--port", String(freePort())],
    wrapper: ["python3", projectPath("tests/fixtures/on_terminal.py"), mode],
    ...(answer === visit ? {} : { stdin: "piped" as const }),
  });
  const stderr = collectText(child.stderr);
  try {
    const [, url = ""] = await stderr.waitFor(/^(https?:\/\/\S+\/oauth\/authorize\?\S+)\n/m);
    await stderr.waitFor(waitFor);
    await answer(new URL(url), child);
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

const BRACKETS_ON = "\x1b[?2004h";
const BRACKETS_OFF = "\x1b[?2004l";

/** Types in one write what `dress` makes of the callback's URL. */
function paste(dress: (callback: string) => string): Answer {
  return async (url, child) => {
    const { headers } = await fetch(url, { redirect: "manual" });
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(dress(headers.get("location") ?? "")));
  };
}

/** The URL as a narrow terminal shows it. */
const wrap = (url: string) => url.replaceAll(/.{40}/g, "$&\r  ");

testLogin(
  "brought back from the background, without a signal, it reads a paste again",
  async () => {
    const answer = paste((url) => `${url}\r`);
    const { code, terminal } = await signInOn("returned", /^returned$/m, answer);
    assert.equal(code, 0, terminal);
    assert.doesNotMatch(terminal, /code=\w/, "the code is not shown");
  },
  CANNOT,
);

for (
  const [what, dress] of [
    ["in brackets, then Enter", (url: string) => `\x1b[200~${wrap(url)}\x1b[201~\r`],
    ["in brackets, with an Enter at its end", (url: string) => `\x1b[200~${wrap(url)}\r\x1b[201~`],
    ["without brackets", (url: string) => `${wrap(url)}\r`],
    [
      "after a line that is none",
      (url: string) => `\x1b[200~hello\x1b[201~\r\x1b[200~${url}\r\x1b[201~`,
    ],
  ] as const
) {
  testLogin(`a wrapped callback is pasted ${what}`, async () => {
    const { code, terminal } = await signInOn("foreground", /press Enter; it/, paste(dress));
    assert.equal(code, 0, terminal);
    assert.equal(terminal.split(BRACKETS_ON).length, 2, "the terminal is asked once");
    assert.ok(terminal.lastIndexOf(BRACKETS_OFF) > terminal.lastIndexOf(BRACKETS_ON));
    assert.doesNotMatch(terminal, /code=\w/, "the code is not shown");
  }, CANNOT);
}

for (const [key, byte, exitCode] of [["Ctrl-C", "\x03", 130], ["Ctrl-\\", "\x1c", 131]] as const) {
  testLogin(`after ${key} the terminal brackets no paste`, async () => {
    const { code, terminal } = await signInOn("foreground", /press Enter; it/, paste(() => byte));
    assert.equal(code, exitCode, terminal);
    assert.ok(terminal.lastIndexOf(BRACKETS_OFF) > terminal.lastIndexOf(BRACKETS_ON));
  }, CANNOT);
}

testLogin("a Ctrl-C that comes as a byte, as on Windows, ends it at once", async () => {
  const { code, terminal } = await signInOn("signalless", /press Enter; it/, paste(() => "\x03"));
  assert.equal(code, 130, terminal);
}, CANNOT);
