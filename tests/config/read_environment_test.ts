// What the environment holds need not be text; a shell sets such values, since Deno itself cannot.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";

/** Runs the program with `name` set to bytes that are no UTF-8. */
async function runWith(name: string, args: string[]): Promise<{ code: number; stderr: string }> {
  await using home = await makeProgramHome();
  await using server = startAuthorizationServer();
  const launch = await launchOfProgram({ issuer: server.issuer });
  const script = `${name}="$(printf '/x\\377')"; export ${name}; exec "$@"`;
  const { code, stderr } = await new Deno.Command("/bin/sh", {
    args: [
      ...["-c", script, "sh", launch.command, ...launch.args],
      ...[...args, "--issuer", server.issuer],
    ],
    env: await environmentOfProgram(home),
    clearEnv: true,
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

const ignore = Deno.build.os === "windows";

for (const name of ["CODEX_HOME", "HOME", "HTTPS_PROXY", "no_proxy", "CODEX_CA_CERTIFICATE"]) {
  Deno.test({
    name: `${name} that is no UTF-8 text is an error with exit code 2`,
    ignore,
    async fn() {
      const { code, stderr } = await runWith(name, ["status"]);
      assert.equal(stderr, `Error: ${name} is no UTF-8 text; correct or unset it.\n`);
      assert.equal(code, 2);
    },
  });
}

for (const name of ["BROWSER", "USER", "SSH_CONNECTION", "DISPLAY", "RUST_LOG", "TERM"]) {
  Deno.test({
    name: `${name} that is no UTF-8 text counts as unset`,
    ignore,
    async fn() {
      const { code, stderr } = await runWith(name, [
        ...["--no-browser", "--timeout", "1", "--port", String(freePort())],
      ]);
      assert.match(stderr, /^Error logging in: Login timed out after 1 s/m);
      assert.equal(code, 1);
    },
  });
}

Deno.test({
  name: "without HOME, or with an empty one, the home is that of the password file",
  ignore: passwordHome() === undefined,
  async fn() {
    await using home = await makeProgramHome();
    const { command, args } = await launchOfProgram({ args: ["logs"] });
    const { CODEX_HOME: _, HOME: __, ...environment } = await environmentOfProgram(home);
    for (const env of [environment, { ...environment, HOME: "" }]) {
      const { stdout } = await new Deno.Command(command, {
        args: [...args, "logs"],
        env,
        clearEnv: true,
      }).output();
      const shown = new TextDecoder().decode(stdout);
      assert.ok(shown.startsWith(`${passwordHome()}/.codex/log/codex-login.log`), shown);
    }
  },
});

/** What the system itself says of the home of whoever runs the tests. */
function passwordHome(): string | undefined {
  try {
    const args = ["passwd", String(Deno.uid())];
    const { stdout } = new Deno.Command("getent", { args }).outputSync();
    return new TextDecoder().decode(stdout).trim().split(":")[5];
  } catch {
    return undefined;
  }
}
