import assert from "node:assert/strict";
import { readAuthDocument } from "../../src/credentials/read_auth_file.ts";

/** What is said of an auth.json with this text. */
async function refusal(text: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/auth.json`, text);
    readAuthDocument(`${folder}/auth.json`, "auth.json");
    return "none";
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "";
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (
  const [what, text, expected] of [
    ["of 8 MB in one open string", `{"a": "${"x".repeat(8 << 20)}`, "this is larger than 4 MiB"],
    [
      "at its limit, in one open string",
      `{"a": "${"x".repeat((1 << 20) - 20)}`,
      "1:7: this is no valid JSON",
    ],
    [
      "nested 4,000 deep",
      `{"a": ${"[".repeat(4_000)}${"]".repeat(4_000)}}`,
      "this is nested too deeply",
    ],
    [
      "nested 100,000 deep",
      `{"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      "this is nested too deeply",
    ],
    ["nested and open", `{"a": ${"[".repeat(100_000)}`, "1:100007: this is no valid JSON"],
  ] as const
) {
  Deno.test(`an auth.json ${what} is refused in true words`, async () => {
    const said = await refusal(text);
    assert.ok(said.startsWith("UnreadableAuthError: auth.json:") && said.endsWith(expected), said);
  });
}
