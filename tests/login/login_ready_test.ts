// The side that exchanges and saves has to be ready, and this side without its permissions, before a callback is
// looked at.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { startLogin } from "../fixtures/in_process_login.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { someTurns } from "../fixtures/waiting.ts";

testLogin(
  "a callback that comes before the side that exchanges is ready waits for it",
  async () => {
    const ready = Promise.withResolvers<void>();
    await using server = startAuthorizationServer();
    await using login = await startLogin({
      issuer: server.issuer,
      ready: ready.promise,
    });
    const page = login.visit({ code: await login.approve() });
    await someTurns();
    const before = login.events.map(({ event }) => event);
    assert.ok(!before.includes("received login callback"), before.join());
    assert.equal(server.requestsTo("token").length, 0);
    ready.resolve();
    assert.equal((await page).status, 200);
    assert.equal(await login.end(), undefined);
  },
);

testLogin("a side that is never ready ends the login after 10 s", async () => {
  using time = new FakeTime();
  await using login = await startLogin({
    issuer: "https://issuer.example",
    ready: new Promise(() => {}),
  });
  await login.authorizeUrl();
  let hasEnded = false;
  const end = login.end().finally(() => hasEnded = true);
  await someTurns();
  await time.tickAsync(9_999);
  await someTurns();
  assert.equal(hasEnded, false);
  await time.tickAsync(1);
  // Nobody's connection is open, and the person's page has two more seconds.
  await time.tickAsync(2_000);
  assert.equal((await end)?.failure.kind, "internal");
});
