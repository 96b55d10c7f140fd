// The check ahead: what passes, what is told, how often it is made, and that it changes nothing of a sign-in.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { formatEvent } from "../../src/log/log_format.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { EXCHANGE_SUCCEEDED, exchangeStart, RECEIVED, START } from "../fixtures/log_lines.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { completes, type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { testLogin } from "../fixtures/test_login.ts";
import { realDelay, someTurns, until } from "../fixtures/waiting.ts";

const ISSUER = "https://auth.example.com";
const WARNING = /^Warning: this sign-in would fail now/m;

/** What the log has of the check, without times. */
function checksIn(events: readonly LoginEvent[]): string[] {
  return events.map(formatEvent).filter((line) => / (?:issuer|save) check/.test(line))
    .map((line) => line.slice(28).replace(/ duration_ms=\d+/, ""));
}

const hasChecked = (login: InProcessLogin) => until(() => checksIn(login.events).length > 0);

/** Starts a sign-in that is answered so, and gives what is told once the check is made. */
async function toldOf(issuer: string, answer: () => Response): Promise<string> {
  const fetch = () => Promise.resolve(answer());
  await using login = await startLogin({ issuer, hasCheck: true, fetch });
  await hasChecked(login);
  await someTurns();
  return login.terminal().split("\n").filter((line) => /^(?:Warning|What)/.test(line)).join("\n");
}

const dated = (offsetSeconds: number, headers: Record<string, string> = {}) => () =>
  new Response("{}", {
    headers: { date: new Date(Date.now() - offsetSeconds * 1000).toUTCString(), ...headers },
  });
const PAGE = { "content-type": "text/html" };

type Answered = [what: string, issuer: string, () => Response, told: RegExp | undefined];
const ANSWERS: Answered[] = [
  ["metadata", ISSUER, () => Response.json({ issuer: ISSUER }), undefined],
  ["a 404", ISSUER, () => new Response("Not found", { status: 404 }), undefined],
  [
    "a challenge",
    ISSUER,
    () =>
      new Response("<html>", { status: 403, headers: { ...PAGE, "cf-mitigated": "challenge" } }),
    undefined,
  ],
  ["a 511 over TLS", ISSUER, () => new Response("", { status: 511 }), undefined],
  ["a page over TLS", ISSUER, () => new Response("<html>", { headers: PAGE }), undefined],
  ["a 503", ISSUER, () => new Response("", { status: 503 }), undefined],
  ["a redirect over TLS", ISSUER, () => Response.redirect("https://login.hotel/"), undefined],
  ["a clock that is right", ISSUER, dated(0), undefined],
  ["a clock that is 50 s ahead", ISSUER, dated(50), undefined],
  [
    "a clock that is 90 s ahead",
    ISSUER,
    dated(90),
    /^Warning: .* This machine's clock is (?:89|9[01]) seconds ahead of that of auth\.example\.com:443\.\nWhat to do: Set the clock/,
  ],
  [
    "a clock that is behind",
    ISSUER,
    dated(-3_600),
    /clock is 3(?:599|60\d) seconds behind that of/,
  ],
  ["an old answer of a cache", ISSUER, dated(90, { age: "90" }), undefined],
  ["a date that is none", ISSUER, () => new Response("", { headers: { date: "soon" } }), undefined],
  ["a wrong clock without TLS", "http://127.0.0.1:1", dated(900), undefined],
  ["a 404 without TLS", "http://127.0.0.1:1", () => new Response("", { status: 404 }), undefined],
  [
    "a 404 page without TLS",
    "http://127.0.0.1:1",
    () => new Response("<html>", { status: 404, headers: PAGE }),
    undefined,
  ],
  [
    "a redirect to the same host without TLS",
    "http://127.0.0.1:1",
    () => new Response("", { status: 302, headers: { location: "/elsewhere" } }),
    undefined,
  ],
  [
    "a portal's redirect",
    "http://127.0.0.1:1",
    () => Response.redirect("http://login.hotel/"),
    /This network wants a sign-in of its own.*\nWhat to do: Open any web page in the browser/,
  ],
  [
    "a portal's 511",
    "http://127.0.0.1:1",
    () => new Response("", { status: 511 }),
    /This network wants a sign-in of its own/,
  ],
  [
    "a portal's page",
    "http://127.0.0.1:1",
    () => new Response("<html>", { headers: PAGE }),
    /A web page came in place of 127\.0\.0\.1:1's answer/,
  ],
  [
    "a proxy that wants a password",
    "http://127.0.0.1:1",
    () => new Response("", { status: 407 }),
    /wants a name and a password/,
  ],
];

