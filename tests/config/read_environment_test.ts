// What the environment holds need not be text; a shell sets such values, since Deno itself cannot.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { authorizeUrlIn } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";

/** The program as it is started where these variables are set to bytes that are no UTF-8. */
async function commandWith(names: string[], home: ProgramHome, args: string[], issuer?: string) {
  const launch = await launchOfProgram({ args, ...(issuer ? { issuer } : {}) });
  const sets = names.map((name) => `${name}="$(printf '/x\\377')"; export ${name}; `).join("");
  return new Deno.Command("/bin/sh", {
    args: ["-c", `${sets}exec "$@"`, "sh", launch.command, ...launch.args, ...args],
    env: await environmentOfProgram(home),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

const ignore = Deno.build.os === "windows";

for (const name of ["CODEX_HOME", "HTTPS_PROXY", "no_proxy", "CODEX_CA_CERTIFICATE"]) {
  Deno.test({
    name: `${name} that is no UTF-8 text is an error with exit code 2`,
    ignore,
    async fn() {
      await using home = await makeProgramHome();
      const { code, stderr } = await (await commandWith([name], home, ["status"])).output();
      assert.equal(
        new TextDecoder().decode(stderr),
        `Error: ${name} is no UTF-8 text; correct or unset it.\n`,
      );
      assert.equal(code, 2);
    },
  });
}

Deno.test({
  name: "other variables that are no UTF-8 text count as unset",
  ignore,
  async fn() {
    const names = ["BROWSER", "USER", "SSH_CONNECTION", "DISPLAY", "RUST_LOG", "TERM"];
    await using home = await makeProgramHome();
    await using server = startAuthorizationServer();
    const { issuer } = server;
    const args = ["--no-browser", "--port", String(freePort()), "--issuer", issuer];
    const program = await commandWith(names, home, args, issuer);
    const stderr = collectText(program.stderr);
    await visitOnce(await authorizeUrlIn(stderr));
    assert.equal((await program.status).code, 0, stderr.text());
    await stderr.ended;
    assert.doesNotMatch(stderr.text(), /UTF-8/);
  },
});
