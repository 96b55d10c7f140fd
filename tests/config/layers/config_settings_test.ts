// Flags, -c, config.toml and defaults; what is refused, and what is only warned about.
import { packed, unpacked } from "../../../src/confinement/crossing.ts";
import assert from "node:assert/strict";
import { loadConfig } from "../../../src/config/config.ts";
import { nearestKey } from "../../../src/config/layers/config_near_miss.ts";
import { loadSettings } from "../../../src/config/layers/config_settings.ts";
import { type ConfigSettings } from "../../../src/config/layers/setting_readers.ts";
import { LoginError } from "../../../src/errors/errors.ts";
import { asOnUnix } from "../../fixtures/unix_spelling.ts";

interface Given {
  readonly toml?: string;
  readonly overrides?: readonly string[];
  readonly home?: string;
}

/** The settings with their warnings, or the refusal alone. */
type Loaded = Partial<ConfigSettings> & { warnings?: string[]; refusal?: string };

async function load({ toml, overrides = [], home = "/home/alice" }: Given): Promise<Loaded> {
  const folder = await Deno.makeTempDir();
  try {
    if (toml !== undefined) await Deno.writeTextFile(`${folder}/config.toml`, toml);
    const warnings: string[] = [];
    const read = (name: string) => name === "HOME" ? home : undefined;
    const say = (text: string) => void warnings.push(text);
    const { layers: _, ...settings } = await loadSettings(folder, overrides, read, say, "/nowhere");
    const plain = (text: string) => asOnUnix(text.replaceAll(folder, "FOLDER"));
    return {
      ...settings,
      logDir: settings.logDir && plain(settings.logDir),
      wrongProvider: settings.wrongProvider && plain(settings.wrongProvider),
      warnings: warnings.map(plain),
    };
  } catch (error) {
    assert.ok(error instanceof LoginError, String(error));
    assert.equal(error.failure.kind, "usage");
    return { refusal: asOnUnix(error.message.replaceAll(folder, "FOLDER")) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const DEFAULTS = {
  logDir: undefined,
  workspaceIds: undefined,
  forcedLoginMethod: undefined,
  neededAccount: "openai",
  wrongProvider: undefined,
  credentialsStore: "file",
  respectSystemProxy: false,
  hasSecretStorage: undefined,
  warnings: [],
};

const TAKES_PROVIDER =
  'model_provider takes "openai", "amazon-bedrock", "ollama", "lmstudio" or one of model_providers';

const ACCEPTED: readonly [Given, Loaded][] = [
  [{}, {}],
  [{ toml: "" }, {}],
  [{ toml: " \n" }, {}],
  [{ toml: "# only a comment\n" }, {}],
  [{ toml: "model = 'x'\n[mcp_servers.a]\ncommand = 'b'" }, {}],
  [{ toml: "log_dir = '/a'" }, { logDir: "/a" }],
  [{ toml: "log_dir = '/a' # b\n[features]\nlog_dir = '/c'\r\nx = true" }, { logDir: "/a" }],
  [{ toml: "log_dir = 'a/b'" }, { logDir: "FOLDER/a/b" }],
  [{ toml: "log_dir = '~/a'" }, { logDir: "/home/alice/a" }],
  [{ toml: "log_dir = '/a'", overrides: ["log_dir=/b"] }, { logDir: "/b" }],
  [{ overrides: ["log_dir=/a", "log_dir=/b"] }, { logDir: "/b" }],
  [{ overrides: ["log_dir=a"] }, { logDir: asOnUnix(`${Deno.cwd()}/a`) }],
  [{ toml: "forced_login_method = 'api'" }, { forcedLoginMethod: "api" }],
  [{ overrides: ["forced_login_method=chatgpt"] }, { forcedLoginMethod: "chatgpt" }],
  [{ toml: "forced_chatgpt_workspace_id = ' a '" }, { workspaceIds: ["a"] }],
  [{ toml: "forced_chatgpt_workspace_id = ['a', 'b']" }, { workspaceIds: ["a", "b"] }],
  [{ toml: "forced_chatgpt_workspace_id = []" }, {}],
  [{ toml: "forced_chatgpt_workspace_id = ''" }, {}],
  [{ toml: "forced_chatgpt_workspace_id = ['']" }, {}],
  [{ toml: "forced_chatgpt_workspace_id = ['a', ' ']" }, { workspaceIds: ["a"] }],
  [{ overrides: ["forced_chatgpt_workspace_id=a"] }, { workspaceIds: ["a"] }],
  [{ overrides: ['forced_chatgpt_workspace_id=[" a ", "b"]'] }, { workspaceIds: ["a", "b"] }],
  [{ overrides: ['forced_chatgpt_workspace_id=""'] }, {}],
  [{ toml: "cli_auth_credentials_store = 'ephemeral'" }, { credentialsStore: "ephemeral" }],
  [{ overrides: ["cli_auth_credentials_store=auto"] }, { credentialsStore: "auto" }],
  [{ toml: "[features]\nrespect_system_proxy = true" }, { respectSystemProxy: true }],
  [{ toml: "features.respect_system_proxy = true" }, { respectSystemProxy: true }],
  [{ overrides: ["features.respect_system_proxy=true"] }, { respectSystemProxy: true }],
  [{ overrides: ["features={respect_system_proxy=true}"] }, { respectSystemProxy: true }],
  [
    // As upstream has it: tables of all layers are one.
    { toml: "[features]\nrespect_system_proxy = true", overrides: ["features={}"] },
    { respectSystemProxy: true },
  ],
  [
    { toml: "[features]\nrespect_system_proxy = true", overrides: ["features.other=true"] },
    { respectSystemProxy: true },
  ],
  [{ toml: "model_provider = 'ollama'" }, { neededAccount: "none" }],
  [{ overrides: ["model_provider=lmstudio"] }, { neededAccount: "none" }],
  [{ toml: "model_provider = 'amazon-bedrock'" }, { neededAccount: "amazon_bedrock" }],
  [{ toml: "model_provider = 'x'\n[model_providers.x]\nname = 'X'" }, { neededAccount: "none" }],
  [{ toml: "model_provider = 'x'\nmodel_providers.x = {name='X', requires_openai_auth=true}" }, {}],
  [{ toml: "model_provider = 'x'\nmodel_providers.x = {name='X', requires_openai_auth='no'}" }, {}],
  ...["", "name = ' '", "name = 3"].map((name): [Given, Loaded] => [
    { toml: `[model_providers.x]\n${name}` },
    {
      wrongProvider: "FOLDER/config.toml: model_providers takes tables with a name, which x lacks",
    },
  ]),
  [{ toml: "model_providers.amazon-bedrock.aws.profile = 'x'" }, {}],
  [{ toml: "model_providers.openai.requires_openai_auth = false" }, {
    wrongProvider:
      "FOLDER/config.toml: model_providers takes none of Codex's own, such as openai; give it another name",
  }],
  [{ toml: "\nmodel_provider = 'nosuch'" }, {
    wrongProvider: `FOLDER/config.toml:2:18: ${TAKES_PROVIDER}`,
  }],
  [{ toml: "model_provider = 3" }, {
    wrongProvider: `FOLDER/config.toml:1:18: ${TAKES_PROVIDER}`,
  }],
  [{ overrides: ["model_provider=constructor"] }, {
    wrongProvider: `-c model_provider: ${TAKES_PROVIDER}`,
  }],
  [{ toml: "model_providers = 3" }, {
    wrongProvider: "FOLDER/config.toml:1:19: model_providers takes a table",
  }],
  [{ overrides: ["__proto__.log_dir=/a", "__proto__=1", "constructor=1"] }, {}],
  [{ overrides: ["model=o3", "features.x=true", "a.b.c={d=1}"] }, {}],
];

for (const [given, expected] of ACCEPTED) {
  Deno.test(`${JSON.stringify(given)} gives ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await load(given), { ...DEFAULTS, ...expected });
  });
}

const REFUSED: readonly [Given, RegExp][] = [
  [{ toml: "a = 1\nlog_dir = " }, /^FOLDER\/config\.toml:2:\d+: /],
  [{ toml: "log_dir = 3" }, /^FOLDER\/config\.toml:1:11: log_dir takes a path\.$/],
  [{ toml: "log_dir = ''" }, /log_dir takes a path/],
  [{ overrides: ["log_dir.x=1"] }, /^-c log_dir\.x: log_dir takes a path\.$/],
  ...["", '""', "3", "true", '["/a"]'].map((value): [Given, RegExp] => [
    { overrides: [`log_dir=${value}`] },
    /^-c log_dir: log_dir takes a path\.$/,
  ]),
  [{ overrides: ["forced_login_method=password"] }, /takes "chatgpt" or "api"\.$/],
  [{ toml: "forced_login_method = 'API'" }, /takes "chatgpt" or "api"\.$/],
  [{ toml: "forced_chatgpt_workspace_id = 3" }, /takes a workspace id or a list of them/],
  [{ toml: "forced_chatgpt_workspace_id = ['a', 3]" }, /takes a workspace id or a list of them/],
  [
    { overrides: ["forced_chatgpt_workspace_id=a, b"] },
    /^-c forced_chatgpt_workspace_id: .* a TOML list; write \["a", "b"\] for several\.$/,
  ],
  [
    { toml: "cli_auth_credentials_store = 'Keyring'" },
    /takes "file", "keyring", "auto" or "ephemeral"\.$/,
  ],
  [
    { toml: "projects.'/a/b' = 'trusted'" },
    /^FOLDER\/config\.toml:1:19: projects\."\/a\/b" takes a table\.$/,
  ],
  [{ toml: "features = 3" }, /features takes a table/],
  [{ overrides: ["features=true"] }, /^-c features: features takes a table\.$/],
  [{ toml: "[features]\nrespect_system_proxy = 'x'" }, /respect_system_proxy takes true or false/],
];

for (const [given, words] of REFUSED) {
  Deno.test(`${JSON.stringify(given)} is refused in one line`, async () => {
    const loaded = await load(given);
    assert.ok(loaded.refusal !== undefined, JSON.stringify(loaded));
    assert.match(loaded.refusal ?? "", words);
    assert.doesNotMatch(loaded.refusal ?? "", /\n/);
  });
}

const NEAR: readonly [key: string, meant: string | undefined][] = [
  ["log_dir", undefined],
  ["logdir", "log_dir"],
  ["log-dir", "log_dir"],
  ["Log_Dir", "log_dir"],
  ["log_dri", "log_dir"],
  ["forced_login_methods", "forced_login_method"],
  ["forced_chatgpt_workspace_ids", "forced_chatgpt_workspace_id"],
  ["cli_auth_credential_store", "cli_auth_credentials_store"],
  ["feature", "features"],
  // Keys of Codex itself are no mistakes.
  ...[
    ..."model notify tui history profile profiles projects apps hooks agents skills otel".split(
      " ",
    ),
    ..."sandbox_mode mcp_servers sqlite_home hide_agent_reasoning file_opener".split(" "),
    "mcp_oauth_credentials_store",
    "chatgpt_base_url",
  ].map((key): [string, undefined] => [key, undefined]),
];

for (const [key, meant] of NEAR) {
  Deno.test(`the key ${key} ${meant ? `is a near miss of ${meant}` : "is no near miss"}`, () => {
    const known = [
      ..."log_dir forced_login_method forced_chatgpt_workspace_id features".split(" "),
      "cli_auth_credentials_store",
    ];
    assert.equal(nearestKey(key, known), meant);
  });
}

Deno.test("a near miss is a warning with the right name, wherever it stands, and no error", async () => {
  const loaded = await load({
    toml: "log_dirs = '/a'\n[features]\nrespect_system_proxys = true\nsystem_proxy_fallback = true",
    overrides: ["feature.x=1", "features.respect_sytem_proxy=true"],
  });
  assert.deepEqual(loaded.warnings, [
    'Warning: FOLDER/config.toml: "log_dirs" is not read; did you mean log_dir?',
    'Warning: -c feature.x: "feature" is not read; did you mean features?',
    'Warning: FOLDER/config.toml: "features.respect_system_proxys" is not read; did you mean features.respect_system_proxy?',
    'Warning: -c features.respect_sytem_proxy: "features.respect_sytem_proxy" is not read; did you mean features.respect_system_proxy?',
  ]);
});

Deno.test("the configuration takes RUST_LOG and the proxy from .env before the environment", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeTextFile(
      `${folder}/.env`,
      "RUST_LOG=trace\nhttps_proxy=http://p:1\nBROWSER=firefox\nCODEX_HOME=/nowhere\n",
    );
    const environment: Record<string, string> = { CODEX_HOME: folder, RUST_LOG: "off" };
    const options = { openBrowser: false, isJson: false, overrides: [] };
    const config = await loadConfig(options, (name) => environment[name]);
    assert.equal(config.codexHome, folder);
    assert.equal(config.logFilter, "trace");
    assert.ok(config.proxy.kind === "proxy");
    assert.equal(config.proxy.variable, "https_proxy");
    assert.equal(config.proxy.url.reveal(), "http://p:1/");
    assert.equal(config.environment.get("BROWSER"), "firefox");
    assert.equal(config.environment.get("HTTPS_PROXY"), "http://p:1/");
    assert.equal(config.environment.has("CODEX_HOME"), false);
    // It crosses to the worker.
    assert.deepEqual(unpacked(structuredClone(packed(config))), config);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
