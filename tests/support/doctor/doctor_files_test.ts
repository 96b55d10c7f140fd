/** What the doctor finds about folders, configuration, credentials and log. */
import assert from "node:assert/strict";
import type { Check } from "../../../src/support/doctor/check.ts";
import { REFUSED } from "../../fixtures/auth_documents.ts";
import { agentToken } from "../../fixtures/whoami.ts";
import { checkAuthFile } from "../../../src/support/doctor/auth_check.ts";
import { checkConfiguration } from "../../../src/support/doctor/config_checks.ts";
import { checkFolder } from "../../../src/support/doctor/folder_checks.ts";
import { checkLog } from "../../../src/support/doctor/log_checks.ts";
import { unsignedJwt } from "../../../scripts/rehearsal/unsigned_jwt.ts";
import { GOOD_LOGIN, UNTRUSTED_LOGIN } from "../../../scripts/rehearsal/sample_logs.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const noEnvironment = () => undefined;
const hasModes = Deno.build.os !== "windows";

/** `id status sentence` of each, for a pattern to look at. */
function told(checks: readonly Check[]): string {
  return checks.map(({ id, status, sentence }) => `${id} ${status} ${sentence}`).join("\n");
}

const home = (path: string, isCreated = false) =>
  ({
    id: "codex-home",
    name: "CODEX_HOME",
    setting: "CODEX_HOME",
    path,
    isCreated,
    mount: "writable",
  }) as const;

Deno.test("a private folder of ours with room is ok", async () => {
  await withFolder(async (folder) => {
    if (hasModes) Deno.chmodSync(folder, 0o700);
    const checks = await checkFolder(home(folder));
    assert.deepEqual(checks.map(({ id, status }) => `${id} ${status}`), [
      "codex-home ok",
      "codex-home-mount ok",
      "codex-home-room ok",
    ]);
  });
});

Deno.test("a missing folder fails, unless a sign-in creates it", async () => {
  await withFolder(async (folder) => {
    const missing = `${folder}/missing`;
    assert.match(told(await checkFolder(home(missing))), /failed .* does not exist/);
    assert.match(told(await checkFolder(home(missing, true))), /ok .* a sign-in creates it/);
    if (hasModes) {
      Deno.symlinkSync(missing, `${folder}/link`);
      assert.match(
        told(await checkFolder(home(`${folder}/link`, true))),
        /failed .* is not a folder/,
      );
    }
    Deno.writeTextFileSync(missing, "");
    assert.match(told(await checkFolder(home(missing))), /failed .* is not a folder/);
    assert.match(
      told(await checkFolder(home(`${missing}/below`))),
      /failed .* (?:no folder|not exist)/,
    );
  });
});

Deno.test({
  name: "a folder that others may write into is a warning, one that we may not is a failure",
  ignore: !hasModes,
  async fn() {
    await withFolder(async (folder) => {
      for (
        const [mode, status] of [[0o777, "warning"], [0o500, "failed"], [0o755, "ok"]] as const
      ) {
        Deno.chmodSync(folder, mode);
        assert.equal((await checkFolder(home(folder)))[0]?.status, status, mode.toString(8));
      }
      Deno.chmodSync(folder, 0o700);
    });
  },
});

const CONFIGS: [text: string, expected: RegExp][] = [
  ["", /^config ok There is no config.toml, or nothing in it/],
  ['forced_login_method = "api"', /^config ok .*what a sign-in reads of it is right\.$/],
  [
    'log_dir = "/tmp/x"\nmodel = "m"\n[projects."/home/c4nary"]\n',
    /^config ok .* 2 other keys are not/,
  ],
  ['log_dir = "c4nary\n', /^config failed config.toml is no valid TOML at line 1, column \d+\.$/],
  ["log_dir = 7", /^config failed log_dir in config.toml has a value/],
  ['forced_login_method = "c4nary"', /^config failed forced_login_method/],
  ['forced_chatgpt_workspace_id = ["a", 5]', /^config failed forced_chatgpt_workspace_id/],
  [
    'model_provider = "c4nary"',
    /^config failed model_provider, or an entry of model_providers, is none/m,
  ],
  ['logdir = "c4nary"', /^config warning config.toml has the key "logdir"/],
  ['forced-login-method = "api"', /^config warning config.toml has the key "forced-login-method"/],
];

