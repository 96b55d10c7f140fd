// A file is replaced as a whole or not at all, on real file systems.
import assert from "node:assert/strict";
import { denoArgs } from "../../../scripts/deno_args.ts";
import { projectPath } from "../../../scripts/project.ts";
import { replaceFile } from "../../../src/base/files/replace_file.ts";
import { withLooseUmask } from "../../fixtures/loose_umask.ts";
import { canMount } from "../../fixtures/mount_namespace.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const isWindows = Deno.build.os === "windows";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const modeOf = (path: string) => (Deno.lstatSync(path).mode ?? 0) & 0o777;

Deno.test("a new file has the text, mode 0600, and no companion", () =>
  withFolder((folder) => {
    replaceFile(folder, "a.json", "text ä🙂");
    assert.equal(Deno.readTextFileSync(`${folder}/a.json`), "text ä🙂");
    assert.deepEqual(names(folder), ["a.json"]);
    if (!isWindows) assert.equal(modeOf(`${folder}/a.json`), 0o600);
  }));

Deno.test("an old file is replaced whatever its mode, and the new one is 0600", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/a.json`, "old and much longer than the new text");
    if (!isWindows) Deno.chmodSync(`${folder}/a.json`, 0o444);
    replaceFile(folder, "a.json", "new");
    assert.equal(Deno.readTextFileSync(`${folder}/a.json`), "new");
    if (!isWindows) assert.equal(modeOf(`${folder}/a.json`), 0o600);
  }));

Deno.test({
  name: "neither the umask nor the folder's mode loosens the file",
  ignore: isWindows,
  fn: () =>
    withFolder(async (folder) => {
      Deno.chmodSync(folder, 0o777);
      await withLooseUmask("replaceFile", folder);
      assert.equal(modeOf(`${folder}/a.json`), 0o600);
      assert.equal(modeOf(folder), 0o777);
    }),
});

Deno.test("a large text is written whole", () =>
  withFolder((folder) => {
    const text = "0123456789abcdef".repeat(1 << 18);
    replaceFile(folder, "a.json", text);
    assert.equal(Deno.readTextFileSync(`${folder}/a.json`), text);
  }));

Deno.test({
  name: "a symbolic link in its place is replaced, and what it points to is untouched",
  ignore: isWindows,
  fn: () =>
    withFolder((folder) => {
      Deno.writeTextFileSync(`${folder}/target`, "untouched");
      for (const target of [`${folder}/target`, "nowhere"]) {
        Deno.symlinkSync(target, `${folder}/link`);
        replaceFile(folder, "link", "new");
        assert.equal(Deno.lstatSync(`${folder}/link`).isFile, true);
        assert.equal(Deno.readTextFileSync(`${folder}/link`), "new");
        Deno.removeSync(`${folder}/link`);
      }
      assert.equal(Deno.readTextFileSync(`${folder}/target`), "untouched");
      assert.deepEqual(names(folder), ["target"]);
    }),
});

Deno.test("a folder in its place is an error, and no temporary file stays", () =>
  withFolder((folder) => {
    Deno.mkdirSync(`${folder}/a.json/inner`, { recursive: true });
    assert.throws(() => replaceFile(folder, "a.json", "new"));
    assert.deepEqual(names(folder), ["a.json"]);
    assert.deepEqual(names(`${folder}/a.json`), ["inner"]);
  }));

Deno.test("a folder that is not there is an error, and is not created", () =>
  withFolder((folder) => {
    assert.throws(() => replaceFile(`${folder}/gone`, "a.json", "new"), Deno.errors.NotFound);
    assert.deepEqual(names(folder), []);
  }));

Deno.test("two replacements at once leave one whole text", () =>
  withFolder(async (folder) => {
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(200_000));
    const program = (text: string) =>
      `import { replaceFile } from ${JSON.stringify(moduleUrl())};
       for (let i = 0; i < 20; i++) replaceFile(${JSON.stringify(folder)}, "a.json", "${
        text[0]
      }".repeat(200_000));`;
    const ends = await Promise.all(texts.map((text) => runDeno(program(text))));
    for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
    assert.ok(texts.includes(Deno.readTextFileSync(`${folder}/a.json`)));
    assert.deepEqual(names(folder), ["a.json"]);
  }));

for (
  const [what, mount, reason] of [
    ["a full disk", "-t tmpfs -o size=16k none", "disk_full"],
    ["a file system that is mounted read-only", "-t tmpfs -o size=1m none", "read_only"],
    ["a file that is itself a mount point", "-t tmpfs -o size=1m none", "bind_mounted_file"],
  ] as const
) {
  Deno.test({
    name: `${what} is explained, the old file stays whole, and no temporary file is left`,
    ignore: !canMount(),
    fn: () =>
      withFolder(async (folder) => {
        const file = `${folder}/a.json`;
        const spoil = {
          disk_full: "true",
          read_only: `mount -o remount,ro '${folder}'`,
          bind_mounted_file: `mount --bind '${file}' '${file}'`,
        }[reason];
        const program = `
          import { replaceFile } from ${JSON.stringify(moduleUrl())};
          import { explainSaveFailure } from ${JSON.stringify(moduleUrl("errors/save_failure"))};
          const [folder] = Deno.args;
          try {
            replaceFile(folder, "a.json", "new".repeat(20_000));
          } catch (error) {
            const { reason, explanation } = explainSaveFailure(folder, folder + "/a.json", error);
            const old = Deno.readTextFileSync(folder + "/a.json");
            console.log(reason, old, [...Deno.readDirSync(folder)].length, explanation.includes(folder));
          }`;
        const { stdout, stderr } = await runDeno(program, [folder], [
          `mount ${mount} '${folder}' && echo -n old > '${file}' && ${spoil} && exec "$@"`,
        ]);
        assert.equal(stdout, `${reason} old 1 true\n`, stderr);
      }),
  });
}

function moduleUrl(name = "base/files/replace_file"): string {
  return new URL(`../../../src/${name}.ts`, import.meta.url).href;
}

/** Runs a program in this Deno; with a `prelude` of shell commands, in mounts of its own. */
async function runDeno(source: string, args: string[] = [], prelude?: [string]) {
  const program = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(program, source);
  const words = [Deno.execPath(), "run", "-A", "--quiet", ...await denoArgs(), program, ...args];
  const [command = "", ...rest] = prelude
    ? ["unshare", "-m", "--map-root-user", "sh", "-c", prelude[0], "sh", ...words]
    : words;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: rest,
    cwd: projectPath("."),
    stdin: "null",
  }).output();
  await Deno.remove(program);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
