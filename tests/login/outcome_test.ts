// Waiting for the side that saves, where the program lives on afterwards.
import assert from "node:assert/strict";
import { cancelledError } from "../../src/errors/errors.ts";
import { AUTH_LOCK_LIMIT_MS } from "../../src/credentials/auth_lock.ts";
import { INTERRUPT_GRACE_MS, savedPath } from "../../src/login/outcome.ts";

Deno.test({
  name: "an interruption after the end starts no timer that would hold a host",
  sanitizeOps: true,
  async fn() {
    const host = new AbortController();
    const path = await savedPath(Promise.resolve({ kind: "saved", path: "x" }), host.signal);
    assert.equal(path, "x");
    host.abort(cancelledError());
    await Promise.resolve();
  },
});

Deno.test("an interruption gives the exchange its last seconds, and a save in them counts", async () => {
  const host = new AbortController();
  const saved = Promise.withResolvers<{ readonly kind: "saved"; readonly path: string }>();
  const waiting = savedPath(saved.promise, host.signal);
  host.abort(cancelledError());
  saved.resolve({ kind: "saved", path: "x" });
  assert.equal(await waiting, "x");
});

Deno.test("an interrupted save is given longer than it may wait for the lock of auth.json", () => {
  assert.ok(INTERRUPT_GRACE_MS > AUTH_LOCK_LIMIT_MS);
});
