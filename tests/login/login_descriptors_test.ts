// Somebody opens more connections than the program may have descriptors, and keeps them.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { killed } from "../../scripts/rehearsal/child_process.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { openConnection, type RawConnection } from "../fixtures/raw_http.ts";
import { spawnProgram } from "../fixtures/spawned_program.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { within } from "../fixtures/waiting.ts";

// The first is what macOS gives, the second fewer than the server takes connections.
for (const limit of [256, 64]) {
  testLogin(
    `with ${limit} descriptors and 251 idle connections a sign-in comes through`,
    async () => {
      await using server = startAuthorizationServer();
      await using home = await makeProgramHome();
      const port = freePort();
      const child = await spawnProgram({
        home,
        issuer: server.issuer,
        args: ["--port", String(port)],
        wrapper: ["sh", "-c", `ulimit -n ${limit}; exec "$@"`, "sh"],
      });
      const stderr = collectText(child.stderr);
      const idle: RawConnection[] = [];
      try {
        const [, url = ""] = await stderr.waitFor(/^(https?:\/\/\S+\/oauth\/authorize\?\S+)\n/m);
        await stderr.waitFor(/Waiting for the sign-in/);
        for (let i = 0; i < 251; i++) idle.push(await openConnection(port, ""));
        assert.equal((await visitOnce(new URL(url))).at(-1)?.status, 200);
        const { code } = await within(child.status, () => `its end; terminal: ${stderr.text()}`);
        assert.equal(code, 0, stderr.text());
        assert.ok(await home.readAuth());
      } finally {
        for (const connection of idle) connection[Symbol.dispose]();
        await killed(child);
        await stderr.ended;
      }
    },
    Deno.build.os === "windows",
  );
}
