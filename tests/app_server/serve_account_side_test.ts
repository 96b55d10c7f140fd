// The worker's end of the account side, with messages as they may come.
import assert from "node:assert/strict";
import type { FromAccountWorker } from "../../src/app_server/account_messages.ts";
import type { AccountSide } from "../../src/app_server/account_side.ts";
import { serveAccountSide } from "../../src/app_server/serve_account_side.ts";
import { internalError } from "../../src/errors/errors.ts";
import { until } from "../fixtures/waiting.ts";

const SETTINGS = {
  issuer: "https://auth.example.com",
  clientId: "client",
  redirectUri: "http://localhost:1455/auth/callback",
  codeVerifier: "verifier",
  workspaceIds: undefined,
};

function serve(changes: Partial<AccountSide> = {}) {
  const sent: FromAccountWorker[] = [];
  const side: AccountSide = {
    ready: Promise.resolve(),
    read: () => Promise.resolve(undefined),
    checkSave: () => Promise.resolve(),
    saveApiKey: () => Promise.resolve(),
    logout: () => Promise.resolve(),
    startCompletion: () => ({
      ready: Promise.resolve(),
      complete: () => Promise.resolve({ kind: "saved", path: "auth.json" }),
      revocationDone: () => Promise.resolve(),
    }),
    startDeviceLogin: () => assert.fail("nobody asked for a device code"),
    ...changes,
  };
  return { sent, take: serveAccountSide(side, (message) => void sent.push(message)) };
}

Deno.test("a login that is given up before its callback is over, and a late code is not exchanged", async () => {
  let waiting = 0;
  const { sent, take } = serve({
    startCompletion(_settings, _onPhase, over) {
      waiting++;
      over.addEventListener("abort", () => waiting--);
      return {
        ready: Promise.resolve(),
        complete: () => assert.fail("it was given up"),
        revocationDone: () => Promise.resolve(),
      };
    },
  });
  for (let number = 1; number <= 100; number++) {
    take({ type: "start_login", number, settings: SETTINGS });
    take({ type: "interrupt", number });
    take({ type: "interrupt", number });
    take({ type: "complete", number, code: "code", state: "state" });
    await Promise.resolve();
    take({ type: "complete", number, code: "code", state: "state" });
  }
  assert.equal(waiting, 0);
  assert.deepEqual(sent, []);
});

Deno.test("a code is exchanged once: a second message with it changes nothing", async () => {
  const { sent, take } = serve();
  take({ type: "start_login", number: 1, settings: SETTINGS });
  take({ type: "complete", number: 1, code: "code", state: "state" });
  take({ type: "complete", number: 1, code: "code", state: "state" });
  await until(() => sent.some(({ type }) => type === "revocationDone"));
  assert.deepEqual(sent, [
    { type: "outcome", number: 1, outcome: { kind: "saved", path: "auth.json" } },
    { type: "revocationDone", number: 1 },
  ]);
});

Deno.test("errands are answered under their number, failures as plain data", async () => {
  const { failure } = internalError(new TypeError("sk-secret"));
  const { sent, take } = serve({
    saveApiKey: () => Promise.reject(new TypeError("sk-secret")),
  });
  take({ type: "errand", number: 7, errand: { kind: "save_api_key", apiKey: "sk-secret" } });
  take({ type: "errand", number: 8, errand: { kind: "read" } });
  await until(() => sent.length === 2);
  assert.deepEqual(sent.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? 1 : -1), [
    { type: "failed", number: 7, failure },
    { type: "done", number: 8, account: undefined },
  ]);
  assert.ok(!JSON.stringify(sent).includes("sk-secret"));
});
