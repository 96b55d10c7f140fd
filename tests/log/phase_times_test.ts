import assert from "node:assert/strict";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent } from "../../src/log/login_events.ts";
import { openLoginLog, prepareLogFile } from "../../src/log/login_log.ts";
import { parseLogFilter } from "../../src/log/log_filter.ts";
import { takePhaseTimes } from "../../src/log/phase_times.ts";

Deno.test("each phase is written when the next one begins, also those before the log was open", () => {
  const events: LoginEvent[] = [];
  const times = takePhaseTimes();
  times.onPhase("config");
  times.onPhase("log");
  assert.equal(events.length, 0);
  times.logTo({ record: (event) => events.push(event) });
  times.onPhase("bind");
  times.onPhase("done");
  const phases = events.map((event) =>
    event.event === "phase ended" && Loggable.textOf(event.phase)?.text
  );
  assert.deepEqual(phases, ["config", "log", "bind"]);
  for (const event of events) {
    assert.ok(event.event === "phase ended" && event.duration_ms >= 0);
  }
});

for (
  const [rustLog, expected] of [
    ["info", /login cancelled$/m],
    ["debug", /login cancelled attempt=0000002a$/m],
    ["info,codex_login=debug", /login cancelled attempt=0000002a$/m],
    ["info,codex_cli=debug", /login cancelled$/m],
  ] as const
) {
  Deno.test({
    name: `with RUST_LOG=${rustLog} a line ends with ${expected.source}`,
    sanitizeResources: false,
    async fn() {
      const folder = await Deno.makeTempDir();
      const file = `${folder}/codex-login.log`;
      prepareLogFile(folder, file);
      openLoginLog(file, assert.fail, parseLogFilter(rustLog), 42).record({
        event: "login cancelled",
      });
      assert.match(Deno.readTextFileSync(file), expected);
      await Deno.remove(folder, { recursive: true });
    },
  });
}

Deno.test("an event's own number stays beside the login's, which is every line's last", () => {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/codex-login.log`;
  prepareLogFile(folder, file);
  openLoginLog(file, assert.fail, parseLogFilter("trace"), 42).record({
    event: "login callback port is held; trying again",
    bind_address: Loggable.loopback(1455),
    tries: 3,
  });
  assert.match(
    Deno.readTextFileSync(file),
    / bind_address=127\.0\.0\.1:1455 tries=3 attempt=0000002a$/m,
  );
  Deno.removeSync(folder, { recursive: true });
});
