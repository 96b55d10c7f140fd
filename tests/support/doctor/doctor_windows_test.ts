// What the doctor prints for PowerShell.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { runCommand } from "../../fixtures/run_command.ts";

Deno.test({
  name:
    "on Windows a folder in auth.json's place has one separator, and a command that PowerShell takes",
  ignore: Deno.build.os !== "windows",
  fn: async () => {
    await using home = await makeProgramHome();
    Deno.mkdirSync(home.authFile);
    const { stdout } = await runCommand(["doctor", "--offline"], { home });
    assert.match(
      stdout,
      /codex-home-files: \$CODEX_HOME\\auth\.json: a folder is in the file's place\./,
    );
    assert.match(stdout, /\n {12}ls -Force \$env:CODEX_HOME\n/);
  },
});
