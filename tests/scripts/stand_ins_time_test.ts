/**
 * What the tests rely on from @std/testing, held against whichever of the two the imports lead to: the
 * stand-in of scripts/npm_only, or the real package. Both must pass.
 */
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";

Deno.test("FakeTime moves Date and the timers, and only when told", async () => {
  const events: string[] = [];
  {
    using time = new FakeTime(1_000);
    assert.deepEqual([time.now, time.start, Date.now(), new Date().getTime()], [
      1_000,
      1_000,
      1_000,
      1_000,
    ]);
    assert.equal(new Date(5) instanceof Date, true);
    setTimeout(() => events.push(`b at ${Date.now()}`), 200);
    setTimeout((name: string) => events.push(`${name} at ${Date.now()}`), 100, "a");
    clearTimeout(setTimeout(() => events.push("cleared"), 100));
    const interval = setInterval(() => events.push(`tick at ${Date.now()}`), 150);
    time.tick(99);
    assert.equal(events.length, 0);
    time.tick(201);
    clearInterval(interval);
    time.tick(1_000);
    assert.deepEqual(events, ["a at 1100", "tick at 1150", "b at 1200", "tick at 1300"]);

    Promise.resolve().then(() => setTimeout(() => events.push("later"), 10));
    await time.tickAsync(10);
    assert.equal(events.at(-1), "later");
    await time.runMicrotasks();
    time.now = 5_000;
    assert.equal(Date.now(), 5_000);
    assert.throws(() => time.now = 4_999, RangeError);
    assert.throws(() => new FakeTime(), /already faked/);
  }
  assert.ok(Date.now() > 1_700_000_000_000);
  await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("FakeTime leaves sockets real and starts at the real time", async () => {
  const before = Date.now();
  const time = new FakeTime();
  try {
    assert.ok(time.now >= before);
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response("real"),
    );
    assert.equal(await (await fetch(`http://127.0.0.1:${server.addr.port}`)).text(), "real");
  } finally {
    time.restore();
  }
  assert.throws(() => time.restore(), /already restored/);
});
