import assert from "node:assert/strict";
import { timestamp } from "../../src/base/timestamp.ts";

/** The two clocks may be this far apart before the wall clock is believed. */
const TOLERANCE_MS = 3;
const realNow = Date.now;

/** A time, which is that of the wall clock when it was asked for. */
function timestampNow(): string {
  const before = realNow();
  const text = timestamp();
  const ms = Date.parse(text);
  assert.ok(ms >= before - TOLERANCE_MS && ms <= realNow() + TOLERANCE_MS, text);
  return text;
}

Deno.test("a time is RFC 3339 UTC with microseconds, that of the wall clock", () => {
  assert.match(timestampNow(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

Deno.test("times never run backwards", () => {
  let last = timestamp();
  for (let i = 0; i < 50_000; i++) {
    const next = timestamp();
    assert.ok(next >= last, `${next} after ${last}`);
    last = next;
  }
});

Deno.test("a clock that was set, or a sleep, is followed", () => {
  try {
    Date.now = () => realNow() + 3_600_000;
    const before = Date.now();
    assert.ok(Date.parse(timestamp()) >= before - TOLERANCE_MS);
  } finally {
    Date.now = realNow;
  }
  timestampNow();
});
