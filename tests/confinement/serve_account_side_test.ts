// The worker's end of the account side, with commands as they may come.
import assert from "node:assert/strict";
import { serveAccountSide } from "../../src/confinement/serve_account_side.ts";
import type { AccountCall, WorkerEvent } from "../../src/confinement/worker_messages.ts";
import { internalError } from "../../src/errors/errors.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import type { AccountSide } from "../../src/login/account_side.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { until } from "../fixtures/waiting.ts";

const LOGIN: AccountCall = {
  kind: "browser_login",
  settings: {
    issuer: "https://auth.example.com",
    clientId: "client",
    redirectUri: "http://localhost:1455/auth/callback",
    codeVerifier: new Secret("verifier"),
    workspaceIds: undefined,
  },
};
const INPUT = { code: new Secret("code"), state: new Secret("state") };
const SAVED = { path: "auth.json", signedIn: {}, revokeSuperseded: () => Promise.resolve() };

function serve(changes: Partial<AccountSide> = {}) {
  const sent: WorkerEvent[] = [];
  const logged: LoginEvent[] = [];
  const side: AccountSide = {
    ready: Promise.resolve(),
    read: () => Promise.resolve(undefined),
    checkSave: () => Promise.resolve(),
    saveApiKey: () => Promise.resolve(),
    logout: () => Promise.resolve(),
    checkAhead: () => Promise.resolve(),
    startCompletion: () => ({ complete: () => Promise.resolve(SAVED) }),
    loginWithDevice: () => assert.fail("nobody asked for a device code"),
    ...changes,
  };
  const log = { record: (event: LoginEvent) => void logged.push(event) };
  return { sent, logged, take: serveAccountSide(side, log, (event) => void sent.push(event)) };
}

Deno.test("a login that is given up before its callback is over, and a late code is not exchanged", async () => {
  let waiting = 0;
  const { sent, logged, take } = serve({
    startCompletion(_settings, _onPhase, { signal }) {
      waiting++;
      signal.addEventListener("abort", () => waiting--);
      return { complete: () => assert.fail("it was given up") };
    },
  });
  for (let number = 1; number <= 100; number++) {
    take({ type: "call", number, call: LOGIN });
    take({ type: "interrupt", number, isSecond: false });
    take({ type: "interrupt", number, isSecond: true });
    take({ type: "callback", number, input: INPUT });
    await Promise.resolve();
    take({ type: "callback", number, input: INPUT });
  }
  await until(() => sent.length === 200);
  assert.equal(waiting, 0);
  const said = sent.map((event) => event.type === "failed" ? event.failure.kind : event.type);
  assert.deepEqual([...new Set(said)].sort(), ["cancelled", "over"]);
  // The side that listens knows why, and writes that line.
  assert.deepEqual(logged, []);
});

Deno.test("a code is exchanged once: a second message with it changes nothing", async () => {
  const { sent, take } = serve();
  take({ type: "call", number: 1, call: LOGIN });
  take({ type: "callback", number: 1, input: INPUT });
  take({ type: "callback", number: 1, input: INPUT });
  await until(() => sent.some(({ type }) => type === "over"));
  take({ type: "callback", number: 1, input: INPUT });
  assert.deepEqual(sent, [
    { type: "done", number: 1, answer: { path: "auth.json", signedIn: {} } },
    { type: "over", number: 1 },
  ]);
});

Deno.test("a first interruption lets a save wait for its lock, a second one ends the wait", async () => {
  const aborted: string[] = [];
  const { sent, take } = serve({
    saveApiKey(_apiKey, { signal, secondInterrupt }) {
      const { promise, reject } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => aborted.push("first"));
      secondInterrupt?.addEventListener("abort", () => {
        aborted.push("second");
        assert.equal(secondInterrupt.reason, signal.reason);
        reject(secondInterrupt.reason);
      });
      return promise;
    },
  });
  take({
    type: "call",
    number: 1,
    call: { kind: "save_api_key", apiKey: new Secret("sk-secret") },
  });
  take({ type: "interrupt", number: 1, isSecond: false });
  await Promise.resolve();
  assert.deepEqual([aborted, sent], [["first"], []]);
  take({ type: "interrupt", number: 1, isSecond: true });
  await until(() => sent.length === 2);
  assert.deepEqual(aborted, ["first", "second"]);
});

Deno.test("calls are answered under their number, failures as plain data with their lines in the log", async () => {
  const { failure, events } = internalError(new TypeError("sk-secret"));
  const { sent, logged, take } = serve({
    saveApiKey: () => Promise.reject(new TypeError("sk-secret")),
  });
  take({
    type: "call",
    number: 7,
    call: { kind: "save_api_key", apiKey: new Secret("sk-secret") },
  });
  await until(() => sent.length === 2);
  take({ type: "call", number: 8, call: { kind: "read" } });
  await until(() => sent.length === 4);
  assert.deepEqual(sent, [
    { type: "failed", number: 7, failure },
    { type: "over", number: 7 },
    { type: "done", number: 8, answer: { account: undefined } },
    { type: "over", number: 8 },
  ]);
  assert.deepEqual(logged, events);
  assert.ok(!JSON.stringify(sent).includes("sk-secret"));
});
