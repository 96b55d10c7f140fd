// The keyring's program, where it misbehaves: whatever it does ends in a KeyringError.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { KeyringError, keyringTool } from "../../src/credentials/keyring_tool.ts";

const isLinux = Deno.build.os === "linux";

/** A secret-tool that runs `script`. */
async function withTool(
  script: string,
  use: (tool: NonNullable<ReturnType<typeof keyringTool>>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = Deno.env.get("PATH") ?? "";
  try {
    await Deno.writeTextFile(`${folder}/secret-tool`, `#!/bin/sh\ncd '${folder}'\n${script}\n`, {
      mode: 0o755,
    });
    const tool = keyringTool("linux", {
      store: "keyring",
      environment: { PATH: `${folder}:${path}` },
    });
    assert.ok(tool);
    await use(tool, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits by the real clock, whatever the test's clock says. */
async function untilWritten(file: string): Promise<string> {
  for (let tries = 0; tries < 500; tries++) {
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text.endsWith("\n")) return text.trim();
    await new Deno.Command("sleep", { args: ["0.02"] }).output();
  }
  throw new Error(`${file} was not written`);
}

for (
  const [what, script] of [
    ["hangs", "echo $$ > pid; exec sleep 60"],
    ["ends while its own child keeps its output open", "sleep 60 & echo $! > pid"],
  ] as const
) {
  Deno.test({
    name: `a program that ${what} is a KeyringError after 30 s`,
    ignore: !isLinux,
    // The pipe that is still open is read until its last holder ends.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      withTool(script, async (tool, folder) => {
        using time = new FakeTime();
        const failed = tool.read("cli|0").then(() => undefined, (error) => error);
        const pid = Number(await untilWritten(`${folder}/pid`));
        // Deno has to hear of the program's end, too.
        await new Deno.Command("sleep", { args: ["0.3"] }).output();
        await time.tickAsync(30_000);
        const error = await failed;
        try {
          assert.ok(error instanceof KeyringError, String(error));
          assert.match(error.message, /secret-tool did not answer within 30 s/);
        } finally {
          try {
            Deno.kill(pid, "SIGKILL");
          } catch {
            // It was killed already.
          }
        }
      }),
  });
}

for (
  const [what, script, words] of [
    ["was killed", "kill -9 $$", "exit code 137"],
    [
      "says a credential",
      "echo 'secret-tool: no sk-CANARYabcdefghijklmnop' >&2; exit 1",
      "no <redacted>",
    ],
  ] as const
) {
  Deno.test({
    name: `a program that ${what} is a KeyringError, whatever it was asked, and repeats none`,
    ignore: !isLinux,
    fn: () =>
      withTool(script, async (tool) => {
        const asked = [() => tool.read("a"), () => tool.remove("a"), () => tool.write("a", "{}")];
        for (const ask of asked) {
          const error = await ask().then(String, (error) => error);
          assert.ok(error instanceof KeyringError, error);
          assert.equal(error.message, `secret-tool says: ${words}`);
        }
      }),
  });
}
