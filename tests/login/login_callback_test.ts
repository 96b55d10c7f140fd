// Which callback is taken, which are not, and what each is told; the login runs in this process.
import assert from "node:assert/strict";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { EXCHANGE_SUCCEEDED, RECEIVED, START } from "../fixtures/log_lines.ts";
import { ask, followed, type RawAnswer } from "../fixtures/raw_http.ts";
import { testLogin } from "../fixtures/test_login.ts";

/** A login that waits for its callback. */
async function withLogin(
  use: (login: InProcessLogin, server: AuthorizationServer) => Promise<void>,
): Promise<void> {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  await use(login, server);
}

/** What a good callback gets, after everything that a test did before it. */
async function succeeds(login: InProcessLogin, server: AuthorizationServer): Promise<void> {
  const answer = await login.callback({ code: await login.approve() });
  assert.equal(answer.status, 302);
  await ask(login.port, "/success");
  assert.equal(await login.end(), undefined);
  assert.equal(server.requestsTo("token").length, 1);
}

function askCallback(login: InProcessLogin, query: string): Promise<RawAnswer> {
  return ask(login.port, `/auth/callback?${query}`);
}

const wrongStates: [what: string, query: (state: string) => string, hasState: boolean][] = [
  ["no state", () => "code=c", false],
  ["an empty state", () => "code=c&state=", false],
  ["another state", () => "code=c&state=abc", true],
  ["a longer state", (state) => `code=c&state=${state}x`, true],
  ["a shorter state", (state) => `code=c&state=${state.slice(0, -1)}`, true],
  ["the state in the other case", (state) => `code=c&state=${otherCase(state)}`, true],
  ["the state twice", (state) => `code=c&state=${state}&state=${state}`, true],
  ["the right and a wrong state", (state) => `code=c&state=${state}&state=x`, true],
  ["a name of another case", (state) => `code=c&State=${state}`, false],
];

function otherCase(text: string): string {
  return text.replace(
    /[a-z]/gi,
    (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

for (const [what, query, hasState] of wrongStates) {
  testLogin(`a callback with ${what} is a State mismatch, and the login waits on`, async () => {
    await withLogin(async (login, server) => {
      const answer = await askCallback(login, query(await login.state()));
      assert.equal(answer.status, 400);
      assert.match(answer.body, /State mismatch/);
      const shape = `path=/auth/callback has_code=true has_state=${hasState} has_error=false`;
      assert.deepEqual(login.logLines().slice(1), [
        ` INFO codex_login::server: received login callback ${shape} state_valid=false`,
        ` WARN codex_login::server: login callback state mismatch ${shape}`,
      ]);
      await succeeds(login, server);
    });
  });
}

testLogin("an error with a wrong state changes nothing", async () => {
  await withLogin(async (login, server) => {
    const answer = await login.callback({ state: "wrong", error: "access_denied" });
    assert.equal(answer.status, 400);
    assert.match(answer.body, /State mismatch/);
    assert.doesNotMatch(answer.body, /access_denied/);
    assert.doesNotMatch(login.terminal(), /access_denied|OAuth callback error/);
    await succeeds(login, server);
  });
});

for (const query of ["", "&code="]) {
  testLogin(`a callback with the state and "${query}" ends the login: no code`, async () => {
    await withLogin(async (login, server) => {
      const answer = await followed(
        login.port,
        await askCallback(login, `state=${await login.state()}${query}`),
      );
      const error = await login.end();
      assert.equal(error?.failure.kind, "missing_code");
      assert.equal(error?.message, "Missing authorization code. Sign-in could not be completed.");
      assert.equal(answer.status, 400);
      assert.match(answer.body, /Missing authorization code\. Sign-in could not be completed\./);
      assert.deepEqual(login.logLines(), [
        START,
        RECEIVED.replace("has_code=true", "has_code=false"),
        " WARN codex_login::server: login callback has no authorization code",
      ]);
      assert.equal(server.requestsTo("token").length, 0);
    });
  });
}

const waitedOut: [what: string, query: (state: string) => string][] = [
  ["two codes", (state) => `state=${state}&code=a&code=b`],
  ["the same code twice", (state) => `state=${state}&code=a&code=a`],
  ["a code and an empty one", (state) => `state=${state}&code=a&code=`],
  ["two errors", (state) => `state=${state}&error=a&error=b`],
  ["another issuer", (state) => `state=${state}&code=a&iss=https://other.example`],
  ["a denial of another issuer", (state) => `state=${state}&error=a&iss=https://other.example`],
  ["an empty issuer", (state) => `state=${state}&code=a&iss=`],
];

for (const [what, query] of waitedOut) {
  testLogin(
    `a callback with ${what} gets 400, a line in the log, and the login waits on`,
    async () => {
      await withLogin(async (login, server) => {
        const answer = await askCallback(login, query(await login.state()));
        assert.equal(answer.status, 400);
        assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
        assert.match(
          login.logLines().at(-1) ?? "",
          / WARN codex_login::server: login callback was ignored/,
        );
        await succeeds(login, server);
      });
    },
  );
}

testLogin("the right iss is accepted", async () => {
  await withLogin(async (login, server) => {
    const code = await login.approve();
    assert.equal((await login.callback({ code, iss: server.issuer })).status, 302);
  });
});

testLogin("of 25 wrong states 20 are logged, the rest counted in one line at the end", async () => {
  await withLogin(async (login, server) => {
    for (let i = 0; i < 25; i++) {
      assert.equal((await login.callback({ state: `wrong-${i}`, code: "c" })).status, 400);
    }
    await succeeds(login, server);
    const lines = login.logLines();
    const mismatches = lines.filter((line) => line.includes("login callback state mismatch"));
    assert.equal(mismatches.length, 20);
    assert.equal(lines.filter((line) => line.includes("state_valid=false")).length, 20);
    assert.equal(lines.filter((line) => line === RECEIVED).length, 1);
    assert.ok(lines.includes(EXCHANGE_SUCCEEDED));
    assert.deepEqual(lines.slice(-1), [
      " WARN codex_login::server: further login callbacks were ignored and not logged count=5",
    ]);
  });
});

testLogin("a callback that comes before the state is known waits for it", async () => {
  const ready = Promise.withResolvers<void>();
  await using server = startAuthorizationServer();
  await using login = await startLogin({
    issuer: server.issuer,
    ready: ready.promise,
  });
  const early = login.callback({ code: await login.approve() });
  const wrong = login.callback({ state: "wrong", code: "c" });
  assert.deepEqual(login.logLines(), [START]);
  ready.resolve();
  assert.equal((await wrong).status, 400);
  assert.equal((await early).status, 302);
});
