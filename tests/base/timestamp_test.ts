import assert from "node:assert/strict";
import { timestamp } from "../../src/base/timestamp.ts";

Deno.test("a time is RFC 3339 UTC with microseconds, near the wall clock", () => {
  const text = timestamp();
  assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.ok(Math.abs(Date.parse(text) - Date.now()) < 1_000);
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
  const realNow = Date.now;
  try {
    Date.now = () => realNow() + 3_600_000;
    assert.ok(Date.parse(timestamp()) - realNow() > 3_590_000);
  } finally {
    Date.now = realNow;
  }
  assert.ok(Math.abs(Date.parse(timestamp()) - realNow()) < 1_000);
});
