// kill -9 at many moments: the log keeps whole lines, auth.json is the old one or the new one, never half of one.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { denoArgs } from "../../scripts/deno_args.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { type Program, startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { projectPath } from "../../scripts/project.ts";
import { fileAuthStore } from "../../src/credentials/auth_store.ts";
import { Secret } from "../../src/log/text/secret.ts";
import {
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  logLines,
  RECEIVED,
  START,
} from "../fixtures/log_lines.ts";
import { modeOf } from "../fixtures/file_mode.ts";
import { realDelay, until } from "../fixtures/waiting.ts";

const OLD = {
  auth_mode: "chatgpt",
  tokens: { refresh_token: "old-token" },
  padding: "x".repeat(5_000),
};

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

/** Not to be waited for: with Deno 2.4 a request never settles when its server was killed. */
async function visitUntilKilled(program: Program): Promise<void> {
  await program.authorizeUrl().then((url) => visitOnce(url)).catch(() => {});
}

async function kill(program: Program): Promise<void> {
  try {
    program.signal("SIGKILL");
  } catch {
    // It has ended by itself meanwhile, which is one of the moments.
  }
  await program.status;
}

/** auth.json has to be one of two whole files, and private. */
function assertWhole(home: ProgramHome, isNew: (auth: Record<string, unknown>) => boolean): void {
  const auth = JSON.parse(Deno.readTextFileSync(home.authFile));
  if (JSON.stringify(auth) !== JSON.stringify(OLD)) assert.ok(isNew(auth), JSON.stringify(auth));
  assert.equal(modeOf(home.authFile), 0o600);
}

function temporaryFiles(home: ProgramHome): string[] {
  return [...Deno.readDirSync(home.codexHome)].map(({ name }) => name)
    .filter((name) => name.endsWith(".tmp"));
}

const ignore = Deno.build.os === "windows"; // without modes and signals, each line here says something else

for (const lineCount of [1, 2, 3, 4]) {
  Deno.test({
    name: `killed right after line ${lineCount} of the log: that line and all before it are there`,
    ignore,
    async fn() {
      await using server = startAuthorizationServer();
      await using home = await makeProgramHome();
      await Deno.writeTextFile(home.authFile, JSON.stringify(OLD), { mode: 0o600 });
      const port = freePort();
      await using program = await startProgram({
        issuer: server.issuer,
        home,
        args: ["--port", String(port)],
      });
      if (lineCount > 1) void visitUntilKilled(program);
      await until(() => countLines(readIfThere(home.logFile)) >= lineCount);
      await kill(program);
      const all = [START, RECEIVED, exchangeStart(server.issuer, port), EXCHANGE_SUCCEEDED];
      const lines = logLines(await home.readLog());
      assert.ok(lines.length >= lineCount);
      assert.deepEqual(lines, all.slice(0, lines.length));
      assertWhole(home, ({ OPENAI_API_KEY }) => OPENAI_API_KEY === server.tokens.apiKey);
      if (lines.length < 4) assertWhole(home, () => false);
    },
  });
}

Deno.test({
  name: "killed at any moment around the save: auth.json is the old one or the new one",
  ignore,
  async fn() {
    for (let delayMs = 0; delayMs < 12; delayMs += 1.5) {
      const asked = Promise.withResolvers<void>();
      await using server = startAuthorizationServer({
        apiKey(_request, usual) {
          asked.resolve();
          return usual();
        },
      });
      await using home = await makeProgramHome();
      await Deno.writeTextFile(home.authFile, JSON.stringify(OLD), { mode: 0o600 });
      const args = ["--port", String(freePort())];
      await using program = await startProgram({ issuer: server.issuer, home, args });
      void visitUntilKilled(program);
      await asked.promise;
      await realDelay(delayMs);
      await kill(program);
      assertWhole(home, ({ OPENAI_API_KEY }) => OPENAI_API_KEY === server.tokens.apiKey);
      assert.equal(logLines(await home.readLog()).length, 4);
      for (const name of temporaryFiles(home)) {
        assert.equal(modeOf(`${home.codexHome}/${name}`), 0o600);
      }
    }
  },
});

async function saveWith(home: ProgramHome, refreshToken: string): Promise<void> {
  await fileAuthStore(home.codexHome).save({
    method: "chatgpt",
    apiKey: undefined,
    idToken: new Secret("id"),
    accessToken: new Secret("access"),
    refreshToken: new Secret(refreshToken),
    accountId: undefined,
    issuer: "https://issuer.example",
    clientId: "client",
  });
}

Deno.test({
  name:
    "killed while it saves in a loop: whole at every look, and the leftovers go with a later save",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    await saveWith(home, "new-0");
    const args = [
      "run",
      "-A",
      "--quiet",
      ...await denoArgs(),
      projectPath("tests/fixtures/save_loop.ts"),
      home.codexHome,
    ];
    for (let round = 0; round < 12; round++) {
      const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" })
        .spawn();
      const reader = child.stdout.getReader();
      await reader.read(); // its first save is done
      for (let look = 0; look < 20 + round * 7; look++) {
        const { tokens } = JSON.parse(Deno.readTextFileSync(home.authFile));
        assert.match(tokens.refresh_token, /^new-\d+-x{20000}$/);
        assert.equal(modeOf(home.authFile), 0o600);
      }
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
      const { tokens } = JSON.parse(Deno.readTextFileSync(home.authFile));
      assert.match(tokens.refresh_token, /^new-\d+-x{20000}$/);
    }
    const leftovers = temporaryFiles(home);
    for (const name of leftovers) {
      assert.equal(modeOf(`${home.codexHome}/${name}`), 0o600);
    }
    // One that is certain to be there.
    await Deno.writeTextFile(
      `${home.codexHome}/.auth.json.${crypto.randomUUID()}.tmp`,
      "half a token",
      { mode: 0o600 },
    );
    await saveWith(home, "last");
    assert.deepEqual(temporaryFiles(home), []);
    assert.match(await home.readAuth() ?? "", /"last"/);
  },
});

Deno.test({
  name: "a temporary file that another program is writing right now is left alone",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    const other = `${home.codexHome}/.auth.json.1.tmp`;
    await Deno.writeTextFile(other, "{", { mode: 0o600 });
    await saveWith(home, "new");
    assert.equal(await Deno.readTextFile(other), "{");
  },
});
