/** install.sh in each shell that is here, against a server on loopback, with a program that is a script. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { installers } from "../../../scripts/release/installers.ts";
import { VERSION } from "../../../scripts/release/product.ts";
import { tarGz } from "../../../scripts/release/tar.ts";
import { type Served, serveFiles } from "../../fixtures/file_server.ts";
import { hasCommand } from "../../fixtures/has_command.ts";

const STEM = `codex-login-${VERSION}-x86_64-unknown-linux-gnu`;
const ARCHIVE = `/v${VERSION}/${STEM}.tar.gz`;
const SUMS = `/v${VERSION}/SHA256SUMS`;

function archiveOf(program: string): Uint8Array {
  return tarGz([{ path: `${STEM}/codex-login`, content: program, mode: 0o755 }], 0);
}

function sumsOf(archive: Uint8Array, name = `${STEM}.tar.gz`): string {
  return `${createHash("sha256").update(archive).digest("hex")}  ${name}\n`;
}

const GOOD = archiveOf(`#!/bin/sh\necho "codex-login ${VERSION}"\n`);
const GOOD_FILES: Record<string, Served> = { [SUMS]: sumsOf(GOOD), [ARCHIVE]: GOOD };

/** A machine of its own: home, temporary folder, and what says which machine it is. */
async function makeMachine({ system = "Linux", machine = "x86_64", libc = "glibc 2.36" } = {}) {
  const path = await Deno.makeTempDir();
  for (const folder of ["home", "tmp", "bin"]) await Deno.mkdir(`${path}/${folder}`);
  const stub = (name: string, text: string) =>
    Deno.writeTextFile(`${path}/bin/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  await stub("uname", `case $1 in -s) echo ${system} ;; *) echo ${machine} ;; esac`);
  await stub("getconf", libc.startsWith("glibc") ? `echo "${libc}"` : "exit 1");
  await stub("ldd", `echo "${libc} libc" >&2; exit 1`);
  await Deno.writeTextFile(`${path}/install.sh`, (await installers())["install.sh"]);
  return {
    path,
    program: `${path}/home/.local/bin/codex-login`,
    env: {
      HOME: `${path}/home`,
      TMPDIR: `${path}/tmp`,
      PATH: `${path}/bin:${Deno.env.get("PATH")}`,
    },
    /** Every file and folder that came, in home and the temporary folder. */
    left(): string[] {
      return ["home", "tmp"].flatMap((folder) =>
        [...Deno.readDirSync(`${path}/${folder}`)].map(({ name }) => `${folder}/${name}`)
      );
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

type Machine = Awaited<ReturnType<typeof makeMachine>>;

function spawnInstall(shell: string, machine: Machine, args: string[]): Deno.ChildProcess {
  return new Deno.Command(shell, {
    args: [`${machine.path}/install.sh`, ...args],
    env: machine.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function wholePath(command: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `command -v ${command}`] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

async function install(shell: string, machine: Machine, ...args: string[]) {
  const { code, stdout, stderr } = await spawnInstall(shell, machine, args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const REFUSALS: readonly (readonly [what: string, Record<string, Served>, RegExp])[] = [
  ["a missing archive", { [SUMS]: sumsOf(GOOD) }, /gnu\.tar\.gz could not be downloaded/],
  ["missing sums", { [ARCHIVE]: GOOD }, /SHA256SUMS could not be downloaded/],
  ["sums of other files", { ...GOOD_FILES, [SUMS]: sumsOf(GOOD, "other") }, /does not have/],
  ["sums that are a page", { ...GOOD_FILES, [SUMS]: `<p> ${STEM}.tar.gz\n` }, /does not have/],
  ["a cut archive", { ...GOOD_FILES, [ARCHIVE]: GOOD.slice(0, -9) }, /is not what SHA256SUMS says/],
  [
    "another archive",
    { ...GOOD_FILES, [ARCHIVE]: archiveOf("#!/bin/sh\ntouch $HOME/ran\n") },
    /is not what SHA256SUMS says/,
  ],
];

for (const shell of ["dash", "bash"]) {
  const ignore = Deno.build.os === "windows" || !await hasCommand(shell, "-c", "exit 0");

  Deno.test({
    name: `${shell}: install.sh puts the program into a folder of the person's, twice as well`,
    ignore,
    async fn() {
      await using server = serveFiles(GOOD_FILES);
      await using machine = await makeMachine();
      for (const _ of [1, 2]) {
        const { code, stdout, stderr } = await install(shell, machine, "--base-url", server.url);
        assert.equal(stderr, "");
        assert.equal(code, 0);
        assert.match(stdout, /is installed: .*\/home\/\.local\/bin\/codex-login\n/);
        assert.match(stdout, /export PATH=".*\/home\/\.local\/bin:\$PATH"\n/);
        assert.equal(Deno.statSync(machine.program).mode! & 0o777, 0o755);
        assert.deepEqual(machine.left(), ["home/.local"]);
        assert.deepEqual([...Deno.readDirSync(`${machine.path}/home/.local/bin`)].length, 1);
      }
    },
  });

  for (const [what, files, words] of REFUSALS) {
    Deno.test({
      name: `${shell}: install.sh refuses ${what}, and leaves nothing behind`,
      ignore,
      async fn() {
        await using server = serveFiles(files);
        await using machine = await makeMachine();
        const { code, stderr } = await install(shell, machine, "--base-url", server.url);
        assert.equal(code, 1);
        assert.match(stderr, words);
        assert.deepEqual(machine.left(), []);
      },
    });
  }

  Deno.test({
    name:
      `${shell}: a program that does not start here is not installed, and what it said is shown`,
    ignore,
    async fn() {
      const bad = archiveOf("#!/bin/sh\necho 'GLIBC_9 not found' >&2; exit 1\n");
      await using server = serveFiles({ [SUMS]: sumsOf(bad), [ARCHIVE]: bad });
      await using machine = await makeMachine();
      const { code, stderr } = await install(shell, machine, "--base-url", server.url);
      assert.equal(code, 1);
      assert.match(stderr, /does not start on this machine: GLIBC_9 not found/);
      assert.deepEqual(machine.left(), []);
    },
  });

  Deno.test({
    name: `${shell}: an interruption while it downloads ends it at once, and leaves nothing behind`,
    ignore,
    async fn() {
      for (const [signal, expected] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
        await using server = serveFiles({ ...GOOD_FILES, [ARCHIVE]: "hang" });
        await using machine = await makeMachine();
        const child = spawnInstall(shell, machine, ["--base-url", server.url]);
        await server.hung;
        child.kill(signal);
        const { code } = await child.output();
        assert.equal(code, expected);
        assert.deepEqual(machine.left(), []);
      }
    },
  });

  Deno.test({
    name: `${shell}: a machine that has no codex-login is told so before anything is downloaded`,
    ignore,
    async fn() {
      await using server = serveFiles(GOOD_FILES);
      const table = [
        [{ libc: "musl" }, /this system has musl \(as Alpine has\)/],
        [{ libc: "glibc 2.17" }, /needs glibc 2\.27 or later, and this system has 2\.17\./],
        [{ machine: "riscv64" }, /there is no codex-login for Linux on riscv64/],
        [{ system: "FreeBSD" }, /there is no codex-login for FreeBSD on x86_64/],
        [{ system: "MINGW64_NT" }, /run install\.ps1 in PowerShell/],
      ] as const;
      for (const [kind, words] of table) {
        await using machine = await makeMachine(kind);
        const { code, stderr } = await install(shell, machine, "--base-url", server.url);
        assert.equal(code, 1);
        assert.match(stderr, words);
        assert.deepEqual(machine.left(), []);
      }
      assert.deepEqual(server.asked, []);
    },
  });

  Deno.test({
    name: `${shell}: each machine asks for its own archive`,
    ignore,
    async fn() {
      await using server = serveFiles({ [SUMS]: "" });
      const table = [
        [{ machine: "aarch64" }, "aarch64-unknown-linux-gnu"],
        [{ system: "Darwin", machine: "arm64" }, "aarch64-apple-darwin"],
        [{ system: "Darwin" }, "x86_64-apple-darwin"],
      ] as const;
      for (const [kind, target] of table) {
        await using machine = await makeMachine(kind);
        await install(shell, machine, "--base-url", server.url, "--version", "v9.9.9");
        await install(shell, machine, "--base-url", server.url);
        assert.equal(server.asked.at(-1), `/v${VERSION}/codex-login-${VERSION}-${target}.tar.gz`);
        assert.equal(server.asked.at(-3), "/v9.9.9/SHA256SUMS");
      }
    },
  });

  Deno.test({
    name: `${shell}: however a folder in PATH is spelled, it is known as one`,
    ignore,
    async fn() {
      await using server = serveFiles(GOOD_FILES);
      for (const [dir, inPath] of [["bin/", "bin"], ["bin", "bin/"], ["bin/", "bin/"]]) {
        await using machine = await makeMachine();
        const { HOME, PATH } = machine.env;
        machine.env.PATH = `${machine.path}/bin:${HOME}/${inPath}:${PATH}`;
        const args = ["--base-url", server.url, "--dir", `${HOME}/${dir}`];
        const { code, stdout } = await install(shell, machine, ...args);
        assert.equal(code, 0);
        const program = `${HOME}/bin/codex-login`;
        assert.deepEqual(stdout.split("\n"), [
          `codex-login ${VERSION} is installed: ${program}`,
          "Sign in with: codex-login",
          "",
        ]);
      }
    },
  });

  Deno.test({
    name: `${shell}: what is missing on the machine is named, before anything is downloaded`,
    ignore,
    async fn() {
      await using server = serveFiles(GOOD_FILES);
      await using machine = await makeMachine();
      machine.env.TMPDIR = `${machine.path}/nowhere`;
      const args = ["--base-url", server.url];
      assert.match((await install(shell, machine, ...args)).stderr, /^Error: no temporary/m);
      const PATH = `${machine.path}/bin`;
      const bare = { ...machine, env: { ...machine.env, PATH } };
      const { code, stderr } = await install(await wholePath(shell), bare, ...args);
      assert.equal(code, 1);
      assert.match(stderr, /^Error: \w+ is needed to install codex-login\.\n$/);
      assert.deepEqual(server.asked, []);
    },
  });

  Deno.test({
    name:
      `${shell}: what it cannot or must not do is said: plain http, a bad option, a folder in the way`,
    ignore,
    async fn() {
      await using server = serveFiles(GOOD_FILES);
      await using machine = await makeMachine();
      const table: [string[], RegExp][] = [
        [["--base-url", "http://example.com"], /has to begin with https/],
        [["--dir"], /--dir takes a value/],
        [["--dir", ""], /--dir takes a value/],
        [["--bogus"], /unknown option --bogus/],
      ];
      for (const [args, words] of table) {
        assert.match((await install(shell, machine, ...args)).stderr, words);
      }
      await Deno.mkdir(`${machine.path}/there/codex-login`, { recursive: true });
      const args = ["--base-url", server.url, "--dir", `${machine.path}/there`];
      assert.match((await install(shell, machine, ...args)).stderr, /is a folder/);
      assert.deepEqual(machine.left(), []);
    },
  });
}

Deno.test({
  name: "shellcheck has nothing to say against install.sh",
  ignore: !await hasCommand("shellcheck"),
  async fn() {
    await using machine = await makeMachine();
    const { code, stdout } = await new Deno.Command("shellcheck", {
      args: ["--shell=sh", `${machine.path}/install.sh`],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stdout));
  },
});

Deno.test("nothing stands in the installers that was to be filled in", async () => {
  for (const script of Object.values(await installers())) {
    assert.doesNotMatch(script, /@[A-Z_]+@/);
    assert.ok(script.includes(VERSION));
  }
});
