// Waiting for the side that saves, where the program lives on afterwards.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { cancelledError, signalError } from "../../src/errors/errors.ts";
import { AUTH_LOCK_LIMIT_MS } from "../../src/credentials/auth_lock.ts";
import type { Saved } from "../../src/login/completion.ts";
import { INTERRUPT_GRACE_MS, untilSaved } from "../../src/login/outcome.ts";

const SAVED: Saved = { path: "x", signedIn: {}, revokeSuperseded: () => Promise.resolve() };

Deno.test({
  name: "an interruption after the end starts no timer that would hold a host",
  sanitizeOps: true,
  async fn() {
    const host = new AbortController();
    assert.equal(await untilSaved(Promise.resolve(SAVED), host.signal), SAVED);
    host.abort(cancelledError());
    await Promise.resolve();
  },
});

Deno.test("an interruption gives the exchange its last seconds, and a save in them counts", async () => {
  const host = new AbortController();
  const saved = Promise.withResolvers<Saved>();
  const waiting = untilSaved(saved.promise, host.signal);
  host.abort(cancelledError());
  saved.resolve(SAVED);
  assert.equal(await waiting, SAVED);
});

Deno.test("an interrupted save is given longer than it may wait for the lock of auth.json", () => {
  assert.ok(INTERRUPT_GRACE_MS > AUTH_LOCK_LIMIT_MS);
});

Deno.test("of a save that never ends nothing is claimed", async () => {
  using time = new FakeTime();
  const host = new AbortController();
  const waiting = untilSaved(new Promise(() => {}), host.signal);
  host.abort(signalError("SIGINT"));
  const [end] = await Promise.all([
    waiting.catch((error) => error),
    time.tickAsync(INTERRUPT_GRACE_MS),
  ]);
  assert.equal(end.failure.kind, "SIGINT");
  assert.match(end.failure.message, /whether credentials were saved is not known/);
  assert.equal(end.events[0].event, "login ended by a signal");
});
