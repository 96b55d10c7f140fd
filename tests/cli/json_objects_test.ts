/** The objects of `--json` are the ones that README documents, in snake_case. */
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { projectPath } from "../../scripts/project.ts";
import { failureLine, findingLine, type JsonLine } from "../../src/cli/json_lines.ts";
import { usageError } from "../../src/errors/errors.ts";
import { runCommand, runProcess } from "../fixtures/run_command.ts";

/** What README's table says of a command: its keys, and those of the objects in its list. */
async function documented(command: string) {
  const readme = await Deno.readTextFile(projectPath("README.md"));
  const rows = readme.split("\n").filter((line) => line.startsWith(`| \`${command}\` `));
  const row = rows.find((line) => /(?:`\w+`\?? ?:? ?){2,}\s*\|$/.test(line)) ??
    assert.fail(`README has no row of ${command}`);
  const keys = (text = "") =>
    [...text.matchAll(/`(\w+)`(\?)?/g)].map(([, key = "", may]) => ({ key, isOptional: !!may }));
  const [own, inner] = row.split("|")[2]?.replace(/;.*: /, ": ").split(/: /) ?? [];
  return inner !== undefined && !own?.includes("`")
    ? { own: keys(inner), inner: [] }
    : { own: keys(own), inner: keys(inner) };
}

type Keys = Awaited<ReturnType<typeof documented>>["own"];

function assertKeys(value: object, expected: Keys, what: string): void {
  const found = Object.keys(value);
  const names = expected.map(({ key }) => key);
  assert.deepEqual(found.filter((key) => !names.includes(key)), [], `${what}: not in README`);
  const needed = expected.filter(({ isOptional }) => !isOptional).map(({ key }) => key);
  assert.deepEqual(needed.filter((key) => !found.includes(key)), [], `${what}: missing`);
}

function assertSnakeCase(value: unknown, what: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) assert.match(key, /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/, what);
    assertSnakeCase(inner, what);
  }
}

async function assertDocumented(command: string, text: string): Promise<void> {
  const json = JSON.parse(text);
  const { own, inner } = await documented(command);
  assertSnakeCase(json, command);
  for (const object of Array.isArray(json) ? json : [json]) {
    assertKeys(object, own, command);
    for (const part of inner.length > 0 ? object.checks : []) assertKeys(part, inner, "a check");
  }
}

Deno.test("the lines of a sign-in are those that README documents", async () => {
  const finding = { class: "tls_unknown_issuer", what: "W.", todo: "T." } as const;
  const lines: (JsonLine | Record<string, unknown>)[] = [
    { type: "phase", phase: "bind", at: "2026-03-06T22:09:14.066Z" },
    { type: "authorize_url", url: "https://auth.example/", port: 1455 },
    { type: "device_code", verification_url: "https://auth.example/", user_code: "A-1" },
    findingLine(finding),
    { type: "outcome", signed_in: true, log: null },
    failureLine(usageError("no"), undefined),
  ];
  for (const { type, ...line } of lines) {
    const { own, inner } = await documented(String(type));
    const isFailure = "signed_in" in line && !line.signed_in;
    assertKeys(line, isFailure ? [...own, ...inner] : own, String(type));
    assertSnakeCase(line, String(type));
  }
  const over = await documented("warning");
  const { type, ...line } = findingLine({ ...finding, todo: undefined });
  assert.equal(type, "warning_over");
  assertKeys(line, over.inner, type);
});

const withKey = (home: ProgramHome) =>
  Deno.writeTextFile(home.authFile, JSON.stringify({ OPENAI_API_KEY: "sk-proj-abcdefghijklmnop" }));

for (
  const [command, args, prepare] of [
    ["status", []],
    ["status", [], withKey],
    ["status", ["-c", "forced_login_method=chatgpt"], withKey],
    ["logout", []],
    ["logout", [], withKey],
    ["doctor", ["--offline"]],
    ["--version", []],
  ] as [string, string[], ((home: ProgramHome) => Promise<void>)?][]
) {
  const state = prepare ? "with a key" : "with nothing";
  Deno.test(`${[command, ...args].join(" ")} --json ${state} prints what README documents`, async () => {
    await using home = await makeProgramHome();
    await prepare?.(home);
    const { stdout, stderr } = await runCommand([command, ...args, "--json"], { home });
    await assertDocumented(command, stdout);
    assert.equal(stderr, "", "a program is told once");
  });
}

Deno.test("report --json writes what README documents", async () => {
  await using home = await makeProgramHome();
  const output = `${home.path}/report.json`;
  const { code } = await runCommand(["report", "--json", "--output", output], { home });
  assert.equal(code, 0);
  const { own } = await documented("report");
  const json = JSON.parse(await Deno.readTextFile(output));
  assertKeys(json, own, "report");
  assertSnakeCase(json, "report");
});

Deno.test("permissions --json prints what README documents", async () => {
  await using home = await makeProgramHome();
  const { stdout } = await runProcess(["permissions", "--json"], { home });
  await assertDocumented("permissions", stdout);
});

Deno.test("a logout that fails says so in its object", async () => {
  await using home = await makeProgramHome();
  const { code, stdout } = await runCommand(["logout", "--json", "--issuer", "nonsense"], { home });
  assert.equal(code, 2);
  const { error, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, { logged_out: false });
  assert.match(error, /--issuer/);
});

Deno.test("what people type who know other programs does what they expect", async () => {
  await using home = await makeProgramHome();
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCommand(args, { home });
    return { code, text: stdout + stderr };
  };
  assert.deepEqual(await said("whoami"), await said("status"));
  assert.deepEqual(await said("version"), await said("--version"));
  assert.deepEqual(await said("logs", "help"), await said("help", "logs"));
  assert.deepEqual(await said("whoami", "--help"), await said("help", "status"));
  assert.match((await said("vresion")).text, /did you mean version\?/);
});
