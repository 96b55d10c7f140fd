import assert from "node:assert/strict";
import { pathIn } from "../../../src/base/paths.ts";
import { loadSettings } from "../../../src/config/layers/config_settings.ts";
import type { ConfigSettings as TomlConfig } from "../../../src/config/layers/setting_readers.ts";
import { LoginError } from "../../../src/errors/errors.ts";

const HOME = "/home/alice";
/** No administrator has a word here. */
const NOWHERE = "/nowhere";
const isWindows = Deno.build.os === "windows";

/** The settings of a config.toml with this text (`undefined`: there is none) and of `-c`. */
async function load(
  text: string | undefined,
  overrides: string[] = [],
  environment: Record<string, string> = { HOME },
): Promise<TomlConfig & { codexHome: string }> {
  const codexHome = await Deno.makeTempDir();
  try {
    if (text !== undefined) Deno.writeTextFileSync(`${codexHome}/config.toml`, text);
    const read = (name: string) => environment[name];
    return { codexHome, ...await loadSettings(codexHome, overrides, read, () => {}, NOWHERE) };
  } finally {
    await Deno.remove(codexHome, { recursive: true });
  }
}

Deno.test("a byte order mark, as editors on Windows write it, is no error", async () => {
  assert.equal(
    (await load('\ufefflog_dir = "/var/codex"\n')).logDir,
    pathIn(Deno.cwd(), "/var/codex"),
  );
});

for (
  const [text, place] of [
    ["log_dir = = 2\n", "1:11"],
    ["a = 1\nlog_dir = \n", "2:11"],
    ["a = 1\nb = 2\n\n[unclosed\n", "4:10"],
    ['log_dir = "unclosed\n', "1:"],
    ["log_dir = /var/codex\n", "1:"],
    ["a = 1\na = 2\n", "2:"],
    ["just words\n", "1:"],
  ] as const
) {
  Deno.test(`broken TOML is told with file, line and column: ${JSON.stringify(text)}`, async () => {
    await assert.rejects(load(text), (error) => {
      assert.ok(error instanceof LoginError);
      assert.equal(error.failure.kind, "usage");
      const [, found = "", what = ""] = /config\.toml:(\d+:\d+): (.+)$/.exec(error.message) ?? [];
      assert.ok(found.startsWith(place), error.message);
      assert.ok(what.length > 5, error.message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}

Deno.test("a config.toml that is a folder is told, with its path", async () => {
  const codexHome = await Deno.makeTempDir();
  try {
    Deno.mkdirSync(`${codexHome}/config.toml`);
    await assert.rejects(loadSettings(codexHome, [], () => undefined, () => {}), (error) => {
      assert.ok(error instanceof LoginError && error.failure.kind === "usage");
      assert.ok(
        error.message.includes(`${pathIn(codexHome, "config.toml")} cannot be read`),
        error.message,
      );
      return true;
    });
  } finally {
    await Deno.remove(codexHome, { recursive: true });
  }
});

for (
  const [override, logDir] of [
    ["log_dir=/srv/logs", "/srv/logs"],
    ['log_dir="/srv/logs"', "/srv/logs"],
    ["log_dir='/srv/logs'", "/srv/logs"],
    ["log_dir = /srv/logs ", "/srv/logs"],
    ['log_dir="/srv/logs', "/srv/logs"],
    ["log_dir=''/srv/my 'logs\"", "/srv/my 'logs"],
    ["log_dir=/srv/my logs", "/srv/my logs"],
    ["log_dir=/srv/a=b#c", "/srv/a=b#c"],
    ['log_dir="/srv/tab\\there"', "/srv/tab\there"],
    ["log_dir=~/logs", `${HOME}/logs`],
    ["log_dir=~", HOME],
    ["log_dir=logs", `${Deno.cwd()}/logs`],
    ["log_dir=~other/logs", `${Deno.cwd()}/~other/logs`],
  ] as const
) {
  Deno.test({
    name: `-c ${JSON.stringify(override)} gives a value of TOML, else plain text`,
    ignore: isWindows,
    fn: async () => assert.equal((await load(undefined, [override])).logDir, logDir),
  });
}

Deno.test({
  name: "a log_dir behind -c must be a full path where the working folder is gone",
  ignore: isWindows,
  async fn() {
    const before = Deno.cwd();
    const folder = await Deno.makeTempDir();
    try {
      Deno.chdir(folder);
      await Deno.remove(folder);
      assert.equal((await load(undefined, ["log_dir=/srv/logs"])).logDir, "/srv/logs");
      await assert.rejects(
        load(undefined, ["log_dir=logs"]),
        /-c log_dir: log_dir takes a full path/,
      );
    } finally {
      Deno.chdir(before);
    }
  },
});

Deno.test("a relative log_dir of config.toml starts from CODEX_HOME", async () => {
  const { logDir, codexHome } = await load('log_dir = "logs/here"');
  assert.equal(logDir, pathIn(codexHome, "logs/here"));
});

for (
  const [override, words] of [
    ["log_dir", /-c takes key=value, such as -c log_dir=\S+; got "log_dir"/],
    ["=/srv/logs", /-c takes key=value/],
    [" =x", /-c takes key=value/],
    ["features..a=1", /-c takes key=value/],
    ["", /-c takes key=value/],
    ["no key\n", /got "no key\\n"/],
  ] as const
) {
  Deno.test(`-c ${JSON.stringify(override)} is refused in one line`, async () => {
    await assert.rejects(load(undefined, [override]), (error) => {
      assert.ok(error instanceof LoginError && error.failure.kind === "usage");
      assert.match(error.message, words);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}

Deno.test("a config.toml that is no UTF-8 is refused by its path", async () => {
  const codexHome = await Deno.makeTempDir();
  await Deno.writeFile(`${codexHome}/config.toml`, Uint8Array.of(0x61, 0x3d, 0x22, 0xff, 0x22));
  await assert.rejects(loadSettings(codexHome, [], () => undefined, () => {}), {
    message: `${pathIn(codexHome, "config.toml")}: this is not UTF-8 text.`,
  });
  await Deno.remove(codexHome, { recursive: true });
});

for (
  const line of [
    "a = 9223372036854775807",
    "a = 9007199254740993",
    "a = 2016-12-31T23:59:60Z",
    "a = 23:59:60.5",
    "a = [2016-12-31 23:59:60+01:00]",
  ]
) {
  Deno.test(`${line} in a key that no login reads keeps none from starting`, async () => {
    const { logDir } = await load(`${line}\nlog_dir = "/x:60"\n`);
    assert.equal(logDir, pathIn(Deno.cwd(), "/x:60"));
  });
}

Deno.test("a config.toml past its limit is refused, and says so", async () => {
  await assert.rejects(
    load("# \n".repeat(400_000)),
    /config\.toml cannot be read: it is larger than 1 MiB\.$/,
  );
});

Deno.test("a config.toml at its limit, of nothing but keys, is read", async () => {
  const keys = Array.from({ length: 90_000 }, (_, index) => `k${index}=1\n`).join("");
  assert.equal((await load(`${keys}log_dir = "/x"`)).logDir, pathIn(Deno.cwd(), "/x"));
});
