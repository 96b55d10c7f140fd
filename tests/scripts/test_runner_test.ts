// What the task runner holds for every test: a limit, and hands off the ports of a person's sign-in.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { projectPath } from "../../scripts/project.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { DENIED_ADDRESSES_VARIABLE } from "../../scripts/rehearsal/program_launch.ts";
import { groupTests } from "../../scripts/test_groups.ts";
import { REGISTERED_PORTS } from "../../src/callback/registered_ports.ts";
import { sourceFilesIn } from "../fixtures/source_files.ts";

const hasLimits = !/^2\.[0-8]\./.test(Deno.version.deno);

Deno.test({
  name: "a test that hangs or loops fails, however it is written, and the others go on",
  ignore: !hasLimits,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(
        `${folder}/a_test.ts`,
        `const hang = async () => { setInterval(() => {}, 1000); await new Promise(() => {}); };
        Deno.test("name", hang);
        Deno.test({ name: "options", fn: hang });
        Deno.test("name and options", { sanitizeOps: false }, hang);
        Deno.test({ name: "options and function" }, hang);
        Deno.test(async function itself() { await hang(); });
        Deno.test("loops", () => { for (;;); });
        Deno.test({ name: "has a limit of its own", timeout: 60_000, fn: () => new Promise((end) => setTimeout(end, 400)) });
        Deno.test("good", () => {});
        Deno.test.ignore("left out", () => {});`,
      );
      const limit = ["--preload", projectPath("scripts/test_limit.ts")];
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["test", "-A", "--no-check", "--no-config", "--no-lock", ...limit, folder],
        env: { CODEX_LOGIN_TEST_LIMIT_MS: "200", NO_COLOR: "1" },
        stderr: "null",
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert.equal(code, 1, text);
      const ended = [...text.matchAll(/^(.+) \.\.\. (ok|FAILED|ignored) \(/gm)]
        .map(([, name, how]) => `${name}: ${how}`);
      assert.deepEqual(ended, [
        ...["name", "options", "name and options", "options and function", "itself", "loops"]
          .map((name) => `${name}: FAILED`),
        ...["has a limit of its own: ok", "good: ok", "left out: ignored"],
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "1455 and 1457 are refused to tests and to the programs that they start",
  // A file that is run without the runner is on its own.
  ignore: !Deno.env.get(DENIED_ADDRESSES_VARIABLE),
  async fn() {
    for (const port of REGISTERED_PORTS) {
      for (const hostname of ["127.0.0.1", "::1", "localhost"]) {
        assert.throws(() => Deno.listen({ hostname, port }), Deno.errors.NotCapable);
        await assert.rejects(Deno.connect({ hostname, port }), Deno.errors.NotCapable);
      }
    }
    const args = ["--port", String(REGISTERED_PORTS[0])];
    await using program = await startProgram({ issuer: "http://127.0.0.1:9", args });
    const { code, stderr } = await program.end();
    assert.equal(code, 1);
    assert.match(stderr, /^Error logging in: Port 127\.0\.0\.1:1455 cannot be used/m);
  },
});

Deno.test("every test file is in one of the groups, and in no other", async () => {
  await using groups = await groupTests("tests/executable");
  const texts = await Promise.all(groups.modules.map((module) => Deno.readTextFile(module)));
  const imported = texts.join("").match(/file:[^"]+/g) ?? [];
  const files = (await sourceFilesIn("tests"))
    .filter((file) => file.endsWith("_test.ts") && !file.startsWith("tests/executable/"));
  assert.deepEqual(imported.sort(), files.map((file) => pathToFileURL(projectPath(file)).href));
  assert.ok(texts.every((text) => text !== ""));
});
