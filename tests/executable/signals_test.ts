// Signals that whoever starts the executable ignores. From source they are not: `deno run` takes them itself.
import assert from "node:assert/strict";
import { killed } from "../../scripts/rehearsal/child_process.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { within } from "../fixtures/waiting.ts";
import { EXECUTABLE, NO_EXECUTABLE } from "./support.ts";

const IGNORED = ["SIGHUP", "SIGINT", "SIGQUIT"] as const;
const ISSUER = ["--issuer", "http://127.0.0.1:9"];

for (
  const [name, args, whenReady] of [
    ["login", ["--no-browser", ...ISSUER, "--port", String(freePort())], /Waiting/],
    ["logs --follow", ["logs", "--follow"], /starting browser login flow/],
  ] as const
) {
  Deno.test({
    name: `${name}: ignored signals stay ignored, and one that is not ends it`,
    ignore: NO_EXECUTABLE || Deno.build.os !== "linux",
    async fn() {
      await using home = await makeProgramHome();
      await Deno.mkdir(`${home.codexHome}/log`, { recursive: true });
      await Deno.writeTextFile(
        home.logFile,
        "2026-03-06T22:09:14.065559Z  INFO codex_cli::login: starting browser login flow\n",
      );
      const child = new Deno.Command("sh", {
        args: ["-c", `trap '' HUP INT QUIT; exec "$@" 2>&1`, "sh", EXECUTABLE, ...args],
        env: await environmentOfProgram(home),
        clearEnv: true,
        stdin: "null",
        stdout: "piped",
      }).spawn();
      const output = collectText(child.stdout);
      try {
        await output.waitFor(whenReady);
        for (const signal of IGNORED) child.kill(signal);
        child.kill("SIGTERM");
        const { code } = await within(child.status, output.text);
        assert.equal(code, 143, output.text());
      } finally {
        await killed(child);
        await output.ended;
      }
    },
  });
}
