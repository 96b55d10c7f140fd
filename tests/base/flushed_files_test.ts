// A file is on the disk before it takes its place, and its place before anybody is told: seen with strace.
import assert from "node:assert/strict";
import { canTrace } from "../../scripts/rehearsal/trace.ts";
import { runScript } from "../fixtures/run_script.ts";

Deno.test({
  name: "the new file is flushed, then renamed, then its folder is flushed (needs strace)",
  ignore: !canTrace(),
  async fn() {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    try {
      const trace = `${folder}/trace`;
      const wrapper = [
        ...["strace", "-f", "-qq", "-y", "-e", "signal=none", "-o", trace],
        ...["-e", "trace=write,fsync,fdatasync,rename,renameat,renameat2"],
      ];
      const place = `${folder}/place`;
      await Deno.mkdir(place);
      const { code, stderr } = await runScript("loose_umask_child", ["replaceFile", place], {
        wrapper,
      });
      assert.equal(code, 0, stderr);
      const calls = (await Deno.readTextFile(trace)).split("\n")
        .filter((line) => line.includes(place))
        .map((line) =>
          `${/\b(write|f(?:data)?sync|rename)/.exec(line)?.[1]} ` +
          (/\.tmp>/.test(line) ? "file" : line.includes(`<${place}>`) ? "folder" : "")
        );
      assert.deepEqual(calls, ["write file", "fsync file", "rename ", "fsync folder"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
