/**
 * A release as people install it, up to a sign-in: by npm (from the packed files and from a registry), by
 * install.sh and as a Debian package. What `deno task release` made is named by CODEX_LOGIN_RELEASE, and
 * verdaccio by CODEX_LOGIN_VERDACCIO; see .ci/run.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { archiveName } from "../../../scripts/release/archive.ts";
import { debName } from "../../../scripts/release/deb.ts";
import { packedName, platformPackage } from "../../../scripts/release/npm_packages.ts";
import { VERSION } from "../../../scripts/release/product.ts";
import { startAuthorizationServer } from "../../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../../scripts/rehearsal/browser.ts";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { startProgram } from "../../../scripts/rehearsal/program.ts";
import { serveFiles } from "../../fixtures/file_server.ts";
import { until } from "../../fixtures/waiting.ts";
import { hasCommand } from "../../fixtures/has_command.ts";

const RELEASE = Deno.env.get("CODEX_LOGIN_RELEASE") ?? "";
const VERDACCIO = Deno.env.get("CODEX_LOGIN_VERDACCIO") ?? "";
const TARGET = Deno.build.target;
const isLinux = Deno.build.os === "linux";

/** A home that nothing was ever installed in. */
async function makeFreshHome() {
  const path = await Deno.makeTempDir();
  return {
    path,
    async run(command: string, args: string[], env: Record<string, string> = {}) {
      const { code, stdout, stderr } = await new Deno.Command(command, {
        args,
        cwd: path,
        env: {
          PATH: Deno.env.get("PATH") ?? "",
          HOME: path,
          npm_config_fetch_retries: "0",
          ...env,
        },
        clearEnv: true,
        stdin: "null",
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert.equal(code, 0, `${command} ${args}\n${text}${new TextDecoder().decode(stderr)}`);
      return text;
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** A whole sign-in with the program at `executable`, which has to name the way that installed it. */
async function signInWith(executable: string, installedBy: string): Promise<void> {
  await using server = startAuthorizationServer();
  await using program = await startProgram({ issuer: server.issuer, executable });
  await visitOnce(await program.authorizeUrl());
  const { code, stderr } = await program.end();
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Successfully logged in/m);
  assert.match(await program.home.readAuth() ?? "", /"auth_mode": "chatgpt"/);
  const { stdout } = await new Deno.Command(executable, { args: ["--version", "--json"] }).output();
  const version = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(version.version, VERSION);
  assert.equal(version.installed_by, installedBy);
}

const packed = (name: string) => join(RELEASE, packedName(name));

Deno.test({
  name: "npm installs the packed files from a folder, with no network, and a sign-in works",
  ignore: !RELEASE || !await hasCommand("npm"),
  async fn() {
    await using home = await makeFreshHome();
    const files = [packed("codex-login"), packed(platformPackage(TARGET))];
    await home.run("npm", ["install", "--global", "--offline", "--prefix", "p", ...files]);
    await signInWith(`${home.path}/p/bin/codex-login`, "npm");
  },
});

Deno.test({
  name: "without the platform's package the npm command says what is missing",
  ignore: !RELEASE || !await hasCommand("npm"),
  async fn() {
    await using home = await makeFreshHome();
    const without = ["--offline", "--omit=optional", "--prefix", "p"];
    await home.run("npm", ["install", "--global", ...without, packed("codex-login")]);
    const { code, stderr } = await new Deno.Command(`${home.path}/p/bin/codex-login`).output();
    assert.equal(code, 1);
    const words = new TextDecoder().decode(stderr);
    assert.match(words, /the package codex-login-\S+ is not installed.*--omit=optional/s);
  },
});

Deno.test({
  name: "the npm command ends as the program does, by exit code and by signal",
  ignore: !RELEASE || !isLinux || !await hasCommand("npm"),
  async fn() {
    await using home = await makeFreshHome();
    const files = [packed("codex-login"), packed(platformPackage(TARGET))];
    await home.run("npm", ["install", "--global", "--offline", "--prefix", "p", ...files]);
    const executable = `${home.path}/p/bin/codex-login`;
    const { code } = await new Deno.Command(executable, { args: ["--bogus"], stderr: "null" })
      .output();
    assert.equal(code, 2);
    for (const [signal, expected] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
      await using server = startAuthorizationServer();
      await using program = await startProgram({ issuer: server.issuer, executable });
      await program.authorizeUrl();
      program.signal(signal);
      assert.equal((await program.end()).code, expected);
    }
  },
});

Deno.test({
  name: "npm and npx install from a registry, and a sign-in works",
  ignore: !RELEASE || !VERDACCIO || !await hasCommand("npm"),
  // A registry starts, takes 32 MB and gives them out twice.
  timeout: 300_000,
  async fn() {
    await using home = await makeFreshHome();
    const port = freePort();
    const url = `http://127.0.0.1:${port}`;
    await Deno.writeTextFile(
      `${home.path}/config.yaml`,
      "storage: ./storage\nuplinks: {}\nmax_body_size: 200mb\nlog: { type: stdout, level: error }\n" +
        "packages:\n  '**': { access: $all, publish: $all }\n",
    );
    await Deno.writeTextFile(
      `${home.path}/.npmrc`,
      `registry=${url}/\n//127.0.0.1:${port}/:_authToken=anybody\n`,
    );
    const registry = new Deno.Command(VERDACCIO, {
      args: ["--config", `${home.path}/config.yaml`, "--listen", `127.0.0.1:${port}`],
      env: { HOME: home.path },
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await until(() => fetch(`${url}/-/ping`).then((answer) => answer.ok, () => false));
      for (const name of [platformPackage(TARGET), "codex-login"]) {
        await home.run("npm", ["publish", packed(name)]);
      }
      await home.run("npm", ["install", "--global", "--prefix", "p", "codex-login"]);
      await signInWith(`${home.path}/p/bin/codex-login`, "npm");
      const shown = await home.run("npx", ["--yes", `codex-login@${VERSION}`, "--version"]);
      assert.ok(shown.startsWith(`codex-login ${VERSION} `), shown);
    } finally {
      registry.kill("SIGKILL");
      await registry.status;
    }
  },
});

Deno.test({
  name: "install.sh installs the release, and a sign-in works",
  ignore: !RELEASE || !isLinux,
  async fn() {
    await using home = await makeFreshHome();
    const names = ["SHA256SUMS", archiveName(TARGET)];
    const files = await Promise.all(
      names.map(async (name) =>
        [`/v${VERSION}/${name}`, await Deno.readFile(join(RELEASE, name))] as const
      ),
    );
    await using server = serveFiles(Object.fromEntries(files));
    const shown = await home.run("sh", [join(RELEASE, "install.sh")], {
      CODEX_LOGIN_BASE_URL: server.url,
    });
    assert.match(shown, /is installed: /);
    await signInWith(`${home.path}/.local/bin/codex-login`, "install script");
  },
});

Deno.test({
  name:
    "the Debian package installs, a sign-in works, its man page is clean, and it goes without a trace",
  ignore: !RELEASE || !isLinux || !await hasCommand("dpkg"),
  async fn() {
    await using home = await makeFreshHome();
    const root = `${home.path}/root`;
    for (const folder of ["updates", "info"]) {
      await Deno.mkdir(`${root}/var/lib/dpkg/${folder}`, { recursive: true });
    }
    await Deno.writeTextFile(`${root}/var/lib/dpkg/status`, "");
    const dpkg = (...args: string[]) =>
      home.run("dpkg", [`--root=${root}`, "--force-not-root,depends", ...args], {
        PATH: `${Deno.env.get("PATH")}:/usr/sbin:/sbin`,
      });
    await dpkg("--install", join(RELEASE, debName(TARGET)));
    await signInWith(`${root}/usr/bin/codex-login`, "file");
    if (await hasCommand("man")) {
      const page = `${root}/usr/share/man/man1/codex-login.1.gz`;
      assert.match(await home.run("man", ["-l", "--warnings", page]), /CODEX-LOGIN\(1\)/);
    }
    await dpkg("--purge", "codex-login");
    assert.throws(() => Deno.statSync(`${root}/usr/bin`), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "lintian finds nothing wrong with the Debian package",
  ignore: !RELEASE || !await hasCommand("lintian"),
  async fn() {
    await using home = await makeFreshHome();
    const args = ["--allow-root", "--fail-on", "error,warning", join(RELEASE, debName(TARGET))];
    assert.equal(await home.run("lintian", args), "");
  },
});
