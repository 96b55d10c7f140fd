// One module says what the program may do; everything else takes it from there.
import assert from "node:assert/strict";
import { environmentList, permissionTable } from "../../scripts/permission_table.ts";
import { projectPath } from "../../scripts/project.ts";
import { launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import {
  LISTENER_PERMISSIONS,
  PERMISSION_NAMES,
  startFlags,
  startPermissions,
  workerPermissions,
} from "../../src/confinement/permissions.ts";
import { networkAddress } from "../../src/base/endpoints.ts";

Deno.test("the flags name hosts, variables and programs, and open nothing else", () => {
  const flags = startFlags({ os: "linux", issuer: "https://login.example.com/tenant/" });
  assert.deepEqual(flags.map((flag) => flag.split("=")[0]), [
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-net",
    "--allow-env",
    "--allow-run",
    "--allow-sys",
  ]);
  assert.ok(flags.includes("--allow-net=127.0.0.1,[::1],login.example.com:443"));
  assert.ok(flags.includes("--allow-run=xdg-open,wslview,secret-tool,/bin/cat"));
  assert.ok(startFlags({ os: "darwin" }).includes("--allow-run=open,security"));
  assert.ok(startFlags({ os: "windows" }).includes("--allow-run=rundll32"));
});

Deno.test("a browser of the person's own is a program more, from source only", () => {
  const run = (browser: string) => startPermissions({ os: "darwin", browser }).run;
  assert.deepEqual(run("/opt/firefox --private %s:lynx"), ["/opt/firefox", "open", "security"]);
  assert.deepEqual(run(""), ["open", "security"]);
  // A comma would be another program in the flag.
  assert.deepEqual(run("a,sh"), ["open", "security"]);
});

Deno.test("an issuer's address is its host and its port, also where the port goes without saying", () => {
  assert.equal(networkAddress("https://auth.openai.com"), "auth.openai.com:443");
  assert.equal(networkAddress("http://localhost/x"), "localhost:80");
  assert.equal(networkAddress("http://[::1]:8080"), "[::1]:8080");
});

Deno.test("the side that listens keeps nothing, the worker two folders and the issuer", () => {
  assert.deepEqual(Object.keys(LISTENER_PERMISSIONS), [...PERMISSION_NAMES]);
  assert.ok(Object.values(LISTENER_PERMISSIONS).every((grant) => grant === false));
  const worker = workerPermissions({ issuer: "https://a.example", codexHome: "/h", logDir: "/l" });
  assert.deepEqual(worker, {
    ...LISTENER_PERMISSIONS,
    read: ["/h", "/l"],
    write: ["/h", "/l"],
    net: ["a.example:443"],
  });
});

Deno.test("README's table and the names in src/README.md say what the code grants", async () => {
  const readme = await Deno.readTextFile(projectPath("README.md"));
  const house = await Deno.readTextFile(projectPath("src/README.md"));
  // The formatter pads the columns and breaks the lines.
  const bare = (text: string) => text.replace(/-{3,}/g, "---").replace(/\s+/g, " ");
  for (const [file, text] of [[readme, permissionTable()], [house, environmentList()]] as const) {
    assert.ok(bare(file).includes(bare(text)), `it should say:\n\n${text}\n`);
  }
});

Deno.test({
  name: "no permission flag is written anywhere but in src/confinement/permissions.ts",
  // It asks git for the files; that is looked at elsewhere.
  ignore: Deno.build.os === "windows",
  async fn() {
    const shown = new Deno.Command("git", {
      args: [
        "grep",
        "-lE",
        "--",
        "--allow-(read|write|net|env|run|sys|ffi|import|all)",
        ":(exclude)*.md",
      ],
      cwd: projectPath("."),
    }).outputSync().stdout;
    const files = new TextDecoder().decode(shown).trim().split("\n").sort();
    assert.deepEqual(
      files.filter((file) => !/^(src\/confinement\/permissions\.ts|tests\/.*)$/.test(file)),
      [],
    );
    const source = await Deno.readTextFile(projectPath("src/confinement/permissions.ts"));
    assert.match(source, /--allow-/);
  },
});

Deno.test("from source, `permissions` shows the same split as the executable", async () => {
  const { command, args } = await launchOfProgram({ issuer: "https://auth.openai.com" });
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...args, "permissions", "--json"],
      env: { CODEX_HOME: folder },
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const rows: Record<string, unknown>[] = JSON.parse(text);
    assert.deepEqual(rows.filter(({ listener }) => listener), []);
    assert.deepEqual(rows.filter(({ worker }) => worker).map(({ kind }) => kind), [
      ...["read", "read", "write", "write", "net"],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
