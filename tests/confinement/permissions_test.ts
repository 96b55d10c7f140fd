import assert from "node:assert/strict";
import { loadConfig } from "../../src/config/config.ts";
import {
  PERMISSION_NAMES,
  startFlags,
  workerPermissions,
} from "../../src/confinement/permissions.ts";
import { ENVIRONMENT_NAMES } from "../../src/base/environment_names.ts";
import { projectPath } from "../../scripts/project.ts";
import { sourceFilesIn } from "../fixtures/source_files.ts";
import { detectHost } from "../../src/login/host_environment.ts";
import {
  KEYRING_PROGRAMS,
  OPENERS,
  PROCESS_READERS,
  type TargetOs,
} from "../../src/base/platform.ts";
import { networkAddress } from "../../src/base/endpoints.ts";

for (
  const [issuer, address] of [
    ["https://auth.openai.com", "auth.openai.com:443"],
    ["https://auth.example:8443/base", "auth.example:8443"],
    ["https://user:pass@auth.example/?a=1", "auth.example:443"],
    ["http://localhost", "localhost:80"],
    ["http://127.0.0.1:8080", "127.0.0.1:8080"],
    ["http://[::1]:8080", "[::1]:8080"],
    ["https://AUTH.example:443", "auth.example:443"],
  ] as const
) {
  Deno.test(`the network address of ${issuer} is ${address}`, () => {
    assert.equal(networkAddress(issuer), address);
  });
}

/** The value of a flag such as `--allow-run`. */
function flag(flags: string[], name: string): string | undefined {
  return flags.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}

Deno.test("the flags name loopback, the issuer, the variables and the openers, and ask nobody", () => {
  for (const os of ["linux", "darwin", "windows"] satisfies TargetOs[]) {
    const flags = startFlags({ os });
    assert.ok(flags.includes("--no-prompt"));
    assert.equal(flag(flags, "--allow-net"), "127.0.0.1,[::1],auth.openai.com:443");
    assert.equal(flag(flags, "--allow-env"), ENVIRONMENT_NAMES.join(","));
    const programs = [...OPENERS[os], KEYRING_PROGRAMS[os], PROCESS_READERS[os]].filter(Boolean);
    assert.equal(flag(flags, "--allow-run"), programs.join(","));
    for (const each of flags) assert.doesNotMatch(each, /^-A$|--allow-(all|ffi|import)|=\*/);
    for (const name of ["net", "env", "run"]) assert.ok(!flags.includes(`--allow-${name}`));
  }
});

for (
  const [browser, first] of [
    ["firefox", "firefox"],
    ["/opt/a browser", "/opt/a"],
    [" w3m -x %s:lynx", "w3m"],
    ["a,b", "xdg-open"],
    ["", "xdg-open"],
    [":", "xdg-open"],
  ] as const
) {
  Deno.test(`with BROWSER=${JSON.stringify(browser)}, ${first} may be run first`, () => {
    const programs = flag(startFlags({ os: "linux", browser }), "--allow-run")?.split(",");
    assert.equal(programs?.[0], first);
    const others = [...OPENERS.linux, KEYRING_PROGRAMS.linux, PROCESS_READERS.linux];
    assert.deepEqual(programs?.slice(-4), others);
  });
}

Deno.test("this Deno takes the flags, and gives what they say and no more", async () => {
  const source = `const states = [];
    for (const query of JSON.parse(Deno.args[0])) {
      states.push((await Deno.permissions.query(query)).state);
    }
    console.log(states.join());`;
  const program = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(program, source);
  const queries: [Deno.PermissionDescriptor, string][] = [
    [{ name: "net", host: "auth.example:8443" }, "granted"],
    [{ name: "net", host: "127.0.0.1:1455" }, "granted"],
    [{ name: "net", host: "[::1]:1455" }, "granted"],
    [{ name: "net", host: "auth.example:443" }, "denied"],
    [{ name: "net", host: "auth.openai.com:443" }, "denied"],
    [{ name: "net" }, "denied"],
    [{ name: "env", variable: "CODEX_HOME" }, "granted"],
    [{ name: "env", variable: "OPENAI_API_KEY" }, "denied"],
    [{ name: "env" }, "denied"],
    [{ name: "run", command: "sh" }, "denied"],
    [{ name: "run" }, "denied"],
    [{ name: "sys" }, "denied"],
    [{ name: "ffi" }, "denied"],
  ];
  try {
    const flags = startFlags({ os: "linux", issuer: "https://auth.example:8443" });
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-config", "--no-lock", ...flags, program],
        JSON.stringify(queries.map(([query]) => query)),
      ],
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const states = text(stdout).trim().split(",");
    // "prompt" is what a query says where --no-prompt will deny.
    const found = states.map((state) => state === "prompt" ? "denied" : state);
    assert.deepEqual(found, queries.map(([, state]) => state), text(stderr));
  } finally {
    await Deno.remove(program);
  }
});

Deno.test("the worker may use two folders and the issuer, and nothing else", () => {
  const permissions = workerPermissions({
    issuer: "https://auth.example",
    codexHome: "/home/alice/.codex",
    logDir: "/srv/logs,with comma",
  });
  const folders = ["/home/alice/.codex", "/srv/logs,with comma"];
  assert.deepEqual(permissions, {
    read: folders,
    write: folders,
    net: ["auth.example:443"],
    env: false,
    run: false,
    sys: false,
    ffi: false,
    import: false,
  });
  // What is left out would be inherited.
  for (const name of PERMISSION_NAMES) assert.ok(name in permissions, name);
});

Deno.test("configuration and host detection read only variables that the permissions name", async () => {
  const codexHome = await Deno.makeTempDir();
  const names = new Set<string>();
  const readers: ((name: string) => string | undefined)[] = [
    (name) => name === "CODEX_HOME" ? codexHome : undefined,
    (name) => name === "HOME" ? codexHome : undefined,
    () => undefined,
  ];
  try {
    for (const read of readers) {
      const recording = (name: string) => {
        names.add(name);
        return read(name);
      };
      detectHost(recording);
      const options = { openBrowser: true, isJson: false, overrides: ["log_dir=~/x"] };
      await loadConfig(options, recording).catch(() => {});
    }
  } finally {
    await Deno.remove(codexHome, { recursive: true });
  }
  for (const name of names) assert.ok(ENVIRONMENT_NAMES.includes(name), name);
  for (const name of ["CODEX_HOME", "HOME", "SSL_CERT_FILE"]) assert.ok(names.has(name), name);
});

// What a name that is no literal comes to is seen by tests/fixtures/in_process_program.ts, which lets a whole
// program read these variables alone.
Deno.test("no variable is read in src or main.ts under a name that the permissions leave out", async () => {
  const found = new Set<string>();
  for (const source of ["main.ts", ...await sourceFilesIn("src")]) {
    const text = await Deno.readTextFile(projectPath(source));
    const calls = /\b(?:\w*(?:[eE]nvironment|Variable)|Deno\.env\.\w+)\(\s*(["'`])(.*?)\1/gs;
    for (const [, , name = ""] of text.matchAll(calls)) {
      assert.ok(ENVIRONMENT_NAMES.includes(name), `${source}: ${name}`);
      found.add(name);
    }
    // One door: whoever comes by it gives a reader, which a test can see.
    if (source !== "src/config/read_environment.ts") assert.doesNotMatch(text, /Deno\.env\b(?!`)/);
  }
  for (const name of ["CODEX_HOME", "TERM", "SSH_CONNECTION", "RUST_LOG", "PATH"]) {
    assert.ok(found.has(name), `the reading of ${name} was not seen`);
  }
});
