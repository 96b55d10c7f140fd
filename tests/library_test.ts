// The sign-in as a function: what a host gets, and what it must not notice.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../scripts/rehearsal/browser.ts";
import { freePort } from "../scripts/rehearsal/free_port.ts";
import { makeProgramHome } from "../scripts/rehearsal/program_home.ts";
import {
  formatEvent,
  levelOf,
  LoginError,
  type LoginServerOptions,
  type Phase,
  runLoginServer,
} from "../src/library.ts";
import { runScript } from "./fixtures/run_script.ts";
import { within } from "./fixtures/waiting.ts";

const QUIET = { openBrowser: false, port: 0 } satisfies LoginServerOptions;

async function kindOf(promise: Promise<unknown>): Promise<string> {
  try {
    await within(promise, () => "the end of the login");
    return "none";
  } catch (error) {
    assert.ok(error instanceof LoginError, String(error));
    return error.failure.kind;
  }
}

Deno.test("two servers in one process sign in side by side, each with its own everything", async () => {
  const people = await Promise.all([1, 2].map(async () => {
    const server = startAuthorizationServer();
    const home = await makeProgramHome();
    const phases: Phase[] = [];
    const lines: string[] = [];
    const login = await runLoginServer({
      ...QUIET,
      codexHome: home.codexHome,
      issuer: server.issuer,
      onPhase: (phase) => phases.push(phase),
      log: { record: (event) => levelOf(event) === "INFO" && lines.push(formatEvent(event)) },
    });
    return { server, home, phases, lines, login };
  }));
  const [first, second] = people;
  assert.ok(first && second);
  assert.notEqual(first.login.actualPort, second.login.actualPort);
  for (const { login } of people) {
    const redirect = new URL(login.authUrl).searchParams.get("redirect_uri");
    assert.equal(redirect, `http://localhost:${login.actualPort}/auth/callback`);
  }
  // The second first: neither waits for the other.
  for (const { login, home, server, phases, lines } of people.toReversed()) {
    const hops = await visitOnce(login.authUrl);
    assert.match(hops.at(-1)?.body ?? "", /Signed in to Codex/);
    assert.equal(await kindOf(login.done), "none");
    const auth = JSON.parse(await home.readAuth() ?? "{}");
    assert.equal(auth.tokens.refresh_token, server.tokens.refreshToken);
    assert.deepEqual(phases, [
      ...["bind", "open_browser", "wait_for_callback", "validate"],
      ...["exchange", "check_account", "api_key", "save", "done"],
    ]);
    assert.equal(lines.length, 4);
    assert.match(lines[3] ?? "", / INFO codex_login::server: oauth token exchange succeeded/);
    assert.equal(await home.readLog(), undefined);
    await server[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  }
});

Deno.test("nothing is printed and no variable changes", async () => {
  await using home = await makeProgramHome();
  const environment = { DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${freePort()}` };
  // In a process of its own: test files that run at the same time share their environment.
  const { stdout, stderr } = await runScript("library_host", [home.codexHome], {
    env: environment,
  });
  const [printed = "", ...more] = stdout.split("\n");
  const { port, before, after } = JSON.parse(printed);
  assert.deepEqual([more, stderr], [[""], ""]);
  assert.equal(before.DENO_SERVE_ADDRESS, environment.DENO_SERVE_ADDRESS);
  assert.deepEqual(after, before);
  assert.notEqual(`tcp:127.0.0.1:${port}`, environment.DENO_SERVE_ADDRESS);
});

Deno.test("cancel() and the signal end a login as cancelled, and free the port", async () => {
  await using home = await makeProgramHome();
  const port = freePort();
  const common = { ...QUIET, codexHome: home.codexHome, port };
  const cancelled = await runLoginServer(common);
  cancelled.cancel();
  cancelled.cancel();
  assert.equal(await kindOf(cancelled.done), "cancelled");
  const host = new AbortController();
  const aborted = await runLoginServer({ ...common, signal: host.signal });
  assert.equal(aborted.actualPort, port);
  host.abort(new Error("a reason of the host's own"));
  assert.equal(await kindOf(aborted.done), "cancelled");
  Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("an aborted signal ends a login before anyone can visit it", async () => {
  await using home = await makeProgramHome();
  const options = { ...QUIET, codexHome: home.codexHome, signal: AbortSignal.abort() };
  const login = runLoginServer(options).then(({ done }) => done);
  assert.equal(await kindOf(login), "cancelled");
});

Deno.test("a host's store, fetch, opener and state are used, and the options of upstream", async () => {
  await using server = startAuthorizationServer();
  const asked: string[] = [];
  const opened: string[] = [];
  const saved: unknown[] = [];
  const login = await runLoginServer({
    port: 0,
    issuer: server.issuer,
    clientId: server.clientId,
    forceState: "state-of-a-test-0123456789",
    forcedChatgptWorkspaceIds: [server.account.chatgpt_account_id],
    openBrowser: (url) => Promise.resolve(void opened.push(url)),
    fetch: (url, init) => {
      asked.push(new URL(url).pathname);
      return fetch(url, init);
    },
    credentialStore: {
      load: () => Promise.resolve(undefined),
      save(credentials) {
        assert.equal(credentials.method, "chatgpt");
        saved.push(credentials.method === "chatgpt" && credentials.accountId);
        return Promise.resolve("the host's own place");
      },
      remove: () => Promise.resolve({ hasRemoved: false, keptKeys: [] }),
    },
  });
  assert.deepEqual(opened, [login.authUrl]);
  const query = new URL(login.authUrl).searchParams;
  assert.equal(query.get("state"), "state-of-a-test-0123456789");
  assert.equal(query.get("allowed_workspace_id"), server.account.chatgpt_account_id);
  await visitOnce(login.authUrl);
  await login.done;
  assert.deepEqual(asked, ["/oauth/token", "/oauth/token"]);
  assert.deepEqual(saved, [server.account.chatgpt_account_id]);
});

const fail = () => {
  throw new Error("full");
};
for (
  const [when, failing] of [["throw", fail], ["reject with", async () => await fail()]] as const
) {
  Deno.test(`what a host's log and onPhase ${when} costs nobody a sign-in`, async () => {
    await using server = startAuthorizationServer();
    await using home = await makeProgramHome();
    const login = await runLoginServer({
      ...QUIET,
      codexHome: home.codexHome,
      issuer: server.issuer,
      waitLimitSeconds: Infinity,
      log: { record: failing },
      onPhase: failing,
    });
    const hops = await visitOnce(login.authUrl);
    assert.match(hops.at(-1)?.body ?? "", /Signed in to Codex/);
    assert.equal(await kindOf(login.done), "none");
  });
}

Deno.test("an aborted signal starts nothing: nobody is asked to give way, nothing is logged", async () => {
  const waiting = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    asked++;
    return new Response("no");
  });
  let asked = 0;
  const events: string[] = [];
  const { port } = waiting.addr;
  const options = { port, signal: AbortSignal.abort(), openBrowser: false };
  const log = { record: ({ event }: { event: string }) => void events.push(event) };
  assert.equal(await kindOf(runLoginServer({ ...options, log })), "cancelled");
  assert.deepEqual([asked, events], [0, []]);
  await waiting.shutdown();
});

