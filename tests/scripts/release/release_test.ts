/** `deno task release`: its options, its words, and what it makes of executables that are there. */
import assert from "node:assert/strict";
import { denoArgs } from "../../../scripts/deno_args.ts";
import { projectPath } from "../../../scripts/project.ts";
import { changesOf, debianChangelog, readChanges } from "../../../scripts/release/changelog.ts";
import { manPage } from "../../../scripts/release/man_page.ts";
import { releaseNotes } from "../../../scripts/release/notes.ts";
import { readReleaseOptions } from "../../../scripts/release/options.ts";
import { VERSION } from "../../../scripts/release/product.ts";
import { wrapped } from "../../../scripts/release/wrapped.ts";
import { inAscii, steadyNames } from "../../../scripts/compile/steady_bundle.ts";
import { sourceFilesIn } from "../../fixtures/source_files.ts";
import { hasCommand } from "../../fixtures/has_command.ts";

Deno.test("without options every target is compiled, into dist/release", () => {
  const request = readReleaseOptions([]);
  assert.equal(request.kind, "release");
  if (request.kind !== "release") return;
  assert.equal(request.targets.length, 5);
  assert.deepEqual([request.executables, request.output], [undefined, "dist/release"]);
});

Deno.test("what is wrong with its options is said in one line", () => {
  for (
    const [args, words] of [
      [["--target", "amiga"], /^--target takes one of .*; got "amiga"$/],
      [["--bogus"], /--bogus/],
      [["word"], /word/],
    ] as const
  ) {
    const request = readReleaseOptions([...args]);
    assert.equal(request.kind, "wrong");
    if (request.kind === "wrong") assert.match(request.message, words);
  }
  assert.equal(readReleaseOptions(["-h"]).kind, "help");
});

