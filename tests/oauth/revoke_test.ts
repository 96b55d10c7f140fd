import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent, LoginLog } from "../../src/log/login_events.ts";
import { revoke, REVOKE_LIMIT_MS } from "../../src/oauth/revoke.ts";
import { Secret } from "../../src/log/text/secret.ts";
import type { TokenClient } from "../../src/oauth/token_request.ts";

const ISSUER = "https://auth.example";
const TOKEN = {
  token: new Secret("old-refresh"),
  hint: "refresh_token",
  clientId: "app_old",
} as const;

/** Runs a revocation against `fetch`, and gives its requests and what was logged. */
async function run(fetch: TokenClient["fetch"], signal = new AbortController().signal) {
  const requests: { url: string; init: RequestInit }[] = [];
  const reasons: (string | undefined)[] = [];
  const log: LoginLog = {
    record(event: LoginEvent) {
      assert.match(event.event, /^superseded token (?:could not be )?revoked$/);
      if ("reason" in event) reasons.push(Loggable.textOf(event.reason)?.text);
    },
  };
  const client: TokenClient = {
    issuer: ISSUER,
    clientId: "app_new",
    secrets: new LiveSecrets(),
    route: PLAIN_ROUTE,
    fetch(url, init) {
      requests.push({ url, init });
      return fetch(url, init);
    },
  };
  await revoke(TOKEN, client, log, signal);
  return { requests, reasons };
}

Deno.test("the revocation is one POST of JSON to the issuer, and follows no redirect", async () => {
  const { requests, reasons } = await run(() => Promise.resolve(new Response(null)));
  assert.deepEqual(reasons, []);
  assert.equal(requests.length, 1);
  const [{ url, init } = { url: "", init: {} as RequestInit }] = requests;
  assert.equal(url, `${ISSUER}/oauth/revoke`);
  assert.equal(init.method, "POST");
  assert.equal(init.redirect, "manual");
  assert.equal(new Headers(init.headers).get("content-type"), "application/json");
  assert.deepEqual(JSON.parse(String(init.body)), {
    token: "old-refresh",
    token_type_hint: "refresh_token",
    client_id: "app_old",
  });
});

for (
  const [what, answer, reason] of [
    ["a refusal", () => Promise.resolve(new Response("no", { status: 400 })), "status"],
    [
      "a redirect",
      () =>
        Promise.resolve(
          new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
        ),
      "status",
    ],
    ["a failed connection", () => Promise.reject(new TypeError("old-refresh")), "transport"],
    ["a fetch that throws at once", () => {
      throw new TypeError("old-refresh");
    }, "transport"],
  ] as [string, () => Promise<Response>, string][]
) {
  Deno.test(`${what} is one reviewed word in the log, and nobody's error`, async () => {
    assert.deepEqual((await run(answer)).reasons, [reason]);
  });
}

Deno.test("an issuer that never answers is given up after two seconds, its request aborted", async () => {
  using time = new FakeTime();
  let given: AbortSignal | null | undefined;
  const ended = run((_, init) => {
    given = init.signal;
    return new Promise(() => {});
  });
  await time.tickAsync(REVOKE_LIMIT_MS - 1);
  assert.equal(given?.aborted, false);
  await time.tickAsync(1);
  assert.deepEqual((await ended).reasons, ["time_limit"]);
  assert.equal(given?.aborted, true);
});

Deno.test("an interrupted revocation ends at once", async () => {
  const { reasons } = await run(
    () => new Promise(() => {}),
    AbortSignal.abort(new Error("Ctrl-C")),
  );
  assert.deepEqual(reasons, ["interrupted"]);
});
