/** What JSR is handed: what `deno publish` says of it, and which files would go. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import configuration from "../../../deno.json" with { type: "json" };
import { denoArgs } from "../../../scripts/deno_args.ts";
import { projectPath } from "../../../scripts/project.ts";

async function deno(args: string[], cwd = projectPath(".")) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, text: `${out}${err}` };
}

Deno.test("every export of the library has its doc", async () => {
  const args = (await denoArgs()).filter((arg) => arg !== "--frozen");
  const { code, text } = await deno(["doc", "--lint", ...args, configuration.exports]);
  assert.equal(code, 0, text);
});

/** A copy with the stand-ins of scripts/npm_only in the place of @std, which may be out of reach. */
async function copyWithStandIns(to: string): Promise<void> {
  const copy = async (path: string) => {
    await Deno.mkdir(dirname(`${to}/${path}`), { recursive: true });
    if (!(await Deno.stat(projectPath(path))).isDirectory) {
      return await Deno.copyFile(projectPath(path), `${to}/${path}`);
    }
    for await (const { name } of Deno.readDir(projectPath(path))) await copy(`${path}/${name}`);
  };
  const { include } = configuration.publish;
  for (const path of [...include, "scripts/npm_only", "scripts/README.md", "tests/README.md"]) {
    await copy(path);
  }
  const map = JSON.parse(await Deno.readTextFile(`${to}/scripts/npm_only/import_map.json`));
  const imports = Object.fromEntries(
    Object.entries<string>(map.imports)
      .filter(([, path]) => path.startsWith("./"))
      .map(([name, path]) => [name, path.replace("./", "./scripts/npm_only/")]),
  );
  const publish = { include: [...include, "scripts/npm_only"] };
  await Deno.writeTextFile(
    `${to}/deno.json`,
    JSON.stringify({ ...configuration, imports, publish }),
  );
}

Deno.test({
  name: "deno publish --dry-run is clean, and hands over the program's source and no more",
  ignore: Deno.build.os === "windows", // paths as a URL has them
}, async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await copyWithStandIns(folder);
    // The tables' types are inferred: that is what makes one row enough.
    const args = ["publish", "--dry-run", "--no-check", "--allow-dirty", "--allow-slow-types"];
    const { code, text } = await deno(args, folder);
    assert.equal(code, 0, text);
    const warnings = text.match(/^warning.*$/gim) ?? [];
    assert.deepEqual(warnings.filter((line) => !line.includes("with slow types is not")), []);
    const files = [...text.matchAll(/^ {3}file:\/\/\/?(\S+) \(/gm)].map(([, path = ""]) =>
      `/${path.replace(/^\//, "")}`.replace(`${folder}/`, "")
    ).filter((path) => !path.startsWith("scripts/npm_only/"));
    assert.ok(files.includes("src/library.ts") && files.includes("README.md"));
    assert.deepEqual(files.filter((path) => !/^(src\/|README\.md$|deno\.json$)/.test(path)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
