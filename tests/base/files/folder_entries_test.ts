// The folder that a path lies in, on each system.
import assert from "node:assert/strict";
import { folderOf } from "../../../src/base/files/folder_entries.ts";

const UNIX = false;
const WINDOWS = true;

for (
  const [isWindows, path, expected] of [
    [UNIX, "/srv/a/log", "/srv/a"],
    [UNIX, "/srv", "/"],
    [UNIX, "//server/share", "//server"],
    [WINDOWS, "C:\\home\\me\\", "C:\\home"],
    [WINDOWS, "C:\\home", "C:\\"],
    [WINDOWS, "C:\\", "C:\\"],
    [WINDOWS, "\\\\server\\share\\logs", "\\\\server\\share"],
    [WINDOWS, "\\\\server\\share", "\\\\server\\share"],
    [WINDOWS, "//server/share/", "//server/share/"],
  ] as const
) {
  Deno.test(`${path} lies in ${expected} on ${isWindows ? "Windows" : "Unix"}`, () => {
    assert.equal(folderOf(path, isWindows), expected);
  });
}
