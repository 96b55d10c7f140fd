/** Puts the test files into groups, each a module that imports its files. @module */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectPath } from "./project.ts";

/**
 * How many groups. The runtime starts an isolate for each module that it is given, which takes 0.4 s of a core
 * whatever is in it (Deno 2.9.6, measured); but with few groups the last one runs alone for long.
 */
const GROUPS = 16;

/** The modules of the groups, in a folder that goes with them. */
export interface TestGroups extends AsyncDisposable {
  readonly modules: readonly string[];
}

/** Every test file below `tests/`, but those in `left`, dealt out in turn: what takes long lies together. */
export async function groupTests(left: string): Promise<TestGroups> {
  const files = readdirSync(projectPath("tests"), { recursive: true, encoding: "utf8" })
    .map((name) => projectPath(join("tests", name)))
    .filter((file) => file.endsWith("_test.ts") && !file.startsWith(projectPath(left)))
    .sort();
  const folder = await Deno.makeTempDir({ prefix: "codex-login-tests-" });
  const modules = Array.from({ length: GROUPS }, (_, group) => join(folder, `${group}_test.ts`));
  for (const [group, module] of modules.entries()) {
    const imports = files.filter((_, place) => place % GROUPS === group)
      .map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`);
    await Deno.writeTextFile(module, imports.join(""));
  }
  return { modules, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}
