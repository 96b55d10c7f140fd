// The log's table, held against the code that records its events and the reader that explains them.
import assert from "node:assert/strict";
import { LOG_EVENTS } from "../../src/log/log_events.ts";
import { type EventName, isEventName, levelOf } from "../../src/log/login_events.ts";
import { projectPath } from "../../scripts/project.ts";
import { sourceFilesIn } from "../fixtures/source_files.ts";

const NAMES = Object.keys(LOG_EVENTS).filter(isEventName);

Deno.test("every event has a level and a target that a reader of upstream's log knows", () => {
  for (const [event, { level, target }] of Object.entries(LOG_EVENTS)) {
    assert.ok(["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].includes(level), event);
    assert.match(
      target,
      /^codex_(?:cli::log(?:in|out)|login::(?:server|device_code_auth))$/,
      event,
    );
    assert.match(event, /^[\w ,;:-]+$/);
  }
  const stands = (event: EventName) => [LOG_EVENTS[event].level, LOG_EVENTS[event].target];
  assert.deepEqual(stands("starting browser login flow"), ["INFO", "codex_cli::login"]);
  assert.deepEqual(stands("login callback state mismatch"), ["WARN", "codex_login::server"]);
  assert.deepEqual(
    stands("oauth token exchange transport failure"),
    ["ERROR", "codex_login::server"],
  );
  assert.equal(levelOf({ event: "login cancelled" }), "WARN");
});

Deno.test("every event of the table is recorded somewhere", async () => {
  // The table itself, and what reads logs.
  const others = /^src\/(log\/log_events\.ts$|support\/)/;
  const files = (await sourceFilesIn("src")).filter((path) => !others.test(path));
  const code = files.map((path) => Deno.readTextFileSync(projectPath(path))).join("\n");
  assert.deepEqual(NAMES.filter((name) => !code.includes(`"${name}"`)), []);
});

Deno.test("only details have no meaning for a person, and they are below the usual level", () => {
  for (const [event, { level, means }] of Object.entries(LOG_EVENTS)) {
    const isBelow = level === "DEBUG" || level === "TRACE";
    assert.equal(means === undefined, isBelow, event);
  }
});
