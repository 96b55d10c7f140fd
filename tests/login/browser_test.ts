import assert from "node:assert/strict";
import { type OpenFailure, systemBrowser } from "../../src/login/browser.ts";
import { ENVIRONMENT_NAMES, OPENER_VARIABLES } from "../../src/base/environment_names.ts";
import { openerCommands, OPENERS, type TargetOs } from "../../src/base/platform.ts";
import { runScript } from "../fixtures/run_script.ts";

const isWindows = Deno.build.os === "windows";
const URL_TEXT = "https://auth.example/oauth/authorize?a=1&b=$(touch%20x);c='d'&e=$&";

for (
  const [what, os, browser, expected] of [
    ["no $BROWSER", "linux", undefined, []],
    ["an empty one", "linux", "", []],
    ["blanks", "linux", " : ", []],
    ["a program", "linux", "firefox", [["firefox", URL_TEXT]]],
    ["a program with arguments", "linux", "firefox --new-tab", [[
      "firefox",
      "--new-tab",
      URL_TEXT,
    ]]],
    ["a place for the URL", "linux", "open-it --url=%s -v", [[
      "open-it",
      `--url=${URL_TEXT}`,
      "-v",
    ]]],
    ["two places", "linux", "x %s %s", [["x", URL_TEXT, URL_TEXT]]],
    ["several programs", "linux", "w3m:lynx %s:", [["w3m", URL_TEXT], ["lynx", URL_TEXT]]],
    ["what a shell would run", "linux", "x ; rm -rf $HOME", [[
      "x",
      ";",
      "rm",
      "-rf",
      "$HOME",
      URL_TEXT,
    ]]],
    ["a path", "darwin", "/opt/browser", [["/opt/browser", URL_TEXT]]],
    ["a quoted path", "linux", '"/opt/my browser" -n', [["/opt/my browser", "-n", URL_TEXT]]],
    ["spaces in a path of Windows", "windows", "C:\\Program Files\\b.exe -n", [
      ["C:\\Program Files\\b.exe", "-n", URL_TEXT],
    ]],
    ["a path of Windows", "windows", "C:\\b.exe;D:\\c.exe", [["C:\\b.exe", URL_TEXT], [
      "D:\\c.exe",
      URL_TEXT,
    ]]],
  ] as [string, TargetOs, string | undefined, string[][]][]
) {
  Deno.test(`with ${what} for $BROWSER on ${os}, its programs come first, the URL one argument`, () => {
    const commands = openerCommands(URL_TEXT, os, browser);
    assert.deepEqual(commands.slice(0, expected.length), expected);
    const platform = commands.slice(expected.length);
    assert.deepEqual(platform.map(([program]) => program), OPENERS[os]);
    for (const command of platform) assert.equal(command.at(-1), URL_TEXT);
  });
}

Deno.test("on Windows the URL goes to the protocol handler, past every shell", () => {
  assert.deepEqual(openerCommands(URL_TEXT, "windows", undefined), [
    ["rundll32", "url.dll,FileProtocolHandler", URL_TEXT],
  ]);
});

/** Opens the URL; the opener alone does not keep a program alive, so the test must. */
async function openWith(variables: Record<string, string>): Promise<OpenFailure | undefined> {
  const alive = setInterval(() => {}, 1_000);
  try {
    return await systemBrowser((name) => variables[name])(URL_TEXT);
  } finally {
    clearInterval(alive);
  }
}

