// The executable under a limit of file sizes. From source the runtime's own cache ends there before our first line.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { NO_EXECUTABLE } from "./support.ts";

Deno.test({
  name: "a sign-in under a small ulimit -f ends with words, not with a signal",
  ignore: NO_EXECUTABLE || Deno.build.os === "windows",
  async fn() {
    await using home = await makeProgramHome();
    await using server = startAuthorizationServer();
    const old = '{"OPENAI_API_KEY":"sk-old"}';
    await Deno.writeTextFile(home.authFile, old);
    const wrapper = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"];
    const args = ["--port", String(freePort()), "-c", `log_dir=${home.path}/log`];
    const child = await spawnProgram({ home, issuer: server.issuer, args, wrapper });
    const stderr = collectText(child.stderr);
    const [, url = ""] = await stderr.waitFor(/^(http\S+\/oauth\/authorize\?\S+)\n/m);
    const page = (await visitOnce(url)).at(-1)?.body ?? "";
    const { code } = await child.status;
    await stderr.ended;
    assert.equal(code, 1, stderr.text());
    assert.match(stderr.text(), /cannot be written \(it may not grow that large \(ulimit -f\)\)/);
    assert.match(
      stderr.text(),
      /^Error logging in: Sign-in completed but .*auth\.json: it may not grow that large; raise the limit/m,
    );
    assert.match(page, /may not grow that large/);
    assert.equal(await home.readAuth(), old);
    const left = [...Deno.readDirSync(home.codexHome)].map(({ name }) => name).sort();
    assert.deepEqual(left, ["auth.json", "auth.json.lock", "auth.lock"]);
  },
});
