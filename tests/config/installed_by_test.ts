import assert from "node:assert/strict";
import { describeVersion } from "../../src/config/build_info.ts";
import { installedBy } from "../../src/config/installed_by.ts";

for (
  const [path, name] of [
    ["/usr/local/lib/node_modules/codex-login-linux-x64/bin/codex-login", "npm"],
    ["C:\\Users\\a\\AppData\\Roaming\\npm\\node_modules\\codex-login-win32-x64\\bin\\a.exe", "npm"],
    ["/srv/a/.npm/_npx/1/node_modules/codex-login-linux-x64/bin/codex-login", "npm"],
    ["/opt/homebrew/Cellar/codex-login/0.1.0/bin/codex-login", "Homebrew"],
    ["/srv/linuxbrew/Cellar/codex-login/0.1.0/bin/codex-login", "Homebrew"],
    ["C:\\Users\\a\\scoop\\apps\\codex-login\\current\\codex-login.exe", "Scoop"],
    ["C:\\Users\\a\\AppData\\Local\\Microsoft\\WinGet\\Packages\\x\\codex-login.exe", "winget"],
    ["/usr/bin/codex-login", "Debian package"],
    ["/srv/a/.local/bin/codex-login", "install script"],
    ["C:\\Users\\a\\AppData\\Local\\Programs\\codex-login\\codex-login.exe", "install script"],
    ["/usr/local/bin/codex-login", "file"],
    ["/srv/a/Downloads/codex-login", "file"],
  ] as const
) {
  Deno.test(`${path} was installed by: ${name}`, () => {
    assert.equal(installedBy(path).name, name);
    assert.equal(installedBy(path).update === undefined, name === "file");
  });
}

Deno.test("--version --json says in one object what --version says in a line, from source as well", () => {
  const { deno } = Deno.version;
  const expected = { version: "0.1.0", deno, target: Deno.build.target, issuer: null };
  assert.deepEqual(JSON.parse(describeVersion("0.1.0", true)), {
    ...expected,
    installed_by: "source",
    update: null,
  });
  const line = `codex-login 0.1.0 (Deno ${deno}, ${Deno.build.target}, from source)`;
  assert.equal(describeVersion("0.1.0", false), line);
});
