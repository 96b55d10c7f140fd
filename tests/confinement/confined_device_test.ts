// The side that shows the code may do nothing; the side that asks may reach the issuer and two folders.
import assert from "node:assert/strict";
import { startDeviceServer } from "../../scripts/rehearsal/device_server.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { runScript } from "../fixtures/run_script.ts";

async function runConfined(issuer: string, codexHome: string) {
  const { stdout, stderr } = await runScript("confined_device_child", [issuer, codexHome]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(stderr, "");
  return lines.map((line) => JSON.parse(line));
}

Deno.test("while the code is on the screen this side holds no permission at all", async () => {
  await using device = startDeviceServer();
  await using home = await makeProgramHome();
  const [shown, outcome] = await runConfined(device.issuer, home.codexHome);
  assert.deepEqual(shown.states.filter((state: string) => state !== "denied"), ["prompt"]);
  assert.equal(outcome.kind, "saved");
  assert.ok(await home.readAuth());
});

Deno.test("a redirect to another port is not followed, and would not be permitted", async () => {
  await using other = startDeviceServer();
  await using device = startDeviceServer({
    usercode: () => new Response(null, { status: 307, headers: { location: other.issuer } }),
  });
  await using home = await makeProgramHome();
  const [outcome] = await runConfined(device.issuer, home.codexHome);
  assert.equal(outcome.kind, "failed");
  assert.equal(other.server.requests.length, 0);
  assert.equal(await home.readAuth(), undefined);
});