for (const [what, issuer, answer, told] of ANSWERS) {
  testLogin(`${what} ${told ? "is told" : "passes"}`, async () => {
    const said = await toldOf(issuer, answer);
    if (told) assert.match(said, told);
    else assert.equal(said, "");
  });
}

testLogin("a process that was stopped between question and answer has no wrong clock", async () => {
  using time = new FakeTime();
  const fetch = async () => {
    const answer = dated(0)();
    await time.tickAsync(9_000);
    time.now = Date.now() + 600_000;
    return answer;
  };
  await using login = await startLogin({ issuer: ISSUER, hasCheck: true, fetch });
  await fastForward(time, hasChecked(login));
  assert.doesNotMatch(login.terminal(), WARNING);
});

testLogin(
  "the question is one GET without parameters, with no header that the exchange lacks",
  async () => {
    const metadata = () => Response.json({});
    const more = { "GET /.well-known/openid-configuration": metadata };
    await using server = startAuthorizationServer({ more });
    await using login = await startLogin({ issuer: server.issuer, hasCheck: true });
    await hasChecked(login);
    const [question] = server.requests;
    assert.deepEqual([question?.method, question?.path, `${question?.query}`], [
      "GET",
      "/.well-known/openid-configuration",
      "",
    ]);
    await completes(login);
    const [exchange] = server.requestsTo("token");
    for (const [name, value] of question?.headers ?? []) {
      assert.equal(value, exchange?.headers.get(name), name);
    }
    assert.deepEqual(login.logLines(), [
      START,
      RECEIVED,
      exchangeStart(server.issuer, login.port),
      EXCHANGE_SUCCEEDED,
    ]);
    assert.deepEqual(checksIn(login.events), [
      `DEBUG codex_login::server: issuer check class=passed host=${new URL(server.issuer).host}`,
    ]);
  },
);

testLogin("it is not made unless asked for, nor where the callback came first", async () => {
  for (const hasCheck of [undefined, false]) {
    await using server = startAuthorizationServer();
    await using login = await startLogin({ issuer: server.issuer, hasCheck });
    await someTurns();
    await completes(login);
    assert.deepEqual(checksIn(login.events), []);
  }
  await using server = startAuthorizationServer();
  const ready = Promise.withResolvers<void>();
  await using login = await startLogin({
    issuer: server.issuer,
    hasCheck: true,
    ready: ready.promise,
  });
  const page = login.visit({ code: await login.approve() });
  await someTurns();
  ready.resolve();
  assert.equal((await page).status, 200);
  assert.equal(await login.end(), undefined);
  assert.ok(server.requests.every(({ path }) => !path.startsWith("/.well-known")));
});

testLogin("a callback in the middle of it ends it, and waits for nothing", async () => {
  await using server = startAuthorizationServer();
  let asked: AbortSignal | null | undefined;
  await using login = await startLogin({
    issuer: server.issuer,
    hasCheck: true,
    fetch: (url, init) => {
      if (!url.includes("well-known")) return fetch(url, init);
      asked = init.signal;
      return new Promise(() => {});
    },
  });
  await until(() => asked !== undefined && asked !== null);
  await completes(login);
  assert.equal(asked?.aborted, true);
  assert.equal(login.logLines().length, 4);
  assert.doesNotMatch(login.terminal(), WARNING);
});

testLogin("a sign-in that ends in the middle of it asks and tells nothing more", async () => {
  using time = new FakeTime();
  let count = 0;
  const failing = () => Promise.reject(new TypeError(`dns error ${++count}`));
  await using login = await startLogin({ issuer: ISSUER, hasCheck: true, fetch: failing });
  await fastForward(time, until(() => WARNING.test(login.terminal())));
  login.interrupt("SIGINT");
  const error = await fastForward(time, login.end());
  assert.equal(error?.failure.kind, "SIGINT");
  const asked = count;
  const said = login.terminal();
  await time.tickAsync(3_600_000);
  await someTurns();
  assert.deepEqual([count, login.terminal()], [asked, said]);
});

