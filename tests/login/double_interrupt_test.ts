// Two interruptions in a row around the save: a write that runs is waited for, and what is said is so.
import assert from "node:assert/strict";
import { interruptTwice, isTrue, type Way, WAYS } from "../fixtures/double_interrupt.ts";

type Moments = [afterMs: number, lockedMs?: number][];

/** After the request that comes before the save; the last of each meets a lock that is held for too long. */
function momentsOf(way: Way): Moments {
  if (way === "browser") return [[0], [2], [4], [6], [9], [13], [18], [5, 20], [5, 60], [5, 500]];
  return way.startsWith("app_server") ? [[0], [5], [5, 1_300]] : [[0], [5], [5, 500]];
}

for (const way of WAYS) {
  Deno.test({
    name:
      `${way}: after two interruptions what is said is what is on the disk, and nothing is left`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const moments = momentsOf(way);
      // Two at a time, as the machine has cores for.
      for (let i = 0; i < moments.length; i += 2) {
        const rounds = moments.slice(i, i + 2).map(async ([interruptedAfterMs, lockedMs]) => {
          const locked = lockedMs === undefined ? {} : { lockedMs };
          const finding = await interruptTwice(way, { interruptedAfterMs, ...locked });
          assert.ok(isTrue(finding, way), JSON.stringify({ interruptedAfterMs, ...finding }));
          const isDone = finding.said === "done";
          if (!way.startsWith("app_server")) assert.equal(finding.code, isDone ? 0 : 130);
        });
        await Promise.all(rounds);
      }
    },
  });
}
