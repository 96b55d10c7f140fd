// What an app-server may still do while it serves, asked of the runtime.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { currentOs, OPENERS } from "../../src/base/platform.ts";
import { startFlags } from "../../src/confinement/permissions.ts";

const ISSUER = "https://auth.example.com";
const OS = currentOs();
const [OPENER = ""] = OPENERS[OS];

const QUESTIONS: [Deno.PermissionDescriptor, isKept: boolean][] = [
  [{ name: "net", host: "127.0.0.1:1455" }, true],
  [{ name: "net", host: "[::1]:1455" }, true],
  [{ name: "env", variable: "DENO_SERVE_ADDRESS" }, false],
  [{ name: "net", host: "auth.example.com:443" }, false],
  [{ name: "net" }, false],
  [{ name: "env", variable: "HOME" }, false],
  [{ name: "env" }, false],
  [{ name: "read" }, false],
  [{ name: "read", path: "/etc/hostname" }, false],
  [{ name: "write" }, false],
  [{ name: "run" }, false],
  [{ name: "run", command: OPENER }, false],
  [{ name: "sys" }, false],
  [{ name: "ffi" }, false],
];

Deno.test("before it reads a byte an app-server keeps loopback, and nothing else", async () => {
  await using home = await makeProgramHome();
  // Deno grants a program only where PATH leads to it; Windows has its own.
  const programs = await Deno.makeTempDir();
  const isWindows = OS === "windows";
  if (!isWindows) await Deno.writeTextFile(`${programs}/${OPENER}`, "#!/bin/sh\n", { mode: 0o755 });
  const flags = startFlags({ issuer: ISSUER, os: OS });
  const child = projectPath("tests/fixtures/app_server_permissions_child.ts");
  const questions = JSON.stringify(QUESTIONS.map(([question]) => question));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", ...await denoArgs(), ...flags],
      ...[child, ISSUER, home.codexHome, questions],
    ],
    env: isWindows ? {} : { PATH: `${programs}:${Deno.env.get("PATH")}` },
    stdin: "null",
    stderr: "inherit",
  }).output().finally(() => Deno.remove(programs, { recursive: true }));
  const { before, atFirstRead } = JSON.parse(new TextDecoder().decode(stdout));
  assert.deepEqual(
    QUESTIONS.filter((_, index) => before[index]).map(([question]) => question.name),
    ["net", "net", "net", "env", "read", "read", "write", "run"],
  );
  assert.deepEqual(atFirstRead, QUESTIONS.map(([, isKept]) => isKept));
});
