// What `deno task compile` understands, and what it says when it cannot.
import assert from "node:assert/strict";
import { compilerEnvironment } from "../../scripts/compile/environment.ts";
import { writeChecksums } from "../../scripts/compile/checksums.ts";
import { readCompileOptions } from "../../scripts/compile/options.ts";
import { targetOfStub } from "../../scripts/compile/stub.ts";
import { TARGETS } from "../../scripts/compile/targets.ts";
import { projectPath } from "../../scripts/project.ts";

const HOST = "x86_64-unknown-linux-gnu";
const read = (...args: string[]) => readCompileOptions(args, HOST);

Deno.test("without options it makes dist/codex-login for this machine and the default issuer", () => {
  assert.deepEqual(read(), {
    kind: "compile",
    issuer: "https://auth.openai.com",
    builds: [{ target: HOST, output: projectPath("dist/codex-login") }],
  });
});

Deno.test("another target's file has its name, Windows' an .exe, and --all makes all five", () => {
  const outputs = (...args: string[]) => {
    const request = read(...args);
    assert.equal(request.kind, "compile");
    return request.kind === "compile" ? request.builds.map(({ output }) => output) : [];
  };
  const windows = "x86_64-pc-windows-msvc";
  assert.deepEqual(outputs("--target", windows), [projectPath(`dist/codex-login-${windows}.exe`)]);
  assert.deepEqual(outputs("--target", windows, "--output", "x.exe"), ["x.exe"]);
  const all = outputs("--all", "--output", "out");
  assert.deepEqual(all.map((path) => path.replace(/^out\/codex-login-|\.exe$/g, "")), [
    ...Object.keys(TARGETS),
  ]);
  assert.equal(all.length, 5);
});

Deno.test("what is wrong with the options is said in one line", () => {
  const table: [string[], RegExp][] = [
    [["--target", "amiga"], /^--target takes one of .*; got "amiga"$/],
    [["--target"], /--target/],
    [["--all", "--target", HOST], /exclude each other/],
    [["--issuer", "login.example.com"], /^--issuer takes an http\(s\) URL/],
    [["--issuer", "file:///etc"], /^--issuer takes/],
    [["--issuer", "http://login.example.com"], /^--issuer takes plain http for loopback only/],
    [["--output", ""], /^--output takes a path/],
    [["--bogus"], /--bogus/],
    [["word"], /word/],
  ];
  for (const [args, message] of table) {
    const request = read(...args);
    assert.equal(request.kind, "wrong", args.join(" "));
    if (request.kind === "wrong") {
      assert.match(request.message, message);
      assert.doesNotMatch(request.message, /\n/);
    }
  }
  assert.equal(read("-h").kind, "help");
});

Deno.test("exit code 2 and one line for a wrong option, before anything is compiled", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", projectPath("scripts/compile.ts"), "--bogus"],
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(code, 2);
  assert.equal(stdout.length, 0);
  assert.match(new TextDecoder().decode(stderr), /^Error: .*--bogus.*See --help\.\n$/);
});

Deno.test("the compiler's environment has nothing that would be baked into the executable", () => {
  const names = ["OTEL_DENO", "OTEL_EXPORTER_OTLP_ENDPOINT", "DENO_UNSTABLE", "DENO_V8_FLAGS"];
  const environment = Object.fromEntries([...names, "PATH"].map((name) => [name, "x"]));
  assert.deepEqual(compilerEnvironment(environment), { PATH: "x", NO_COLOR: "1" });
});

Deno.test("a stub tells its target by its first bytes", async () => {
  const file = await Deno.makeTempFile();
  const write = (...bytes: number[]) => Deno.writeFileSync(file, new Uint8Array(bytes));
  try {
    assert.equal(targetOfStub(Deno.execPath()), Deno.build.target);
    write(0x4d, 0x5a, 0x90);
    assert.equal(targetOfStub(file), "x86_64-pc-windows-msvc");
    write(0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1);
    assert.equal(targetOfStub(file), "aarch64-apple-darwin");
    write(0x23, 0x21);
    assert.equal(targetOfStub(file), undefined);
    assert.equal(targetOfStub(`${file}-missing`), undefined);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("SHA256SUMS is what sha256sum checks", async () => {
  const folder = await Deno.makeTempDir();
  try {
    Deno.writeTextFileSync(`${folder}/a`, "abc");
    Deno.writeTextFileSync(`${folder}/b`, "");
    await writeChecksums([`${folder}/a`, `${folder}/b`]);
    assert.equal(
      Deno.readTextFileSync(`${folder}/SHA256SUMS`),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n" +
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
