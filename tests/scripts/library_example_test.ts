// The example of the library in src/README.md, run as it stands there.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram } from "../../scripts/rehearsal/program_launch.ts";

async function readExample(): Promise<string> {
  const readme = await Deno.readTextFile(projectPath("src/README.md"));
  const section = readme.split("<!-- library:begin -->")[1]?.split("<!-- library:end -->")[0] ?? "";
  return /```ts\n([\s\S]+?)```/.exec(section)?.[1] ?? assert.fail("no example in src/README.md");
}

Deno.test("the library's example has at most 30 lines and signs in", async () => {
  const example = await readExample();
  assert.ok(example.trimEnd().split("\n").length <= 30);
  await using server = startAuthorizationServer();
  await using home = await makeProgramHome();
  // In the project, where its own name resolves.
  const file = await Deno.makeTempFile({ dir: projectPath("scripts"), suffix: "_example.ts" });
  try {
    await Deno.writeTextFile(file, example);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--check", "--quiet", ...await denoArgs(), file, server.issuer],
      env: await environmentOfProgram(home),
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [stdout, stderr] = [collectText(child.stdout), collectText(child.stderr)];
    // Its types are checked first.
    const [, url = ""] = await stdout.waitFor(/^Sign in at (\S+)$/m, 90_000).catch((error) => {
      throw new Error(`${error.message}\n${stderr.text()}`);
    });
    await visitOnce(url);
    await Promise.all([child.status, stdout.ended, stderr.ended]);
    assert.match(stdout.text(), /^phase: done\nSigned in\.$/m);
    // Of the library itself nothing is on the terminal: the four lines are the example's own log.
    assert.equal(stderr.text().trimEnd().split("\n").length, 4, stderr.text());
    assert.match(stderr.text(), /oauth token exchange succeeded status=200 OK\n$/);
    assert.ok(await home.readAuth());
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("the library is documented: each export has words, and each example runs", async () => {
  await using home = await makeProgramHome();
  const files = ["src/library.ts", "src/login/login_server.ts"].map(projectPath);
  const commands = [["doc", "--lint"], ["test", "--quiet", "-A", "--doc"]];
  for (const command of commands) {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...command, ...await argumentsFor(command), ...files],
      env: await environmentOfProgram(home),
      clearEnv: true,
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.ok(success, `${command.join(" ")}: ${decode(stderr)}${decode(stdout).slice(-2_000)}`);
  }
});

/** `deno doc` finds deno.json by itself and takes no `--config`. */
async function argumentsFor([command]: string[]): Promise<string[]> {
  const args = await denoArgs();
  return command === "doc" ? args.slice(args.indexOf("--config") + 2) : args;
}