testLogin("it is made at most ten times, ever more rarely, and told once", async () => {
  using time = new FakeTime();
  const timesMs: number[] = [];
  const failing = () => {
    timesMs.push(Date.now());
    return Promise.reject(new TypeError("dns error"));
  };
  const settings = { issuer: ISSUER, hasCheck: true, waitLimitSeconds: 86_400 };
  await using login = await startLogin({ ...settings, fetch: failing });
  await login.authorizeUrl();
  await someTurns();
  for (let seconds = 0; seconds < 900; seconds++) {
    await time.tickAsync(1_000);
    await realDelay(0);
  }
  assert.equal(timesMs.length, 10);
  const pauses = timesMs.slice(1).map((ms, index) => Math.round((ms - timesMs[index]!) / 1000));
  assert.deepEqual(pauses, [2, 4, 8, 16, 32, 60, 60, 60, 60]);
  assert.equal(login.terminal().match(/this sign-in would fail now/g)?.length, 1);
  assert.equal(checksIn(login.events).filter((line) => line.includes("failed")).length, 1);
});

testLogin("what comes back is told once, and what comes behind it as well", async () => {
  using time = new FakeTime();
  await using server = startAuthorizationServer();
  const answers = [
    () => Promise.reject(new TypeError("dns error")),
    () => Promise.reject(new TypeError("dns error")),
    () => Promise.reject(new TypeError("invalid peer certificate: UnknownIssuer")),
    () => Promise.resolve(Response.json({})),
  ];
  await using login = await startLogin({
    issuer: server.issuer,
    hasCheck: true,
    fetch: (url, init) => url.includes("well-known") ? answers.shift()!() : fetch(url, init),
  });
  const { host } = new URL(server.issuer);
  await fastForward(time, until(() => login.terminal().includes(`${host} is reachable again.\n`)));
  await someTurns();
  assert.equal(answers.length, 0);
  assert.equal(login.terminal().match(/is reachable again/g)?.length, 1);
  const told = checksIn(login.events).filter((line) => !line.startsWith("DEBUG"));
  assert.deepEqual(told, [
    ` WARN codex_login::server: issuer check failed class=dns host=${host}`,
    ` WARN codex_login::server: issuer check failed class=tls_unknown_issuer host=${host}`,
    ` INFO codex_login::server: issuer check recovered class=tls_unknown_issuer host=${host}`,
  ]);
  const hops = await fastForward(time, visitOnce(await login.authorizeUrl()));
  assert.equal(hops.at(-1)?.status, 200);
  assert.equal(await fastForward(time, login.end()), undefined, "it ends as without a check");
});

testLogin("a place that cannot take the credentials is told, and when it can again", async () => {
  using time = new FakeTime();
  await using server = startAuthorizationServer();
  await using login = await startLogin({
    issuer: server.issuer,
    hasCheck: true,
    prepareHome: ({ authFile }) => Deno.mkdir(authFile),
  });
  await fastForward(time, until(() => WARNING.test(login.terminal())));
  assert.match(
    login.terminal(),
    /^Warning: this sign-in would fail now\. Credentials could not be saved locally: \S+auth\.json: a folder is in the file's place; move it away\.\nWhat to do: Mend that before you finish in the browser\./m,
  );
  await Deno.remove(login.home.authFile);
  await fastForward(time, until(() => login.terminal().includes("can be saved now.\n")));
  const told = checksIn(login.events).filter((line) => line.includes("save check"));
  assert.deepEqual(told, [
    " WARN codex_login::server: save check failed reason=is_a_folder",
    " INFO codex_login::server: save check recovered reason=is_a_folder",
  ]);
  const hops = await fastForward(time, visitOnce(await login.authorizeUrl()));
  assert.equal(hops.at(-1)?.status, 200);
});

testLogin("a check that fails changes nothing of a sign-in that works", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({
    issuer: server.issuer,
    hasCheck: true,
    fetch: (url, init) =>
      url.includes("well-known") ? Promise.reject(new TypeError("dns error")) : fetch(url, init),
  });
  await until(() => WARNING.test(login.terminal()));
  await completes(login);
  assert.match(login.terminal(), /^Successfully logged in$/m);
});