async function release(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", ...await denoArgs(), "scripts/release.ts", ...args],
    cwd: projectPath("."),
    env: { SOURCE_DATE_EPOCH: "1700000000" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("of executables that are there it makes a release, twice the same; the others are named", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/made`);
    const write = (name: string, ...bytes: number[]) =>
      Deno.writeFile(
        `${folder}/made/codex-login-${name}`,
        new Uint8Array(64).fill(7).map(
          (byte, index) => bytes[index] ?? byte,
        ),
      );
    await write("x86_64-pc-windows-msvc.exe", 0x4d, 0x5a);
    await write("aarch64-apple-darwin", 0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1);
    const sums = [];
    for (const output of ["one", "two"]) {
      const to = ["--executables", `${folder}/made`, "--output", `${folder}/${output}`];
      const { code, stdout, stderr } = await release(...to);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /made: aarch64-apple-darwin\n/);
      assert.match(stderr, /skipped: x86_64-unknown-linux-gnu: there is no /);
      sums.push(await Deno.readTextFile(`${folder}/${output}/SHA256SUMS`));
    }
    assert.equal(sums[0], sums[1]);
    const names = sums[0]?.trim().split("\n").map((line) => line.slice(66)).sort();
    assert.deepEqual(names, [
      `codex-login-${VERSION}-aarch64-apple-darwin.tar.gz`,
      `codex-login-${VERSION}-x86_64-pc-windows-msvc.zip`,
      `codex-login-${VERSION}.cdx.json`,
      `codex-login-${VERSION}.tgz`,
      `codex-login-darwin-arm64-${VERSION}.tgz`,
      `codex-login-win32-x64-${VERSION}.tgz`,
      "install.ps1",
      "install.sh",
    ]);
    const notes = await Deno.readTextFile(`${folder}/one/NOTES.md`);
    assert.match(notes, /## Not in this release\n\n- x86_64-unknown-linux-gnu/);
    await Deno.stat(`${folder}/one/scoop/codex-login.json`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("one target's failure leaves the others, and the exit code tells", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const write = (name: string) =>
      Deno.writeFile(`${folder}/codex-login-${name}`, new Uint8Array([0x4d, 0x5a, ...Array(62)]));
    await write("x86_64-pc-windows-msvc.exe");
    await write("x86_64-apple-darwin");
    const { code, stdout, stderr } = await release(
      ...["--executables", folder, "--output", `${folder}/release`],
    );
    assert.equal(code, 1);
    assert.match(stderr, /failed: x86_64-apple-darwin: .* is for x86_64-pc-windows-msvc, not for/);
    assert.match(stdout, /made: x86_64-pc-windows-msvc\n/);
    assert.equal((await release("--executables", `${folder}/release`)).code, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that holds anything but a release is left alone", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/codex-login-0/precious`, { recursive: true });
    const { code, stderr } = await release("--executables", folder, "--output", folder);
    assert.equal(code, 1);
    assert.match(stderr, /^Error: .* holds codex-login-0, which is not of a release\n$/);
    assert.ok(Deno.statSync(`${folder}/codex-login-0/precious`).isDirectory);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("this version's changes are said, and a version's that has none cannot be released", async () => {
  assert.match(await readChanges(), /^- /);
  const changelog = "# x\n\n## 0.2.0\n\n- new\n\n## 0.1.0\n\n- old\n  thing\n";
  assert.equal(changesOf("0.2.0", changelog), "- new");
  assert.equal(changesOf("0.1.0", changelog), "- old\n  thing");
  assert.throws(() => changesOf("0.3.0", changelog), /no section "## 0\.3\.0"/);
  assert.equal(
    debianChangelog("- old\n  thing\n- two", 0).split("\n").slice(2, -3).join("\n"),
    "  * old thing\n  * two",
  );
  assert.match(
    releaseNotes("- new", [], { missing: [], unsigned: [] }, "2.9.6"),
    /^# codex-login .*\n\n- new\n/,
  );
});

Deno.test("a paragraph is broken at words", () => {
  assert.deepEqual(wrapped("one two  three-and-more four", 8), [
    "one two",
    "three-and-more",
    "four",
  ]);
});

Deno.test("a part of the bundle is named by its text, whatever the bundler called it and what it imports", () => {
  const of = (a: string, b: string) =>
    steadyNames(
      new Map([
        ["main.js", `import "./chunk-${a}.js"`],
        [`chunk-${a}.js`, `import "./login-${b}.js"; one`],
        [`login-${b}.js`, "two"],
      ]),
    );
  const names = of("AAAA1111", "BBBB2222");
  assert.match(names.get("chunk-AAAA1111.js") ?? "", /^chunk-[0-9A-F]{8}\.js$/);
  assert.deepEqual([...names.values()], [...of("CCCC3333", "DDDD4444").values()]);
  assert.ok(!names.has("main.js"));
  const alike = new Map([["a-AAAA1111.js", "x"], ["a-BBBB2222.js", "x"]]);
  assert.throws(() => steadyNames(alike), /alike/);
});

Deno.test("a bundle in ASCII is the same program, since no raw text of ours has other letters", async () => {
  const program = '[/^[«“😀]$/u.test("😀"), `“ü😀`]';
  assert.match(inAscii(program), /^[\0-\x7f]*$/);
  assert.deepEqual((0, eval)(inAscii(program)), [true, "“ü😀"]);
  for (const file of ["main.ts", ...await sourceFilesIn("src")]) {
    const source = await Deno.readTextFile(projectPath(file));
    assert.doesNotMatch(source, /String\.raw`[^`]*[^`\0-\x7f]/, file);
  }
});

Deno.test({
  name: "man has nothing to say against the manual page, and shows every command and option",
  ignore: !await hasCommand("man"),
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".1" });
    try {
      await Deno.writeTextFile(path, manPage(0));
      const { code, stdout, stderr } = await new Deno.Command("man", {
        args: ["-l", "--warnings", path],
        env: { MANWIDTH: "80", LC_ALL: "C.UTF-8" },
      }).output();
      assert.equal(new TextDecoder().decode(stderr), "");
      assert.equal(code, 0);
      const text = new TextDecoder().decode(stdout);
      for (const word of ["--device-auth", "app-server", "CODEX_HOME", "-o, --output <FILE>"]) {
        assert.ok(text.includes(word), word);
      }
    } finally {
      await Deno.remove(path);
    }
  },
});
