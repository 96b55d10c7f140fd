// Nothing hangs the program: its time limits, on a clock of the test.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import {
  type Endpoint,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { hanging, SILENCES, watched } from "../fixtures/hanging_login.ts";
import { startLogin } from "../fixtures/in_process_login.ts";
import { EXCHANGE_FAILED, EXCHANGE_SUCCEEDED } from "../fixtures/log_lines.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { someTurns } from "../fixtures/waiting.ts";

/** Goes on to just before `ms`, where nothing may have ended, and then over it. */
async function passTime(time: FakeTime, ms: number, hasEnded: () => boolean): Promise<void> {
  await time.tickAsync(ms - 1);
  await someTurns();
  assert.equal(hasEnded(), false, `it ended before ${ms} ms`);
  await time.tickAsync(1);
}

for (const [what, endpoint, isRequest] of SILENCES) {
  testLogin(`a token endpoint that ${what} fails the login after 30 s`, async () => {
    using time = new FakeTime();
    await hanging("token", endpoint, async (login, page, begun) => {
      if (!isRequest) await begun;
      let hasEnded = false;
      const end = login.end().finally(() => hasEnded = true);
      await passTime(time, 30_000, () => hasEnded);
      const error = await end;
      assert.equal(error?.failure.kind, "token_transport");
      assert.match(error?.message ?? "", /timed out after 30 s/);
      assert.deepEqual(login.logLines().slice(-2), [
        `ERROR codex_login::server: oauth token exchange transport failure is_timeout=true is_connect=false is_request=${isRequest} error=timed out after 30 s`,
        EXCHANGE_FAILED,
      ]);
      assert.equal((await page).status, 502);
      assert.equal(await login.home.readAuth(), undefined);
    });
  });

  testLogin(`an API-key endpoint that ${what} leaves the key null after 10 s`, async () => {
    using time = new FakeTime();
    await hanging("apiKey", endpoint, async (login, page) => {
      let hasEnded = false;
      const answered = page.finally(() => hasEnded = true);
      await passTime(time, 10_000, () => hasEnded);
      assert.equal((await answered).status, 200);
      assert.equal(await login.end(), undefined);
      assert.equal(JSON.parse(await login.home.readAuth() ?? "").OPENAI_API_KEY, null);
      assert.equal(login.logLines().at(-1), EXCHANGE_SUCCEEDED);
    });
  });
}

testLogin(
  "a login that nobody finishes ends after its limit and says what it ignored",
  async () => {
    using time = new FakeTime();
    await using server = startAuthorizationServer();
    await using login = await startLogin({ issuer: server.issuer, waitLimitSeconds: 900 });
    await login.authorizeUrl();
    for (let i = 0; i < 2; i++) await login.callback({ state: "wrong", code: "c" });
    await login.callback({ code: "c", iss: "https://other.example" });
    let hasEnded = false;
    const end = login.end().finally(() => hasEnded = true);
    await passTime(time, 900_000, () => hasEnded);
    const error = await end;
    assert.equal(error?.failure.kind, "timed_out");
    assert.match(error?.message ?? "", /900 s/);
    assert.match(
      error?.message ?? "",
      /3 callbacks were ignored \(2 with a wrong state, as an old browser tab sends, 1 from another issuer\)/,
    );
    assert.equal(
      login.logLines().at(-1),
      " WARN codex_login::server: login timed out limit_seconds=900 ignored_callbacks=3",
    );
  },
);

testLogin("the limit counts until the callback only, not for the exchange", async () => {
  using time = new FakeTime();
  const exchange = Promise.withResolvers<void>();
  const token: Endpoint = async (_request, usual) => {
    await exchange.promise;
    return usual();
  };
  const held = watched(token);
  await using server = startAuthorizationServer({ token: held.endpoint });
  await using login = await startLogin({ issuer: server.issuer, waitLimitSeconds: 5 });
  const page = login.callback({ code: await login.approve() });
  await held.asked;
  await time.tickAsync(10_000);
  exchange.resolve();
  assert.equal((await page).status, 302);
});

testLogin("a browser that never asks for /error: the login ends after 2 s", async () => {
  using time = new FakeTime();
  await using server = startAuthorizationServer({
    token: () => Response.json({ error: "invalid_grant" }, { status: 400 }),
  });
  await using login = await startLogin({ issuer: server.issuer });
  assert.equal((await login.callback({ code: await login.approve() })).status, 302);
  let hasEnded = false;
  const end = login.end().finally(() => hasEnded = true);
  await passTime(time, 2_000, () => hasEnded);
  assert.equal((await end)?.failure.kind, "token_status");
});

testLogin("a browser that never asks for /success: the login ends after 2 s", async () => {
  using time = new FakeTime();
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  assert.equal((await login.callback({ code: await login.approve() })).status, 302);
  let hasEnded = false;
  const end = login.end().finally(() => hasEnded = true);
  await passTime(time, 2_000, () => hasEnded);
  assert.equal(await end, undefined);
});

testLogin("a login whose browser has its page ends on a clock that stands still", async () => {
  using _time = new FakeTime();
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  assert.equal((await login.visit({ code: await login.approve() })).status, 200);
  assert.equal(await login.end(), undefined);
});
