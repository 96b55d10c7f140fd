/** What `--help` and `help` print, and that all of it comes from the tables. */
import assert from "node:assert/strict";
import { helpText, usageOf } from "../../src/cli/help.ts";
import { parseCommand } from "../../src/cli/command.ts";
import { COMMAND_NAMES, COMMANDS } from "../../src/cli/command_table.ts";
import { commandTable } from "../../scripts/command_table.ts";
import { projectPath } from "../../scripts/project.ts";
import { OPTION_NAMES, type OptionName, OPTIONS } from "../../src/cli/option_table.ts";

/** What no command here acts on. */
function isCodexOnly(option: OptionName): boolean {
  return OPTIONS[option].isPassedOver === true || OPTIONS[option].refusal !== undefined;
}

const PAGES = [undefined, ...COMMAND_NAMES];

for (const topic of PAGES) {
  Deno.test(`the help on ${topic ?? "everything"} fits a terminal`, () => {
    const lines = helpText(topic).split("\n");
    assert.ok(lines.length <= (topic ? 25 : 40), `${lines.length} lines`);
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.ok(lines.every((line) => line === line.trimEnd()));
  });
}

Deno.test("the overview names every command, every option of a sign-in and the environment", () => {
  const text = helpText();
  for (const name of COMMAND_NAMES) assert.match(text, new RegExp(`^  ${name} +\\S`, "m"));
  for (
    const shown of [
      ...["--no-browser", "--port <N>", "--timeout <TIME>", "--issuer <URL>", "--client-id <ID>"],
      ...["-c, --config", "--json", "--enable", "--disable", "-h, --help", "-V, --version"],
      ...["CODEX_HOME", "BROWSER", "CODEX_CA_CERTIFICATE", "SSL_CERT_FILE", "HTTPS_PROXY"],
      ...["NO_PROXY", "RUST_LOG", "auth.json", "codex-login.log", "Exit codes"],
    ]
  ) assert.ok(text.includes(shown), shown);
});

Deno.test("the help on a command has its options and no others; every other but codex's own stands in one", () => {
  const shown = new Set<string>();
  for (const name of COMMAND_NAMES) {
    const listed = [...helpText(name).matchAll(/^ {2}(?:-\w,| {3}) --([\w-]+)/gm)]
      .map(([, option]) => option);
    const taken = COMMANDS[name].options.filter((option) => OPTIONS[option].help);
    assert.deepEqual(listed, [...taken, "help", "version"]);
    for (const option of taken) shown.add(option);
  }
  const missing = OPTION_NAMES.filter((option) => !shown.has(option) && !isCodexOnly(option));
  assert.deepEqual(missing, [
    ...["qr", "api-key", "browser", "check", "disable", "listen", "stdio"],
    ...["analytics-default-enabled", "help", "version"],
  ]);
});

Deno.test("a usage line has the options that are a command's own", () => {
  assert.equal(usageOf("login"), "codex-login [login] [options]");
  assert.equal(usageOf("app-server"), "codex-login app-server [options]");
  assert.equal(usageOf("status"), "codex-login [login] status [--offline] [--json]");
  assert.equal(usageOf("logs"), "codex-login logs [--last] [--follow] [--level <LEVEL>]");
  assert.equal(usageOf("help"), "codex-login help [command]");
});

Deno.test("the help on a command shows examples, and before its options", () => {
  for (const name of COMMAND_NAMES) {
    assert.match(helpText(name), /\nExamples:\n {2}\S[^]*\nOptions:\n/, name);
  }
});

Deno.test("every example is a command line that is understood, as the command that it stands at", () => {
  for (const name of COMMAND_NAMES) {
    for (const [line] of COMMANDS[name].examples ?? []) {
      const [, args = ""] = /codex-login ?(.*)$/.exec(line) ?? assert.fail(line);
      const { kind } = parseCommand(args === "" ? [] : args.split(" "));
      const kinds: string[] = name === "login"
        ? ["login", "device", "api_key", "access_token"]
        : [name];
      assert.ok(kinds.includes(kind), line);
    }
  }
});

Deno.test("each command takes the options of its row, and refuses each of the others by name", () => {
  const value: Partial<Record<OptionName, string>> = {
    ...{
      port: "1455",
      timeout: "9",
      level: "warn",
      listen: "stdio://",
      enable: "goals",
      disable: "goals",
    },
  };
  for (const name of COMMAND_NAMES.filter((name) => name !== "help")) {
    const asked = OPTION_NAMES.filter((one) => !["help", "version", "api-key"].includes(one));
    for (const option of asked.filter((one) => !isCodexOnly(one))) {
      const isFlag = OPTIONS[option].kind === "flag";
      const args = [name, `--${option}`, ...(isFlag ? [] : [value[option] ?? "a=b"])];
      if (COMMANDS[name].options.includes(option)) parseCommand(args);
      else {
        const message = `${name} does not take --${option}. See --help.`;
        assert.throws(() => parseCommand(args), { message }, args.join(" "));
      }
    }
  }
});

Deno.test("the README's table of commands is the one that scripts/command_table.ts makes", async () => {
  const readme = await Deno.readTextFile(projectPath("README.md"));
  // The formatter pads the columns.
  const bare = (text: string) => text.replace(/-{3,}/g, "---").replace(/ +/g, " ");
  assert.ok(bare(readme).includes(bare(commandTable())), `it should say:\n\n${commandTable()}\n`);
});
