// The opener comes from an absolute entry of PATH or not at all.
import assert from "node:assert/strict";
import { absolutePath, findProgram } from "../../src/base/program_path.ts";

Deno.test("relative and empty entries of PATH are dropped, on every system", () => {
  const table = [
    ["/usr/bin:/bin", "linux", "/usr/bin:/bin"],
    [".:/usr/bin", "linux", "/usr/bin"],
    ["::/bin:", "darwin", "/bin"],
    ["bin:../x:~/bin", "linux", ""],
    ["", "linux", ""],
    [
      "C:\\Windows;.;;d:/tools;bin;\\\\host\\share",
      "windows",
      "C:\\Windows;d:/tools;\\\\host\\share",
    ],
    ["C:relative;\\rooted", "windows", ""],
  ] as const;
  for (const [path, os, kept] of table) assert.equal(absolutePath(path, os), kept, path);
});

Deno.test({
  name: "a program is an executable file of an absolute entry, the first that has one",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const [first, second] = ["a", "b"].map((name) => `${folder}/${name}`) as [string, string];
      for (const path of [first, second]) Deno.mkdirSync(path);
      Deno.mkdirSync(`${first}/folder`);
      Deno.writeTextFileSync(`${first}/text`, "", { mode: 0o644 });
      Deno.writeTextFileSync(`${first}/both`, "", { mode: 0o755 });
      for (const name of ["folder", "text", "both"]) {
        Deno.writeTextFileSync(`${second}/${name}`, "", { mode: 0o755 });
      }
      const find = (name: string) => findProgram(name, `.::${first}:${second}`, "linux");
      assert.equal(find("folder"), `${second}/folder`);
      assert.equal(find("text"), `${second}/text`);
      assert.equal(find("both"), `${first}/both`);
      assert.equal(find("deno.json"), undefined);
      assert.equal(find("/somewhere/else"), "/somewhere/else");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
