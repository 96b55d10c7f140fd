// Ctrl-C, SIGTERM, SIGHUP and /cancel work at every moment; once tokens are held they are saved.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { hanging, SILENCES } from "../fixtures/hanging_login.ts";
import { type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { EXCHANGE_SUCCEEDED, START } from "../fixtures/log_lines.ts";
import { ask } from "../fixtures/raw_http.ts";
import { testLogin } from "../fixtures/test_login.ts";

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
  for (const [silence, endpoint] of SILENCES) {
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
          assert.equal((await page).status, 200);
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