for (const [text, expected] of CONFIGS) {
  Deno.test(`config.toml with ${JSON.stringify(text)}`, async () => {
    await withFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/config.toml`, text);
      const { checks } = await checkConfiguration(folder, [], noEnvironment);
      assert.match(told(checks), expected);
      assert.doesNotMatch(JSON.stringify(checks), /c4nary/);
    });
  });
}

Deno.test("a config.toml that is not UTF-8 fails, as it ends a sign-in", async () => {
  await withFolder(async (folder) => {
    Deno.writeFileSync(`${folder}/config.toml`, Uint8Array.of(0x61, 0x3d, 0x22, 0xff, 0x22));
    const { checks, isFileUsable } = await checkConfiguration(folder, [], noEnvironment);
    assert.match(told(checks), /^config failed config.toml is not UTF-8 text\.$/);
    assert.equal(isFileUsable, false);
  });
});

const OVERRIDES: [overrides: string[], expected: RegExp][] = [
  [["c4nary"], /^config-override failed What stands behind -c number 1 is no key=value/],
  [["log_dir=/tmp/c4nary", "=c4nary"], /^config-override failed .* number 2 .*\n.* ok .*1 value\)/],
  [["c4nary=1"], /^config-override warning -c sets a key that no sign-in reads\.$/],
  [["logdir=c4nary"], /^config-override warning -c sets a key that no sign-in reads\.$/],
  [["log_dir=7"], /^config-override failed -c sets log_dir to a value that it does not take/],
  [["forced_login_method=c4nary"], /^config-override failed -c sets forced_login_method/],
  [["forced_chatgpt_workspace_id=c4nary,b"], /failed -c sets forced_chatgpt_workspace_id/],
  [["features=c4nary"], /^config-override failed -c sets features/],
  [["features.respect_system_proxy=true"], /^config-override ok What -c sets \(1 value\) is right/],
  [["features.c4nary=true"], /^config-override warning -c sets a key that no sign-in reads/],
];

for (const [overrides, expected] of OVERRIDES) {
  Deno.test(`-c ${overrides.join(" -c ")}`, async () => {
    await withFolder(async (folder) => {
      const { checks } = await checkConfiguration(folder, overrides, noEnvironment);
      assert.match(checks[0]?.sentence ?? "", /^There is no config.toml/);
      assert.match(told(checks.slice(1)), expected);
      assert.doesNotMatch(JSON.stringify(checks), /c4nary/);
    });
  });
}

Deno.test("no config.toml is ok, a folder in its place is not", async () => {
  await withFolder(async (folder) => {
    assert.match(
      told((await checkConfiguration(folder, [], noEnvironment)).checks),
      /^config ok There is no config.toml/,
    );
    Deno.mkdirSync(`${folder}/config.toml`);
    assert.match(
      told((await checkConfiguration(folder, [], noEnvironment)).checks),
      /^config failed .* not a regular file/,
    );
  });
});

const NOW = Date.parse("2026-03-31T12:00:00Z");
const TOKENS = {
  id_token: unsignedJwt({ sub: "c4nary" }),
  access_token: "c4nary",
  refresh_token: "c4nary",
};
const AUTHS: [what: string, text: string, expected: RegExp][] = [
  [
    "fresh",
    JSON.stringify({ tokens: TOKENS, last_refresh: "2026-03-31T01:00:00Z" }),
    /^auth ok .* less than a day ago/,
  ],
  [
    "two days old",
    JSON.stringify({ tokens: TOKENS, last_refresh: "2026-03-29T01:00:00Z" }),
    /^auth ok .* 2 days ago/,
  ],
  [
    "old",
    JSON.stringify({ tokens: TOKENS, last_refresh: "2026-01-01T01:00:00Z" }),
    /^auth warning .* 89 days ago; they may/,
  ],
  [
    "from the future",
    JSON.stringify({ tokens: TOKENS, last_refresh: "2026-05-01T01:00:00Z" }),
    /^auth warning .* in the future/,
  ],
  ["without a date", JSON.stringify({ tokens: TOKENS }), /^auth warning .* not when/],
  [
    "an API key",
    JSON.stringify({ OPENAI_API_KEY: "sk-c4nary" }),
    /^auth ok auth\.json holds a sign-in of this kind: API key\.$/,
  ],
  [
    "a personal access token",
    JSON.stringify({ personal_access_token: "at-c4nary" }),
    /^auth ok .* kind: personal access token\. Whether it holds, codex-login status asks the issuer\.$/,
  ],
  [
    "an agent's token that has run out",
    JSON.stringify({ auth_mode: "agentIdentity", agent_identity: agentToken({ exp: 1 }) }),
    /^auth failed auth\.json holds an access token that has run out\.$/,
  ],
  [
    "an access token that has run out, and no refresh token",
    JSON.stringify({
      tokens: { ...TOKENS, access_token: unsignedJwt({ exp: 1 }), refresh_token: "" },
      last_refresh: "2026-03-31T01:00:00Z",
    }),
    /^auth warning .* whose access token has run out/,
  ],
  [
    "an access token that has run out, and a refresh token",
    JSON.stringify({
      tokens: { ...TOKENS, access_token: unsignedJwt({ exp: 1 }) },
      last_refresh: "2026-03-31T01:00:00Z",
    }),
    /^auth ok .* refreshed less than a day ago; the access token has run out, and Codex asks for/,
  ],
  [
    "a mode of a newer codex",
    JSON.stringify({ auth_mode: "passkey", passkey: "c4nary" }),
    /^auth warning auth\.json has an auth_mode that this program does not know \(passkey\)\.$/,
  ],
  [
    "a mode that is no word",
    JSON.stringify({ auth_mode: "sk-c4nary" }),
    /^auth warning auth\.json has an auth_mode that this program does not know\.$/,
  ],
  ...REFUSED.map(([text, flaw]): typeof AUTHS[number] => [
    `refused for ${flaw}, in ${text.slice(0, 60)}`,
    text,
    new RegExp(`^auth failed auth\\.json: ${flaw.replace(/[.()]/g, "\\$&")}\\.$`),
  ]),
  [
    "half",
    JSON.stringify({ tokens: { id_token: "c4nary" }, OPENAI_API_KEY: null }),
    /^auth failed auth\.json: tokens\.access_token is missing/,
  ],
  ["empty object", "{}", /^auth ok auth\.json holds no credentials: nobody is signed in/],
  ["no bytes", "", /^auth failed auth\.json: the file is empty\.$/],
  [
    "no JWT",
    JSON.stringify({ tokens: { ...TOKENS, id_token: "c4nary" } }),
    /^auth failed .* no JWT/,
  ],
  [
    "a key twice",
    '{"OPENAI_API_KEY":"c4nary","OPENAI_API_KEY":"c4nary"}',
    /^auth failed auth\.json: OPENAI_API_KEY stands there twice\.$/,
  ],
  [
    "a day that there is not",
    JSON.stringify({ tokens: TOKENS, last_refresh: "2026-02-30T01:00:00Z" }),
    /^auth failed auth\.json: last_refresh is no date\.$/,
  ],
  ["no object", '["c4nary"]', /^auth failed .* no JSON object/],
  ["torn", '{"tokens": "c4nary', /^auth failed auth\.json:1:\d+: this is no valid JSON/],
];

for (const [what, text, expected] of AUTHS) {
  Deno.test(`auth.json: ${what}`, async () => {
    await withFolder((folder) => {
      Deno.writeTextFileSync(`${folder}/auth.json`, text, { mode: 0o600 });
      const checks = checkAuthFile(folder, NOW);
      assert.match(told(checks), expected);
      assert.doesNotMatch(JSON.stringify(checks), /c4nary/);
    });
  });
}

Deno.test({
  name: "auth.json that others can read fails, a link is a warning, none is ok",
  ignore: !hasModes,
  async fn() {
    await withFolder((folder) => {
      const path = `${folder}/auth.json`;
      assert.match(told(checkAuthFile(folder, NOW)), /^auth ok .* nobody is signed in/);
      Deno.writeTextFileSync(path, "{}");
      Deno.chmodSync(path, 0o644);
      assert.match(told(checkAuthFile(folder, NOW)), /^auth-mode failed .*mode 0644/);
      Deno.renameSync(path, `${path}.real`);
      Deno.symlinkSync(`${path}.real`, path);
      assert.match(told(checkAuthFile(folder, NOW)), /^auth warning .* symbolic link/);
      assert.match(told(checkAuthFile(folder, NOW)), /auth-mode failed .*mode 0644/);
      Deno.writeTextFileSync(`${path}.real`, "[]");
      assert.match(told(checkAuthFile(folder, NOW)), /auth failed .* no JSON object/);
      for (
        const [target, found] of [
          [path, /^auth failed .* symbolic links go in a circle/],
          ["/dev/zero", /^auth failed auth\.json: it leads to no regular file/],
          ["/nowhere", /^auth warning .* symbolic link/],
        ] as const
      ) {
        Deno.removeSync(path);
        Deno.symlinkSync(target, path);
        assert.match(told(checkAuthFile(folder, NOW)), found);
      }
    });
  },
});

Deno.test("the log's check tells how the last sign-in ended", async () => {
  await withFolder((folder) => {
    const path = `${folder}/codex-login.log`;
    const write = (text: string) => Deno.writeTextFileSync(path, text, { mode: 0o600 });
    assert.match(told(checkLog(path)), /^log ok There is no codex-login.log yet/);
    write("nothing\n");
    assert.match(told(checkLog(path)), /^log ok .*\nlast-login ok The log holds no sign-in\.$/);
    write(UNTRUSTED_LOGIN + GOOD_LOGIN);
    assert.match(
      told(checkLog(path)),
      /last-login ok The last sign-in \(browser, 2026-03-06 22:09 UTC\) succeeded/,
    );
    write(GOOD_LOGIN + UNTRUSTED_LOGIN);
    assert.match(told(checkLog(path)), /last-login warning .* failed \(tls_unknown_issuer\)/);
    write(GOOD_LOGIN.slice(0, 90));
    assert.match(told(checkLog(path)), /last-login warning .* no end in the log/);
    if (!hasModes) return;
    Deno.chmodSync(path, 0o640);
    assert.match(told(checkLog(path)), /^log warning .* other users/);
    Deno.removeSync(path);
    Deno.symlinkSync("/dev/null", path);
    assert.match(told(checkLog(path)), /^log failed .* not a regular file/);
  });
});
