import { storesOf } from "../../src/base/certificate_stores.ts";
import assert from "node:assert/strict";
import { pathIn } from "../../src/base/paths.ts";
import { type Config, DEFAULT_WAIT_LIMIT_SECONDS, loadConfig } from "../../src/config/config.ts";
import { DEFAULT_CLIENT_ID } from "../../src/config/issuer.ts";
import { LoginError } from "../../src/errors/errors.ts";
import type { LoginOptions } from "../../src/config/login_options.ts";

const OPTIONS: LoginOptions = { openBrowser: true, isJson: false, overrides: [] };

/** Loads a configuration in a CODEX_HOME of its own. */
async function withConfig(
  changes: Partial<LoginOptions>,
  use: (load: () => Promise<Config>, codexHome: string) => void | Promise<void>,
): Promise<void> {
  const codexHome = await Deno.realPath(await Deno.makeTempDir());
  const environment = new Map([["CODEX_HOME", codexHome]]);
  try {
    const load = () => loadConfig({ ...OPTIONS, ...changes }, (name) => environment.get(name));
    await use(load, codexHome);
  } finally {
    await Deno.remove(codexHome, { recursive: true });
  }
}

Deno.test("without options there are defaults, and the configuration cannot be changed", () =>
  withConfig({}, async (load, codexHome) => {
    const config = await load();
    const { environment, ...rest } = config;
    assert.ok([...environment.values()].every((value) => value === undefined));
    assert.deepEqual(rest, {
      certificates: { stores: storesOf(undefined), variable: undefined, count: 0 },
      credentials: { store: "file", environment: {} },
      proxy: { kind: "direct", exemptedBy: undefined },
      logFilter: undefined,
      codexHome,
      logDir: pathIn(codexHome, "log"),
      issuer: "https://auth.openai.com",
      clientId: "app_EMoamEEZ73f0CkXaXp7hrann",
      port: undefined,
      workspaceIds: undefined,
      forcedLoginMethod: undefined,
      neededAccount: "openai",
      waitLimitSeconds: 900,
      openBrowser: true,
      caCertificates: [],
      layers: [],
      hasCheck: true,
    });
    assert.equal(DEFAULT_CLIENT_ID, config.clientId);
    assert.equal(DEFAULT_WAIT_LIMIT_SECONDS, config.waitLimitSeconds);
    assert.ok(Object.isFrozen(config));
  }));

Deno.test("loading a configuration writes nothing", () =>
  withConfig({}, async (load, codexHome) => {
    await load();
    assert.deepEqual([...Deno.readDirSync(codexHome)], []);
  }));

Deno.test("-c goes before config.toml, and the last -c counts", () =>
  withConfig({ overrides: ["log_dir='/first'", "log_dir='/second'"] }, async (load, codexHome) => {
    Deno.writeTextFileSync(
      `${codexHome}/config.toml`,
      `log_dir = "/file"\nforced_login_method = "chatgpt"\n`,
    );
    const { logDir, forcedLoginMethod } = await load();
    assert.deepEqual([logDir, forcedLoginMethod], [pathIn(codexHome, "/second"), "chatgpt"]);
  }));

for (
  const [given, issuer] of [
    ["https://a.example", "https://a.example"],
    ["https://a.example/", "https://a.example"],
    ["https://a.example/base//", "https://a.example/base"],
    ["https://a.example/#fragment", "https://a.example"],
    [" https://a.example ", "https://a.example"],
    ["https://a.example:8443", "https://a.example:8443"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://127.9.9.9", "http://127.9.9.9"],
    ["http://[::1]:8080/", "http://[::1]:8080"],
  ] as const
) {
  Deno.test(`the issuer ${JSON.stringify(given)} is taken, without a slash at its end`, () =>
    withConfig({ issuer: given }, async (load) => {
      assert.equal((await load()).issuer, issuer);
    }));
}

Deno.test("a provider that nobody knows ends no app-server, as it does not end codex's", () =>
  withConfig({ overrides: ["model_provider=nosuch"], toleratesProvider: true }, async (load) => {
    assert.equal((await load()).neededAccount, "openai");
  }));

for (
  const [changes, words] of [
    [{ issuer: "auth.example" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "ftp://a.example" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "file:///a" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "javascript:alert(1)" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "https://" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "https://a.example:99999" }, /--issuer takes an http\(s\) URL/],
    [{ issuer: "http://a.example" }, /plain http for loopback only/],
    [{ issuer: "http://localhost.evil.example" }, /plain http for loopback only/],
    [{ issuer: "http://127.0.0.1.evil.example" }, /plain http for loopback only/],
    [{ issuer: "http://evil.localhost" }, /plain http for loopback only/],
    [{ issuer: "http://0.0.0.0" }, /plain http for loopback only/],
    [{ issuer: "http://10.0.0.1" }, /plain http for loopback only/],
    [{ issuer: "http://[::]" }, /plain http for loopback only/],
    [{ issuer: "http://localhost@evil.example" }, /plain http for loopback only/],
    [{ issuer: "http://user:127.0.0.1@evil.example" }, /plain http for loopback only/],
    [{ clientId: "" }, /--client-id takes printable ASCII/],
    [{ clientId: "app\n1" }, /--client-id takes printable ASCII/],
    [{ clientId: "äpp" }, /--client-id takes printable ASCII/],
    [{ overrides: ["log_dir"] }, /-c takes key=value/],
    [{ overrides: ["model_provider=nosuch"] }, /^-c model_provider: model_provider takes "openai"/],
  ] as [Partial<LoginOptions>, RegExp][]
) {
  Deno.test(`${JSON.stringify(changes)} is refused in one line`, () =>
    withConfig(changes, async (load) => {
      await assert.rejects(load(), (error) => {
        assert.ok(error instanceof LoginError);
        assert.equal(error.failure.kind, "usage");
        assert.match(error.message, words);
        assert.ok(!error.message.includes("\n"));
        return true;
      });
    }));
}
