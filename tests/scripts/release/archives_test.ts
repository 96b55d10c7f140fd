/** Archives are read by the tools that everybody has, and are equal for equal content. */
import assert from "node:assert/strict";
import type { Entry } from "../../../scripts/release/entries.ts";
import { tarGz } from "../../../scripts/release/tar.ts";
import { zip } from "../../../scripts/release/zip.ts";

const SECONDS = Date.UTC(2026, 2, 6, 22, 9, 14) / 1000;
const ENTRIES: Entry[] = [
  { path: "a/", content: "" },
  { path: "a/program", content: new Uint8Array(1000).map((_, index) => index), mode: 0o755 },
  { path: "a/empty", content: "" },
  { path: "a/text", content: "grüße\n" },
];

/** Unpacks with a tool; `undefined` where it is not here. */
async function unpacked(tool: string[], bytes: Uint8Array, name: string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/${name}`, bytes);
    const [command = "", ...args] = tool;
    const { success } = await new Deno.Command(command, { args: [...args, name], cwd: folder })
      .output();
    assert.ok(success);
    const { mode, mtime } = await Deno.stat(`${folder}/a/program`);
    return {
      program: [...await Deno.readFile(`${folder}/a/program`)],
      empty: await Deno.readTextFile(`${folder}/a/empty`),
      text: await Deno.readTextFile(`${folder}/a/text`),
      mode: mode === null ? undefined : mode & 0o777,
      seconds: (mtime?.getTime() ?? 0) / 1000,
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const EXPECTED = {
  program: [...ENTRIES[1]!.content as Uint8Array],
  empty: "",
  text: "grüße\n",
  mode: 0o755,
  seconds: SECONDS,
};
const ignore = Deno.build.os === "windows";

Deno.test({ name: "tar unpacks a .tar.gz, with modes and times", ignore }, async () => {
  const found = await unpacked(["tar", "-xzf"], tarGz(ENTRIES, SECONDS), "a.tar.gz");
  if (found) assert.deepEqual(found, EXPECTED);
});

Deno.test({ name: "python unpacks a .zip; unzip sets its modes as well", ignore }, async () => {
  const bytes = zip(ENTRIES.slice(1), SECONDS);
  const script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall()";
  const byPython = await unpacked(["python3", "-c", script], bytes, "a.zip");
  // It sets neither modes nor times; a time of day has no zone in there.
  const { mode, seconds } = EXPECTED;
  if (byPython) assert.deepEqual({ ...byPython, mode, seconds }, EXPECTED);
  const byUnzip = await unpacked(["unzip", "-q"], bytes, "a.zip");
  if (byUnzip) assert.deepEqual({ ...byUnzip, seconds }, EXPECTED);
});

Deno.test("the same entries make the same bytes, and nothing of this machine is in them", () => {
  assert.deepEqual(tarGz(ENTRIES, SECONDS), tarGz(ENTRIES, SECONDS));
  assert.deepEqual(zip(ENTRIES, SECONDS), zip(ENTRIES, SECONDS));
  assert.deepEqual([...tarGz(ENTRIES, SECONDS).slice(0, 10)], [31, 139, 8, 0, 0, 0, 0, 0, 0, 255]);
});

Deno.test("a name that a tar header cannot hold is refused", () => {
  assert.throws(() => tarGz([{ path: "x".repeat(100), content: "" }], 0), /too long/);
});