/** Opens with a `$BROWSER` that is this shell script, and gives what the script saw. */
async function open(
  script: string,
  environment: Record<string, string> = {},
): Promise<{ failure: OpenFailure | undefined; read: (name: string) => string }> {
  const folder = await Deno.makeTempDir();
  try {
    const program = `${folder}/browser`;
    await Deno.writeTextFile(program, `#!/bin/sh\ncd '${folder}' || exit 9\n${script}\n`);
    await Deno.chmod(program, 0o755);
    const variables: Record<string, string> = { PATH: folder, BROWSER: program, ...environment };
    const failure = await openWith(variables);
    const texts = new Map(
      [...Deno.readDirSync(folder)].map((
        { name },
      ) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
    );
    return { failure, read: (name) => texts.get(name) ?? assert.fail(`${name} was not written`) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "the opener gets the URL as it is, in one argument",
  ignore: isWindows,
  fn: async () => {
    const { failure, read } = await open(`printf '%s\\n' "$#" "$@" > arguments`);
    assert.equal(failure, undefined);
    assert.equal(read("arguments"), `1\n${URL_TEXT}\n`);
  },
});

Deno.test({
  name: "the opener gets the terminal's environment, PATH without the working directory",
  ignore: isWindows,
  fn: async () => {
    const { read } = await open("/usr/bin/env > variables", { PATH: ".:/usr/bin::/bin" });
    const inherited = new Set(read("variables").split("\n"));
    assert.ok(inherited.has("PATH=/usr/bin:/bin"), read("variables"));
    assert.ok(inherited.has(`HOME=${Deno.env.get("HOME")}`), read("variables"));
  },
});

for (const isRefused of [false, true]) {
  Deno.test({
    name: isRefused
      ? "with LD_* set, with which Deno starts nothing, the opener gets what each desktop needs"
      : "the opener gets variables that this program may not read, and the terminal's proxy",
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        const program = `${folder}/browser`;
        await Deno.writeTextFile(program, `#!/bin/sh\n/usr/bin/env > '${folder}/variables'\n`);
        await Deno.chmod(program, 0o755);
        const given = Object.fromEntries(OPENER_VARIABLES.map((name) => [name, `${name} of mine`]));
        const env = { ...given, PATH: "/usr/bin:/bin", BROWSER: program };
        const { code, stderr } = await runScript("open_browser", [URL_TEXT], {
          permissions: [
            ...["--no-prompt", "--allow-read", `--allow-run=${program}`],
            `--allow-env=${ENVIRONMENT_NAMES.join(",")}`,
          ],
          env: {
            ...{ ...env, DENO_DIR: denoDir(), UNKNOWN_TO_US: "seen", HTTPS_PROXY: "ours" },
            ...(isRefused && { LD_LIBRARY_PATH: "/nonexistent" }),
          },
        });
        assert.equal(code, 0, stderr);
        const seen = Deno.readTextFileSync(`${folder}/variables`).split("\n");
        for (const [name, value] of Object.entries(env)) {
          assert.ok(seen.includes(`${name}=${value}`), name);
        }
        assert.ok(seen.includes("HTTPS_PROXY=the terminal's"));
        assert.equal(seen.includes("UNKNOWN_TO_US=seen"), !isRefused);
        assert.ok(!seen.some((line) => line.startsWith("LD_")));
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Where Deno keeps what it loaded, since HOME is another one there. */
function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}

Deno.test({
  name: "an opener that ends with an error is told, without its output",
  ignore: isWindows,
  fn: async () => {
    const { failure } = await open("echo canary; echo canary >&2; exit 3");
    assert.equal(failure?.reason, "exited_with_error");
    assert.match(failure?.explanation ?? "", /browser ended with exit code 3$/);
  },
});

Deno.test({
  name: "a program that is not there gives way to the next one",
  ignore: isWindows,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const program = `${folder}/second`;
      await Deno.writeTextFile(program, `#!/bin/sh\necho "$1" > '${folder}/opened'\n`);
      await Deno.chmod(program, 0o755);
      assert.equal(await openWith({ BROWSER: `${folder}/gone:${program}` }), undefined);
      assert.equal(await Deno.readTextFile(`${folder}/opened`), `${URL_TEXT}\n`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "without any opener, what the person chose is explained, and nothing throws",
  ignore: isWindows,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const failure = await openWith({ PATH: folder, BROWSER: `${folder}/gone` });
      assert.equal(failure?.reason, "not_found");
      assert.ok(failure?.explanation.startsWith(`${folder}/gone was not found`));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("only variables that the permissions name are read", async () => {
  const names = new Set<string>();
  await systemBrowser((name) => {
    names.add(name);
    return name === "BROWSER" ? "/no/such/browser" : name === "PATH" ? "/no/such/path" : undefined;
  })(URL_TEXT);
  for (const name of names) assert.ok(ENVIRONMENT_NAMES.includes(name), name);
  assert.ok(names.has("BROWSER"));
});
