/** `--json` gives one JSON value on standard output also where a command cannot even begin. */
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { run } from "../../src/cli/cli.ts";
import type { CliPorts } from "../../src/cli/cli_ports.ts";
import { openScreen } from "../../src/cli/terminal/screen.ts";
import { runCommand } from "../fixtures/run_command.ts";

const BREAKS: readonly [
  what: string,
  prepare: (home: ProgramHome) => Promise<Record<string, string>>,
  args: string[],
][] = [
  [
    "CODEX_HOME is missing",
    (home) => Promise.resolve({ CODEX_HOME: `${home.path}/missing` }),
    [],
  ],
  [
    "CODEX_HOME is a file",
    async (home) => {
      await Deno.writeTextFile(`${home.path}/file`, "");
      return { CODEX_HOME: `${home.path}/file` };
    },
    [],
  ],
  [
    "config.toml is broken",
    async (home) => {
      await Deno.writeTextFile(`${home.codexHome}/config.toml`, "log_dir = [");
      return {};
    },
    [],
  ],
  ["an option is unknown", () => Promise.resolve({}), ["--no-such-option"]],
  ["-c is no key=value", () => Promise.resolve({}), ["-c", "nonsense"]],
];

for (const [what, prepare, more] of BREAKS) {
  for (const name of [["status"], ["login", "status"], ["permissions"], []]) {
    Deno.test(`${name.join(" ") || "a sign-in"} --json where ${what}: one value, exit code 2`, async () => {
      await using home = await makeProgramHome();
      const env = await prepare(home);
      const { code, stdout, stderr } = await runCommand([...name, "--json", ...more], {
        home,
        env,
      });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^Error: .+\n$/);
      const values = name.length === 0
        ? stdout.trim().split("\n").map((line) => JSON.parse(line))
        : [JSON.parse(stdout)];
      const last = values.at(-1);
      assert.ok(stderr.includes(last.error ?? last.message), stdout);
      if (name.includes("status")) assert.deepEqual([last.logged_in, last.method], [false, null]);
      if (name.length === 0) assert.deepEqual([last.type, last.signed_in], ["outcome", false]);
    });
  }
}

for (const name of ["doctor", "report"]) {
  Deno.test(`${name} --json with a bad option: one value, exit code 2`, async () => {
    await using home = await makeProgramHome();
    for (const more of ["--no-such-option", "--issuer=c4nary"]) {
      const { code, stdout, stderr } = await runCommand([name, "--json", more], { home });
      assert.equal(code, 2, stderr);
      const value = JSON.parse(stdout);
      assert.equal(stderr, `Error: ${value.error}\n`);
      if (name === "doctor") assert.deepEqual([value.ok, value.checks], [false, []]);
    }
  });
}

Deno.test("doctor --json goes on where CODEX_HOME is missing or a -c is broken, and says so", async () => {
  await using home = await makeProgramHome();
  const args = ["doctor", "--json", "--offline", "-c", "nonsense"];
  const env = { CODEX_HOME: `${home.path}/missing` };
  const { code, stdout, stderr } = await runCommand(args, { home, env });
  assert.deepEqual([code, stderr], [1, ""]);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Record<string, string>[] };
  const failed = checks.filter(({ status }) => status === "failed").map(({ id }) => id);
  assert.equal(ok, false);
  assert.deepEqual(failed.slice(0, 2), ["codex-home", "config-override"]);
  assert.ok(checks.length > 10);
});

Deno.test("without --json, and for commands that have none, standard output stays empty", async () => {
  await using home = await makeProgramHome();
  for (const args of [["status", "--no-such"], ["logs", "--json"], ["completion", "--json"]]) {
    const { code, stdout, stderr } = await runCommand(args, { home });
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^Error: .+\n$/);
  }
});

const MISLEADING: readonly [args: string[], key: string][] = [
  [["--client-id", "status", "--bogus"], "signed_in"],
  [["-c", "a=1", "--config", "logs", "--bogus"], "signed_in"],
  [["-cstatus", "--bogus"], "signed_in"],
  [["--experimental_issuer", "doctor", "--port=logs", "--bogus"], "signed_in"],
  [["login", "doctor"], "signed_in"],
  [["--client-id", "logs", "login", "status", "--bogus"], "logged_in"],
  [["--issuer=https://a.example", "status", "--bogus"], "logged_in"],
  [["doctor", "--issuer", "status", "--bogus"], "checks"],
];

for (const [args, key] of MISLEADING) {
  Deno.test(`${args.join(" ")} --json: the shape is that of the command, not of a value`, async () => {
    await using home = await makeProgramHome();
    const { code, stdout, stderr } = await runCommand([...args, "--json"], { home });
    assert.equal(code, 2, stderr);
    assert.ok(key in JSON.parse(stdout), stdout);
  });
}

/** What the terminal shows where the program itself fails at its first look at the environment. */
async function brokenRun(args: string[]): Promise<string> {
  const said: string[] = [];
  const screen = { ...openScreen(() => {}, false), say: (text: string) => void said.push(text) };
  const ports: Partial<CliPorts> = {
    screen,
    print() {},
    readEnvironment() {
      throw new RangeError("c4nary");
    },
    signal: new AbortController().signal,
  };
  assert.notEqual(await run(args, ports as CliPorts), 0);
  return said.join("\n");
}

Deno.test("only a sign-in begins its failure with the words of one", async () => {
  for (const name of ["doctor", "report", "permissions", "app-server", "logs"]) {
    assert.match(await brokenRun([name]), /^Error: /, name);
  }
  assert.match(await brokenRun(["status"]), /^Error checking login status: /);
  assert.match(await brokenRun(["logout"]), /^Error logging out: /);
  for (const args of [[], ["login"], ["--client-id", "logs"]]) {
    assert.match(await brokenRun(args), /^Error logging in: /, args.join(" "));
  }
});
