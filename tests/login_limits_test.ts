// Nothing hangs the program: time limits on a clock of the test, interruptions at every moment.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import {
  type AuthorizationServerOptions,
  type Endpoint,
  startAuthorizationServer,
} from "../scripts/rehearsal/authorization_server.ts";
import { neverAnswer, stallMidBody } from "../scripts/rehearsal/misbehaviour.ts";
import { type InProcessLogin, startLogin } from "./support/in_process_login.ts";
import { EXCHANGE_FAILED, EXCHANGE_SUCCEEDED, START } from "./support/log_lines.ts";
import { ask } from "./support/raw_http.ts";
import { testLogin } from "./support/test_login.ts";
import { realDelay } from "./support/waiting.ts";

/** An endpoint that tells when it was asked, and what it then does. */
function watched(endpoint: Endpoint): { endpoint: Endpoint; asked: Promise<void> } {
  const asked = Promise.withResolvers<void>();
  return {
    asked: asked.promise,
    endpoint(request, usual) {
      asked.resolve();
      return endpoint(request, usual);
    },
  };
}

/** A login whose exchange hangs at `name`, from the moment that `use` is called. */
async function hanging(
  name: "token" | "apiKey",
  endpoint: Endpoint,
  use: (login: InProcessLogin, page: Promise<{ status: number; body: string }>) => Promise<void>,
  others: AuthorizationServerOptions = {},
): Promise<void> {
  const held = watched(endpoint);
  await using server = startAuthorizationServer({ ...others, [name]: held.endpoint });
  await using login = await startLogin({ issuer: server.issuer });
  const page = login.callback({ code: await login.approve() });
  await held.asked;
  await use(login, page);
}

/** Goes on to just before `ms`, where nothing may have ended, and then over it. */
async function passTime(time: FakeTime, ms: number, hasEnded: () => boolean): Promise<void> {
  await realDelay(20); // what the server sent has arrived
  await time.tickAsync(ms - 50);
  await realDelay(20);
  assert.equal(hasEnded(), false, `it ended before ${ms} ms`);
  await time.tickAsync(50);
}

const silences: [what: string, endpoint: Endpoint, isRequest: boolean][] = [
  ["never answers", () => neverAnswer(), true],
  ["sends half a body and stalls", () => stallMidBody({ id_token: "x".repeat(500) }), false],
];

for (const [what, endpoint, isRequest] of silences) {
  testLogin(`a token endpoint that ${what} fails the login after 30 s`, async () => {
    using time = new FakeTime();
    await hanging("token", endpoint, async (login, page) => {
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
      assert.equal((await answered).status, 302);
      await ask(login.port, "/success");
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

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  testLogin(`${signal} ends a login that waits: one log line, nothing saved`, async () => {
    await using server = startAuthorizationServer();
    await using login = await startLogin({ issuer: server.issuer });
    await login.authorizeUrl();
    login.interrupt(signal);
    assert.equal((await login.end(2_000))?.failure.kind, signal);
    assert.deepEqual(login.logLines(), [
      START,
      ` WARN codex_cli::login: login ended by a signal signal=${signal}`,
    ]);
  });
}

testLogin("a plain /cancel ends a login that waits, and is answered", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  await login.authorizeUrl();
  assert.equal((await ask(login.port, "/cancel")).status, 200);
  const error = await login.end(2_000);
  assert.equal(error?.failure.kind, "cancelled");
  assert.equal(error?.message, "Login cancelled");
  assert.deepEqual(login.logLines(), [START, " WARN codex_login::server: login cancelled"]);
});

const interruptions: [string, (login: InProcessLogin) => unknown, kind: string, line: string][] = [
  [
    "Ctrl-C",
    (login) => login.interrupt("SIGINT"),
    "SIGINT",
    " WARN codex_cli::login: login ended by a signal signal=SIGINT",
  ],
  [
    "/cancel",
    (login) => ask(login.port, "/cancel"),
    "cancelled",
    " WARN codex_login::server: login cancelled",
  ],
];

for (const [what, interrupt, kind, line] of interruptions) {
  for (const [silence, endpoint] of silences) {
    testLogin(`${what} ends a login whose token endpoint ${silence}`, async () => {
      await hanging("token", endpoint, async (login, page) => {
        await interrupt(login);
        assert.equal((await login.end(2_000))?.failure.kind, kind);
        const { status, body } = await page;
        assert.ok(status >= 400, String(status));
        assert.match(body, /Sign-in could not be completed/);
        assert.equal(login.logLines().at(-1), line);
        assert.equal(login.logLines().length, 4);
        assert.equal(await login.home.readAuth(), undefined);
      });
    });

    testLogin(
      `${what} saves once tokens are held and the API-key endpoint ${silence}`,
      async () => {
        await hanging("apiKey", endpoint, async (login, page) => {
          await interrupt(login);
          assert.equal(await login.end(3_000), undefined);
          assert.equal((await page).status, 302);
          const saved = JSON.parse(await login.home.readAuth() ?? "{}");
          assert.equal(saved.OPENAI_API_KEY, null);
          assert.ok(saved.tokens.refresh_token);
          assert.equal(login.logLines().at(-1), EXCHANGE_SUCCEEDED);
          assert.match(login.terminal(), /^Successfully logged in$/m);
        });
      },
    );
  }
}

testLogin("an interruption before the port is bound ends the login without a URL", async () => {
  await using server = startAuthorizationServer();
  using holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using login = await startLogin({ issuer: server.issuer, port: holder.addr.port });
  login.interrupt("SIGINT");
  assert.equal((await login.end(2_000))?.failure.kind, "SIGINT");
  assert.doesNotMatch(login.terminal(), /Starting local login server/);
});
