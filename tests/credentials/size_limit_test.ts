// A file that may not grow, at many a byte of a save: the old one stays whole, nothing is left, and it is told.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { runScript } from "../fixtures/run_script.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "a save that may write only so many bytes changes nothing, whatever their number",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    const { stdout, stderr } = await runScript("save_within", [home.codexHome, "149"]);
    const { refused, saved, wrong, size } = JSON.parse(stdout || assert.fail(stderr));
    assert.deepEqual([saved, wrong], [1, 0]);
    assert.equal(refused, Math.ceil(size / 149));
  },
});
