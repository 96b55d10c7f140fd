import assert from "node:assert/strict";
import { cancelledError, usageError } from "../../src/errors/errors.ts";
import { failureLine } from "../../src/cli/json_lines.ts";

Deno.test("a failure's line says kind, phase, category, exit code and what to do", () => {
  const line = failureLine(cancelledError(), "/home/you/.codex/log/codex-login.log");
  assert.deepEqual(line, {
    type: "outcome",
    signed_in: false,
    kind: "cancelled",
    phase: "wait_for_callback",
    category: "interrupted",
    class: null,
    message: "Login cancelled",
    what: null,
    todo: "Another sign-in asked for the port: finish that one, or run this one again.",
    exit_code: 1,
    log: "/home/you/.codex/log/codex-login.log",
  });
});

Deno.test("a line has every member also where nothing is known", () => {
  assert.ok(Object.values(failureLine(usageError("bad"), undefined)).every((v) => v !== undefined));
});
