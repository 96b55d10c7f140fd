// RUST_LOG as people write it: each row was compared with what the real Codex CLI logs.
import assert from "node:assert/strict";
import { LOG_LEVELS, parseLogFilter } from "../../src/log/log_filter.ts";

const COMMAND = "codex_cli::login";
const SERVER = "codex_login::server";

/** The least severe level that gets through for each of the two targets. */
const CASES: readonly [rustLog: string | undefined, command: string, server: string][] = [
  [undefined, "INFO", "INFO"],
  ["", "ERROR", "ERROR"],
  [",", "ERROR", "ERROR"],
  [" ", "INFO", "INFO"],
  ["off", "OFF", "OFF"],
  ["OFF", "OFF", "OFF"],
  ["debug", "DEBUG", "DEBUG"],
  ["Trace", "TRACE", "TRACE"],
  ["warn", "WARN", "WARN"],
  ["0", "OFF", "OFF"],
  ["4", "DEBUG", "DEBUG"],
  ["codex_cli", "TRACE", "OFF"],
  ["codex_cli=", "TRACE", "OFF"],
  ["codex_cli=3", "INFO", "OFF"],
  ["codex_cli=Info", "INFO", "OFF"],
  ["CODEX_CLI=info", "OFF", "OFF"],
  ["codex_login::server=debug", "OFF", "DEBUG"],
  ["warn,codex_cli::login=info", "INFO", "WARN"],
  ["warn,codex_cl=info", "INFO", "WARN"],
  ["codex_login=trace,info", "INFO", "TRACE"],
  ["info,codex_login=off", "INFO", "OFF"],
  ["debug,warn", "WARN", "WARN"],
  ["info, codex_login=debug", "INFO", "DEBUG"],
  [",warn", "WARN", "WARN"],
  ["hyper=trace", "OFF", "OFF"],
  ["bogus", "OFF", "OFF"],
  // One directive that cannot be read makes the whole value count as unset.
  ["codex_cli=bogus", "INFO", "INFO"],
  ["off,codex_cli=bogus", "INFO", "INFO"],
  ["off,codex_cli=info=x", "INFO", "INFO"],
  ["trace;info", "INFO", "INFO"],
  // There are no spans here.
  ["codex_cli[x]=trace", "OFF", "OFF"],
  ["[x]=info", "OFF", "OFF"],
];

for (const [rustLog, command, server] of CASES) {
  Deno.test(`RUST_LOG ${JSON.stringify(rustLog)} logs ${command} of the command, ${server} of the server`, () => {
    const filter = parseLogFilter(rustLog);
    const least = (target: string) =>
      LOG_LEVELS.findLast((level) => filter(level, target)) ?? "OFF";
    assert.deepEqual([least(COMMAND), least(SERVER)], [command, server]);
    for (const target of [COMMAND, SERVER]) {
      const passing = LOG_LEVELS.filter((level) => filter(level, target));
      assert.deepEqual(passing, LOG_LEVELS.slice(0, passing.length), "no gap below a level");
    }
  });
}
