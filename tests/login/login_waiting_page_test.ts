// A browser that is held until the outcome is known has a page to show after a second at most.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startLogin } from "../fixtures/in_process_login.ts";
import { ask } from "../fixtures/raw_http.ts";
import { testLogin } from "../fixtures/test_login.ts";

const asBrowser = (port: number) => [`Host: localhost:${port}`, "Accept: text/html,*/*;q=0.8"];

testLogin(
  "a browser is sent to a page that leads on, then to the outcome; a program is held",
  async () => {
    using time = new FakeTime();
    const released = Promise.withResolvers<void>();
    await using server = startAuthorizationServer({
      token: async (_, usual) => (await released.promise, usual()),
    });
    await using login = await startLogin({ issuer: server.issuer });
    const callback = new URLSearchParams({
      state: await login.state(),
      code: await login.approve(),
    });
    const { port } = login;
    for (const path of ["/waiting", "/outcome"]) {
      assert.equal((await ask(port, path)).status, 404, "nobody waits yet");
    }
    const target = `/auth/callback?${callback}`;
    const program = ask(port, target);
    const startMs = Date.now();
    const first = await fastForward(time, ask(port, target, { headers: asBrowser(port) }));
    assert.ok(Date.now() - startMs <= 1_000);
    assert.deepEqual([first.status, first.headers.get("location")], [302, "/waiting"]);
    const waiting = await ask(port, "/waiting");
    assert.equal(waiting.status, 200);
    assert.match(waiting.body, /<h1>Completing the sign-in to Codex<\/h1>/);
    assert.equal(waiting.headers.get("refresh"), "0;url=/outcome");
    const outcome = ask(port, "/outcome");
    released.resolve();
    for (const answer of await fastForward(time, Promise.all([program, outcome]))) {
      assert.deepEqual([answer.status, answer.headers.get("location")], [302, "/success"]);
    }
    assert.match((await ask(port, "/success")).body, /person@example\.com/);
    assert.equal(await fastForward(time, login.end()), undefined);
  },
);

testLogin("an outcome that is known at once needs no such page", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  const callback = new URLSearchParams({ state: await login.state(), code: await login.approve() });
  const { port } = login;
  const answer = await ask(port, `/auth/callback?${callback}`, { headers: asBrowser(port) });
  assert.equal(answer.headers.get("location"), "/success");
  assert.equal((await ask(port, "/success")).status, 200);
  assert.equal(await login.end(), undefined);
});

testLogin("what claims hold of secrets is masked on the page", async () => {
  const refreshToken = "rt_abcdefghijklmnop";
  const idToken = unsignedJwt({
    email: `<b>${refreshToken}\u202e</b>`,
    "https://api.openai.com/auth": { chatgpt_account_id: "w".repeat(5_000) },
  });
  await using server = startAuthorizationServer({ tokens: { idToken, refreshToken } });
  await using login = await startLogin({ issuer: server.issuer });
  const { body } = await login.visit({ code: await login.approve() });
  assert.doesNotMatch(body, /abcdefgh|<b>|\u202e|w{300}/);
  assert.match(body, /<code>&lt;b&gt;.*redacted.*<\/code>/);
  assert.equal(await login.end(), undefined);
});
