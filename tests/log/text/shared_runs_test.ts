import assert from "node:assert/strict";
import { SharedRuns } from "../../../src/log/text/shared_runs.ts";

const KNOWN = ["Canary-0123456789", "short", "zzzzzzzzzzzz", "ünïcödé-tail-abcdefgh"];

for (
  const [what, text, found] of [
    ["nothing in prose", "The code was used before", []],
    ["a run of eight, not of seven", "ary01234 and ary0123", ["ary01234"]],
    ["any case, and what stands between", "see C A N-A.R_y:012!", ["C A N-A.R_y:012"]],
    ["what overlaps as one", "0123456789", ["0123456789"]],
    ["two that are apart as two", "canary01 and 23456789", ["canary01", "23456789"]],
    ["what repeats itself", "zzzzzzzzz", ["zzzzzzzzz"]],
    ["nothing where one known text ends and the next begins", "456789short", []],
    ["nothing of one that is too short", "short", []],
    ["nothing where only its parts are known", "0123 cana 6789 3456", []],
    ["letters without a number as what stands between", "tailü abcd", ["tailü abcd"]],
  ] as const
) {
  Deno.test(`of known texts it finds ${what}`, () => {
    const runs = new SharedRuns();
    for (const known of KNOWN) runs.add(known);
    assert.deepEqual(runs.find(text).map((part) => text.slice(...part)), found);
  });
}
