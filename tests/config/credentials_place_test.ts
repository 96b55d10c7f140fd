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
    assert.deepEqual(placeCredentials("auto", undefined, {}, home, "windows"), {
      store: "file",
      environment: {},
    });
  }));

Deno.test("on Windows auto is refused where the real CLI has a file of its own", () =>
  withHome((home) => {
    Deno.mkdirSync(pathIn(home, "secrets"));
    Deno.writeTextFileSync(pathIn(home, "secrets/codex_auth.age"), "");
    for (const hasSecretStorage of [undefined, true]) {
      assert.throws(() => placeCredentials("auto", hasSecretStorage, {}, home, "windows"), {
        message:
          /^cli_auth_credentials_store = "auto": Codex .* secrets\\codex_auth\.age of CODEX_HOME, .*set .* = "file"\.$/,
      });
    }
    assert.equal(placeCredentials("file", undefined, {}, home, "windows").store, "file");
  }));

Deno.test("on Windows auto is refused where the real CLI uses the Credential Manager alone", () =>
  withHome((home) => {
    assert.throws(() => placeCredentials("auto", false, {}, home, "windows"), {
      message:
        /^cli_auth_credentials_store = "auto": Codex .* the Credential Manager.*set .* = "file"\.$/,
    });
  }));

Deno.test("on Windows keyring is refused, whatever is there", () =>
  withHome((home) => {
    for (const hasSecretStorage of [undefined, false, true]) {
      assert.throws(() => placeCredentials("keyring", hasSecretStorage, {}, home, "windows"), {
        message:
          /^cli_auth_credentials_store = "keyring" cannot be used on this system; set .*"file"\.$/,
      });
    }
  }));
