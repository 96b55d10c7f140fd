import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { delay, rejection, withTimeLimit } from "../../src/base/time_limit.ts";

const never = () => new AbortController().signal;
const forever = () => new Promise<never>(() => {});

/** A test that fails where a timer is left behind; not every Deno checks that unasked. */
function testWithoutLeak(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

testWithoutLeak(
  "an action within its limit gives its value, and leaves no timer behind",
  async () => {
    assert.equal(await withTimeLimit(60_000, never(), () => Promise.resolve("done")), "done");
  },
);

testWithoutLeak("an action that fails within its limit fails as it did", async () => {
  const failure = new Error("failed");
  await assert.rejects(
    withTimeLimit(60_000, never(), () => Promise.reject(failure)),
    (error) => error === failure,
  );
});

testWithoutLeak("an action that throws at once leaves no timer and no listener", async () => {
  await assert.rejects(
    withTimeLimit(60_000, never(), () => {
      throw new RangeError("at once");
    }),
    RangeError,
  );
});

Deno.test("at the limit the action is aborted and a TimeoutError is thrown, not before", async () => {
  using time = new FakeTime();
  let given: AbortSignal | undefined;
  const limited = withTimeLimit(30_000, never(), (signal) => {
    given = signal;
    return forever();
  });
  const ended = assert.rejects(
    limited,
    (error: Error) => error.name === "TimeoutError" && error.message === "timed out after 30 s",
  );
  time.tick(29_999);
  assert.equal(given?.aborted, false);
  time.tick(1);
  assert.equal(given?.aborted, true);
  await ended;
});

Deno.test("the limit ends with a reason of the caller's choice, made only then", async () => {
  using time = new FakeTime();
  let made = 0;
  const reason = new Error("too late");
  const ended = assert.rejects(
    withTimeLimit(1_000, never(), forever, () => {
      made++;
      return reason;
    }),
    (error) => error === reason,
  );
  assert.equal(made, 0);
  time.tick(1_000);
  await ended;
  assert.equal(made, 1);
});

Deno.test("the outer signal ends the action with its own reason", async () => {
  const outer = new AbortController();
  const reason = new Error("Ctrl-C");
  let given: AbortSignal | undefined;
  const limited = withTimeLimit(60_000, outer.signal, (signal) => {
    given = signal;
    return forever();
  });
  outer.abort(reason);
  await assert.rejects(limited, (error) => error === reason);
  assert.equal(given?.reason, reason);
});

Deno.test("a signal that was aborted before ends the action at once", async () => {
  const reason = new Error("earlier");
  await assert.rejects(
    withTimeLimit(60_000, AbortSignal.abort(reason), forever),
    (error) => error === reason,
  );
});

Deno.test("an action that fails after its end is nobody's unhandled rejection", async () => {
  const outer = new AbortController();
  const late = Promise.withResolvers<never>();
  const limited = withTimeLimit(60_000, outer.signal, () => late.promise);
  outer.abort(new Error("Ctrl-C"));
  await assert.rejects(limited, /Ctrl-C/);
  late.reject(new Error("late"));
  // Nobody's rejections are told when the work at hand is done.
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("a rejection comes with the signal's reason, also where it was aborted before", async () => {
  const reason = new Error("why");
  await assert.rejects(rejection(AbortSignal.abort(reason)), (error) => error === reason);
  const controller = new AbortController();
  const rejected = assert.rejects(rejection(controller.signal), (error) => error === reason);
  controller.abort(reason);
  await rejected;
});

Deno.test("a delay takes its time on the clock that a test can drive", async () => {
  using time = new FakeTime();
  let isOver = false;
  const waiting = delay(200, never()).then(() => isOver = true);
  await time.tickAsync(199);
  await time.runMicrotasks();
  assert.equal(isOver, false);
  await time.tickAsync(1);
  await waiting;
  assert.equal(isOver, true);
});

testWithoutLeak("an aborted delay rejects with the reason and leaves no timer behind", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const waiting = delay(60_000, controller.signal);
  controller.abort(reason);
  await assert.rejects(waiting, (error) => error === reason);
  await assert.rejects(delay(60_000, controller.signal), (error) => error === reason);
});

Deno.test("a process that was stopped for longer than the limit still takes what came meanwhile", async () => {
  const takeWhatCame = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    return "taken";
  };
  const limited = withTimeLimit(1_500, never(), takeWhatCame);
  // As SIGSTOP does: nothing of this program runs, and every timer is due when it goes on.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_600);
  assert.equal(await limited, "taken");
});
