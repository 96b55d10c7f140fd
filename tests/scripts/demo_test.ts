// The demo is the first thing that a new person runs, so every case of it is a test.
import assert from "node:assert/strict";
import { FAILURES } from "../../scripts/demo/cases.ts";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";

async function runDemo(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", ...await denoArgs(), projectPath("scripts/demo.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

for (const args of [[], ...[...FAILURES.keys()].map((name) => [`--fail=${name}`])]) {
  Deno.test(`the demo shows what its case expects: ${args[0] ?? "success"}`, async () => {
    const { code, stdout, stderr } = await runDemo(args);
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout, /✘/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  });
}

Deno.test("the demo masks every credential and leaves no file behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { stdout } = await runDemo([], { TMPDIR: folder, TEMP: folder, TMP: folder });
    assert.match(stdout, /"access_token": "<masked, \d+ characters>"/);
    assert.match(stdout, /"OPENAI_API_KEY": "<masked, \d+ characters>"/);
    assert.doesNotMatch(stdout, /eyJ|rt_|sk-|[?&]code=[^…]/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an unknown case is one line that names the cases, and exit code 2", async () => {
  for (const args of [["--fail=unheard-of"], ["--unheard-of"], ["--fail"]]) {
    const { code, stdout, stderr } = await runDemo(args);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^.*denied, no-entitlement, token-400, html-502, refused\n$/);
  }
});
