// The Keychain of macOS, by a stand-in for `security` that keeps each item in a file.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { keyringAccount, keyringAuthStore } from "../../src/credentials/keyring_store.ts";
import { keyringTool } from "../../src/credentials/keyring_tool.ts";
import { Secret } from "../../src/log/text/secret.ts";

const SCRIPT = String.raw`#!/bin/sh
cd "$FOLDER" || exit 1
while [ -f prompt ]; do sleep 0.02; done
verb=$1
if [ "$verb" = -i ]; then
  read -r verb _ _ service more
  set -- $(printf '%s' "$more" | sed 's/.*-a "\([^"]*\)" -X \(.*\)/\1 \2/')
  xxd -r -p <<EOF > "$1"
$2
EOF
  exit
fi
for word; do [ "$last" = -a ] && item=$word; last=$word; done
[ -f "$item" ] || { echo "security: SecKeychainSearchCopyNext: not found" >&2; exit 44; }
case "$verb" in
  find-generic-password)
    if LC_ALL=C grep -q '[^ -~]' "$item"; then xxd -p "$item" | tr -d '\n'; else cat "$item"; fi
    echo;;
  delete-generic-password) rm "$item";;
esac
`;

const CANNOT = await (async () => {
  if (Deno.build.os === "windows") return true;
  const { success } = await new Deno.Command("sh", { args: ["-c", "command -v xxd"] }).output();
  if (!success) console.log("skipped: xxd is not here");
  return !success;
})();

type Tool = NonNullable<ReturnType<typeof keyringTool>>;

function testTool(name: string, use: (tool: Tool, folder: string) => Promise<void>): void {
  Deno.test({
    name,
    ignore: CANNOT,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/security`, SCRIPT, { mode: 0o755 });
        const path = `${folder}:${Deno.env.get("PATH") ?? ""}`;
        const tool = keyringTool("darwin", {
          store: "keyring",
          environment: { PATH: path, FOLDER: folder },
        });
        assert.ok(tool);
        await use(tool, folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

testTool("an item is written, read and removed, and a missing one is no failure", async (tool) => {
  assert.equal(await tool.read("cli|1"), undefined);
  await tool.write("cli|1", '{"a": "b\\u00fc"}');
  assert.equal(await tool.read("cli|1"), '{"a": "b\\u00fc"}');
  assert.equal(await tool.remove("cli|1"), true);
  assert.equal(await tool.remove("cli|1"), false);
});

testTool("what another program stored beyond ASCII comes back as text", async (tool, folder) => {
  await Deno.writeTextFile(`${folder}/cli|1`, '{"name": "Zoë"}');
  assert.equal(await tool.read("cli|1"), '{"name": "Zoë"}');
});

testTool("keys of others beyond ASCII survive a sign-in", async (tool, folder) => {
  const account = await keyringAccount(folder);
  await Deno.writeTextFile(`${folder}/${account}`, '{"other": "Zoë"}');
  const store = keyringAuthStore(folder, tool, () => {});
  await store.save({ method: "api_key", apiKey: new Secret("sk-new") });
  const saved = JSON.parse(await tool.read(account) ?? "");
  assert.equal(saved.other, "Zoë");
  assert.equal(saved.OPENAI_API_KEY, "sk-new");
});

testTool("a question of the Keychain may take as long as a person takes", async (tool, folder) => {
  await Deno.writeTextFile(`${folder}/cli|1`, "{}");
  await Deno.writeTextFile(`${folder}/prompt`, "");
  using time = new FakeTime();
  const read = tool.read("cli|1");
  await time.tickAsync(10 * 60_000);
  await Deno.remove(`${folder}/prompt`);
  assert.equal(await read, "{}");
});