Deno.test("a host that never looks at done is not ended by a failure", async () => {
  await using server = startAuthorizationServer({ token: () => new Response("", { status: 400 }) });
  await using home = await makeProgramHome();
  // A process ends with an error where a rejection is nobody's.
  const end = await runScript("careless_host", [home.codexHome, server.issuer]);
  assert.deepEqual(end, { code: 0, stdout: "login callback token exchange failed\n", stderr: "" });
});

Deno.test("a failure reaches the host as a LoginError", async () => {
  await using server = startAuthorizationServer({ token: () => new Response("", { status: 400 }) });
  await using home = await makeProgramHome();
  const login = await runLoginServer({
    ...QUIET,
    codexHome: home.codexHome,
    issuer: server.issuer,
  });
  await visitOnce(login.authUrl);
  assert.equal(await kindOf(login.done), "token_status");
  assert.equal(await home.readAuth(), undefined);
});

const badOptions: [LoginServerOptions, RegExp][] = [
  [{ port: 65_536 }, /^port takes a number from 0 to 65535; got 65536\.$/],
  [{ port: 1.5 }, /^port takes/],
  [{ issuer: "http://example.com" }, /^issuer takes plain http for loopback only/],
  [{ issuer: "nonsense" }, /^issuer takes an http\(s\) URL/],
  [{ clientId: "ä" }, /^clientId takes printable ASCII/],
  [{ forceState: "" }, /^forceState must not be empty/],
  [{ waitLimitSeconds: 0 }, /^waitLimitSeconds takes/],
  [{ codexHome: "" }, /^codexHome must not be empty/],
  [{ codexHome: "/nowhere/at/all" }, /does not exist/],
];

for (const [options, words] of badOptions) {
  Deno.test(`the option ${JSON.stringify(options)} is refused before anything is bound`, async () => {
    await assert.rejects(runLoginServer({ openBrowser: false, ...options }), (error) => {
      assert.ok(error instanceof LoginError);
      assert.equal(error.failure.kind, "usage");
      assert.match(error.message, words);
      return true;
    });
  });
}

Deno.test("a taken port is told as port_unavailable", async () => {
  await using home = await makeProgramHome();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const options = { ...QUIET, codexHome: home.codexHome, port: listener.addr.port };
  assert.equal(await kindOf(runLoginServer(options)), "port_unavailable");
});
