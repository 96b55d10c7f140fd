// From the button of another program's page to "signed in", in a real browser.
import assert from "node:assert/strict";
import { startExampleHost } from "../../scripts/example_host/host.ts";
import { startProgramAsAppServer } from "../../scripts/example_host/program_as_app_server.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { findChromium, startChromium } from "../../scripts/rehearsal/chromium.ts";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import { spawnPiped } from "../../scripts/rehearsal/child_process.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { findViolations } from "../fixtures/axe.ts";
import { until } from "../fixtures/waiting.ts";

const CHROMIUM = findChromium();
if (!CHROMIUM) console.log("There is no Chromium: the example host's page is not driven.");

Deno.test({
  name: "a person presses Sign in, sees each phase, is signed in, and signs out again",
  ignore: !CHROMIUM,
  async fn() {
    const hasSeenPhase = Promise.withResolvers<void>();
    await using issuer = startAuthorizationServer({
      token: async (_, usual) => (await hasSeenPhase.promise, usual()),
    });
    await using home = await makeProgramHome();
    const args = ["--port", String(freePort())];
    await using server = await startProgramAsAppServer({ home, issuer: issuer.issuer, args });
    await using host = await startExampleHost(server);
    await using chromium = await startChromium(CHROMIUM ?? "");
    const page = await chromium.open(host.url);
    const status = `document.querySelector("#status").textContent`;
    const cancelHidden = `document.querySelector("#cancel").hidden`;
    const isBegun = (phase: string) =>
      `document.querySelector("#phase-${phase}").classList.contains("begun")`;

    await page.waitUntil(`${status} === "Not signed in"`);
    assert.match(await page.evaluate("document.title"), /Codex/);
    for (const scheme of ["light", "dark"] as const) {
      await page.look({ width: 900, scheme });
      assert.deepEqual(await findViolations(page), []);
    }
    assert.equal(await page.evaluate(cancelHidden), true, "there is nothing to cancel");
    await page.click("#sign-in");
    await page.waitUntil(isBegun("exchange"));
    assert.equal(await page.evaluate(cancelHidden), false);
    assert.equal(await page.evaluate(isBegun("save")), false, "the phases are shown live");
    hasSeenPhase.resolve();
    await page.waitUntil(`${status} === "Signed in as person@example.com (pro)"`);
    const steps = await page.evaluate<number>(`document.querySelectorAll("li:not(.begun)").length`);
    assert.equal(steps, 0);
    assert.equal(await page.evaluate(cancelHidden), true);
    assert.deepEqual(await findViolations(page, ["color-contrast"]), []);
    assert.deepEqual(page.complaints, []);

    await until(async () => (await chromium.addresses()).some((url) => url.endsWith("/success")));
    assert.ok(await home.readAuth());

    await page.click("#sign-out");
    await page.waitUntil(`${status} === "Not signed in"`);
    assert.equal(await home.readAuth(), undefined);
  },
});

async function startTask(home: ProgramHome, args: string[], env: Record<string, string> = {}) {
  const { CODEX_HOME: _, ...rest } = await environmentOfProgram(home);
  const main = projectPath("scripts/example_host/main.ts");
  const command = ["run", "-A", "--quiet", ...await denoArgs(), main, ...args];
  const child = spawnPiped(Deno.execPath(), command, { ...rest, ...env });
  return { child, stdout: collectText(child.stdout), stderr: collectText(child.stderr) };
}

Deno.test({
  name: "--real serves in a home without .codex too, and what the program refuses is told",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using home = await makeProgramHome();
    await Deno.remove(home.codexHome, { recursive: true });
    const served = await startTask(home, ["--real"]);
    await served.stdout.waitFor(/^Open http:\/\/127/m);
    served.child.kill("SIGINT");
    assert.equal((await served.child.status).code, 0, served.stderr.text());
    assert.equal(Deno.statSync(`${home.path}/.codex`).mode! & 0o777, 0o700);
    for (
      const [args, code, words] of [
        [["--real"], 1, /^Error: CODEX_HOME points to "\/nowhere".*\n$/],
        [["--bogus"], 2, /^Usage: .*\n$/],
      ] as const
    ) {
      const refused = await startTask(home, [...args], { CODEX_HOME: "/nowhere" });
      assert.equal((await refused.child.status).code, code);
      await refused.stderr.ended;
      assert.match(refused.stderr.text(), words);
    }
  },
});

Deno.test("the page's buttons are for the page alone", async () => {
  await using home = await makeProgramHome();
  await using server = await startProgramAsAppServer({ home });
  await using host = await startExampleHost(server);
  const post = async (headers: Record<string, string>) => {
    const answer = await fetch(`${host.url}sign-out`, { method: "POST", headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await post({}), 403);
  assert.equal(await post({ "x-example-host": "1" }), 200);
});
