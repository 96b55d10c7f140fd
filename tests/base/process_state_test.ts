import assert from "node:assert/strict";
import { parseProcessState } from "../../src/base/process_state.ts";

/** `/proc/PID/stat` and what `/proc/PID/status` says of signals. */
function proc(group: number, foreground: number, ignored = "0000000000000000", name = "deno") {
  return `4711 (${name}) S 100 ${group} 100 34816 ${foreground} 4194304 2599 0 0 0 5 1 0 0\n` +
    `Name:\t${name}\nSigBlk:\t0000000000000000\nSigIgn:\t${ignored}\nSigCgt:\t0000000100000440\n`;
}

for (
  const [what, text, isInBackground] of [
    ["in the foreground group", proc(4711, 4711), false],
    ["in another group", proc(4711, 100), true],
    ["without a controlling terminal", proc(4711, -1), false],
    ["with a name like the rest of the line", proc(4711, 4711, "0", ") S 1 2 3 4 5"), false],
    ["of which nothing is known", "", false],
  ] as const
) {
  Deno.test(`a process ${what} is ${isInBackground ? "" : "not "}in the background`, () => {
    assert.equal(parseProcessState(text).isInBackground, isInBackground);
  });
}

for (
  const [mask, ignored] of [
    ["0000000000000000", []],
    ["0000000000000001", ["SIGHUP"]],
    ["0000000000000006", ["SIGINT", "SIGQUIT"]],
    ["0000000000084007", ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP"]],
    ["fffffffe7ffbfeff", ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP"]],
  ] as const
) {
  Deno.test(`with SigIgn ${mask} it ignores ${ignored.join(", ") || "nothing"}`, () => {
    const state = parseProcessState(proc(1, 1, mask));
    const known = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP"] as const;
    assert.deepEqual(known.filter(state.ignores), ignored);
  });
}
