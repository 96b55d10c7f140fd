// How long a revocation may take, whoever waits for it.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { revokeWithin } from "../../src/login/outcome.ts";
import { revoke } from "../../src/oauth/revoke.ts";

const never = new AbortController().signal;

/** Asserts that `begin` begins what ends after 2 s and not before. */
async function endsAfterTwoSeconds(begin: () => Promise<void>): Promise<void> {
  using time = new FakeTime();
  let hasEnded = false;
  const end = begin().then(() => hasEnded = true);
  await time.tickAsync(1_999);
  await time.runMicrotasks();
  assert.equal(hasEnded, false);
  await time.tickAsync(1);
  await end;
}

Deno.test("an issuer that never answers a revocation is given up after 2 s, with a line", async () => {
  const events: LoginEvent[] = [];
  const token = { token: new Secret("rt-1"), hint: "refresh_token", clientId: "client" } as const;
  const client = {
    issuer: "https://issuer.example",
    clientId: "client",
    fetch: () => new Promise<Response>(() => {}),
    secrets: new LiveSecrets(),
    route: PLAIN_ROUTE,
  };
  await endsAfterTwoSeconds(() =>
    revoke(token, client, { record: (event) => events.push(event) }, never)
  );
  const event = "superseded token could not be revoked";
  assert.deepEqual(events, [{ event, reason: Loggable.word("time_limit") }]);
});

Deno.test("a sign-in that is saved waits 2 s for the other side's revocation", async () => {
  const saved = { path: "x", signedIn: {}, revokeSuperseded: () => new Promise<void>(() => {}) };
  await endsAfterTwoSeconds(() => revokeWithin(saved, never));
});
