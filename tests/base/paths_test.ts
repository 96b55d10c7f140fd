import assert from "node:assert/strict";
import { isRoot, isUnc, ownSpelling, pathIn } from "../../src/base/paths.ts";

const UNIX = false;
const WINDOWS = true;

for (
  const [isWindows, folder, path, expected] of [
    [UNIX, "/home/me", "log", "/home/me/log"],
    [UNIX, "/home/me/", "log/deep", "/home/me/log/deep"],
    [UNIX, "/", "log", "/log"],
    [UNIX, "/home/me", "/var/log", "/var/log"],
    [UNIX, "/home/me", "C:\\logs", "/home/me/C:\\logs"],
    [WINDOWS, "C:\\home", "log", "C:\\home\\log"],
    [WINDOWS, "C:/home", "log/deep", "C:\\home\\log\\deep"],
    [WINDOWS, "C:\\", "log", "C:\\log"],
    [WINDOWS, "C:\\home", "D:/logs", "D:\\logs"],
    [WINDOWS, "C:\\home", "c:logs", "C:\\home\\logs"],
    [WINDOWS, "C:\\home", "D:logs", "D:\\logs"],
    [WINDOWS, "C:\\home", "\\logs", "C:\\logs"],
    [WINDOWS, "C:\\home", "/logs", "C:\\logs"],
    [WINDOWS, "C:\\home", "C:\\", "C:\\"],
    [WINDOWS, "C:\\home", "//server/share/logs", "\\\\server\\share\\logs"],
  ] as const
) {
  Deno.test(`in ${folder} on ${isWindows ? "Windows" : "Unix"} ${path} is ${expected}`, () => {
    assert.equal(pathIn(folder, path, isWindows), expected);
  });
}

Deno.test("a whole disk is told by the rules of the system", () => {
  for (const root of ["/", "//"]) assert.ok(isRoot(root, UNIX), root);
  for (const root of ["C:\\", "c:/", "C:", "\\"]) assert.ok(isRoot(root, WINDOWS), root);
  for (const path of ["/tmp", "C:\\"]) assert.ok(!isRoot(path, UNIX), path);
  for (const path of ["C:\\logs", "logs"]) assert.ok(!isRoot(path, WINDOWS), path);
});

Deno.test("only Windows knows places of another machine, and two separators", () => {
  assert.ok(isUnc("\\\\server\\share", WINDOWS));
  assert.ok(isUnc("//server/share", WINDOWS));
  assert.ok(!isUnc("C:\\logs", WINDOWS));
  assert.ok(!isUnc("//logs", UNIX));
  assert.equal(ownSpelling("C:/a\\b", WINDOWS), "C:\\a\\b");
  assert.equal(ownSpelling("/a\\b", UNIX), "/a\\b");
});
