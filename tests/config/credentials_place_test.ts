import assert from "node:assert/strict";
import { placeCredentials } from "../../src/config/credentials_place.ts";
import { pathIn } from "../../src/base/paths.ts";

/** Calls `action` with a CODEX_HOME of its own. */
function withHome(action: (home: string) => void): void {
  const home = Deno.makeTempDirSync();
  try {
    action(home);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

Deno.test("on Windows auto is the file while the real CLI keeps nothing elsewhere", () =>
  withHome((home) => {
    assert.deepEqual(placeCredentials("auto", false, {}, home, "windows"), {
      store: "file",
      environment: {},
    });
  }));

Deno.test("on Windows auto is refused where the real CLI would go on with what it keeps", () =>
  withHome((home) => {
    Deno.mkdirSync(pathIn(home, "secrets"));
    Deno.writeTextFileSync(pathIn(home, "secrets/codex_auth.age"), "");
    assert.throws(() => placeCredentials("auto", false, {}, home, "windows"), {
      message: /^cli_auth_credentials_store = "auto": Codex .*codex_auth\.age.*set .* = "file"\.$/,
    });
    assert.equal(placeCredentials("file", false, {}, home, "windows").store, "file");
  }));

Deno.test("on Windows keyring is refused, whatever is there", () =>
  withHome((home) => {
    assert.throws(() => placeCredentials("keyring", false, {}, home, "windows"), {
      message:
        /^cli_auth_credentials_store = "keyring" cannot be used on this system; set .*"file"\.$/,
    });
  }));
