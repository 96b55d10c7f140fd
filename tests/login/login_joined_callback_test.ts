// A callback that comes while another one is being completed: a reload, a link scanner, an old tab.
import assert from "node:assert/strict";
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { RECEIVED } from "../fixtures/log_lines.ts";
import { ask } from "../fixtures/raw_http.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { until } from "../fixtures/waiting.ts";

/** How many callbacks were found to be the first one again, which the log says at debug only. */
function joinedCount({ events }: InProcessLogin): number {
  return events.filter(({ event }) => event === "login callback joined the first one").length;
}

/** A token endpoint that answers when it is told to; `asked` resolves once it was asked. */
function heldExchange(instead?: () => Response) {
  const asked = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const token: AuthorizationServerOptions["token"] = async (_request, usual) => {
    asked.resolve();
    await told.promise;
    return instead?.() ?? usual();
  };
  return { token, asked: asked.promise, answer: told.resolve };
}

testLogin("the same callback again joins the first: one exchange, the same answer", async () => {
  const { token, asked, answer } = heldExchange();
  await using server = startAuthorizationServer({ token });
  await using login = await startLogin({ issuer: server.issuer });
  const code = await login.approve();
  const first = login.callback({ code });
  await asked;
  const joined = [login.callback({ code }), login.callback({ code })];
  await until(() => joinedCount(login) === 2);
  assert.equal(login.logLines().filter((line) => line === RECEIVED).length, 1);
  // A wrong one is refused at once, although the others wait.
  assert.equal((await login.callback({ code: "another" })).status, 409);
  answer();
  const answers = await Promise.all([first, ...joined]);
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers.get("location")]),
    Array(3).fill([302, "/success"]),
  );
  // Also one that comes when all is done, before the browser had its page.
  assert.equal((await login.callback({ code })).status, 302);
  assert.equal((await ask(login.port, "/success")).status, 200);
  assert.equal(await login.end(), undefined);
  assert.equal(server.requestsTo("token").length, 1);
});

testLogin("joined callbacks of a failed login all get the page of the failure", async () => {
  const { token, asked, answer } = heldExchange(
    () => Response.json({ error: "invalid_grant" }, { status: 400 }),
  );
  await using server = startAuthorizationServer({ token });
  await using login = await startLogin({ issuer: server.issuer });
  const code = await login.approve();
  const answers = [login.callback({ code })];
  await asked;
  for (let i = 0; i < 4; i++) answers.push(login.callback({ code }));
  await until(() => joinedCount(login) === 4);
  assert.equal((await ask(login.port, "/error")).status, 404);
  answer();
  assert.deepEqual(
    (await Promise.all(answers)).map(({ status, headers, body }) => [
      status,
      headers.get("location"),
      body,
    ]),
    Array(5).fill([302, "/error", ""]),
  );
  // One that comes late is sent on as well; only a GET gets the page.
  assert.equal((await login.callback({ code })).headers.get("location"), "/error");
  assert.equal((await ask(login.port, "/error", { method: "HEAD" })).status, 405);
  assert.equal((await ask(login.port, "/success")).status, 404);
  const pages = await Promise.all([ask(login.port, "/error"), ask(login.port, "/error")]);
  for (const { status, body } of pages) assert.match(`${status} ${body}`, /^502 .*invalid_grant/s);
  assert.equal((await login.end())?.failure.kind, "token_status");
});

testLogin("a callback with another code gets a page that says so, and no exchange", async () => {
  const { token, asked, answer } = heldExchange();
  await using server = startAuthorizationServer({ token });
  await using login = await startLogin({ issuer: server.issuer });
  const [code, other] = [await login.approve(), await login.approve()];
  const first = login.callback({ code });
  await asked;
  const second = await login.callback({ code: other });
  assert.equal(second.status, 409);
  assert.match(second.body, /Another authorization code came first/);
  assert.ok(!second.body.includes(other));
  const denied = await login.callback({ error: "access_denied" });
  assert.equal(denied.status, 409);
  answer();
  assert.equal((await first).status, 302);
  await ask(login.port, "/success");
  assert.equal(await login.end(), undefined);
  assert.equal(server.requestsTo("token").length, 1);
});
