import assert from "node:assert/strict";
import { sendConsoleEvent } from "../fixtures/console_event.ts";
import { withProgram } from "../fixtures/with_program.ts";

const CASES = [
  ["Ctrl-Break", "break", "SIGINT", 130],
  ["a closed console", "close", "SIGHUP", 129],
  ["a log-off", "logoff", "SIGTERM", 143],
  ["a shutdown", "shutdown", "SIGTERM", 143],
] as const;

for (const [what, event, signal, code] of CASES) {
  Deno.test({
    name: `${what} ends a waiting sign-in with a last line in the log`,
    ignore: Deno.build.os !== "windows",
    fn: () =>
      withProgram({}, async (program) => {
        await program.authorizeUrl();
        await sendConsoleEvent(program.pid, event);
        const end = await program.end();
        const log = await program.home.readLog() ?? "";
        assert.ok(log.endsWith(` login ended by a signal signal=${signal}\n`), log);
        assert.equal(end.code, code, end.stderr);
      }),
  });
}
