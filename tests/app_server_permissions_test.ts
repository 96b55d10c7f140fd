// What an app-server may still do after it has narrowed itself, asked of the runtime in a child.
import assert from "node:assert/strict";
import { denoArgs } from "../scripts/deno_args.ts";
import { projectPath } from "../scripts/project.ts";
import { startFlags } from "../src/permissions.ts";

const ISSUER = "https://auth.example.com";

const QUESTIONS: [Deno.PermissionDescriptor, isKept: boolean][] = [
  [{ name: "net", host: "127.0.0.1:1455" }, true],
  [{ name: "net", host: "[::1]:1455" }, true],
  [{ name: "env", variable: "DENO_SERVE_ADDRESS" }, true],
  [{ name: "net", host: "auth.example.com:443" }, false],
  [{ name: "net" }, false],
  [{ name: "env", variable: "HOME" }, false],
  [{ name: "env" }, false],
  [{ name: "read" }, false],
  [{ name: "read", path: "/etc/hostname" }, false],
  [{ name: "write" }, false],
  [{ name: "run" }, false],
  [{ name: "run", command: "xdg-open" }, false],
  [{ name: "sys" }, false],
  [{ name: "ffi" }, false],
];

Deno.test("an app-server keeps loopback and one variable, and nothing else", async () => {
  const script = `
    import { keepAppServerPermissions } from ${JSON.stringify(projectPath("src/permissions.ts"))};
    const questions = ${JSON.stringify(QUESTIONS.map(([question]) => question))};
    const ask = () => questions.map((one) => Deno.permissions.querySync(one).state === "granted");
    const before = ask();
    keepAppServerPermissions({ issuer: ${JSON.stringify(ISSUER)} });
    console.log(JSON.stringify({ before, after: ask() }));
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const flags = startFlags({ issuer: ISSUER, os: "linux" });
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", ...await denoArgs(), ...flags, file],
      stderr: "inherit",
    }).output();
    const { before, after } = JSON.parse(new TextDecoder().decode(stdout));
    assert.ok(before[3] && before[7] && before[9], "the start has what is then given up");
    assert.deepEqual(after, QUESTIONS.map(([, isKept]) => isKept));
  } finally {
    await Deno.remove(file);
  }
});
