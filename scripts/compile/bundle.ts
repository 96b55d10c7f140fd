/**
 * Makes of the program's two entries a folder with a few small files, which then is all that gets embedded.
 *
 * Without it every npm package of the lock file would be, types and test support included (3.4 MB), and
 * the program would start 4 to 5 ms later. Deno does it with an esbuild that it fetches from npm into its
 * own cache and embeds nowhere.
 * @module
 */
import { join } from "node:path";
import { BUILD_INFO_FILE, type BuildInfo } from "../../src/config/build_info.ts";
import { denoArgs } from "../deno_args.ts";
import { projectPath } from "../project.ts";
import { CompileFailure, runQuietly } from "./child_failure.ts";
import { steadyBundle } from "./steady_bundle.ts";

/** A bundled program. */
export interface Bundle {
  readonly folder: string;
  /** The file that the executable starts with. */
  readonly entry: string;
  /** What is embedded beside it and what it imports. */
  readonly includes: readonly string[];
}

/** An entry and its worker, as paths in the project. */
export interface Entries {
  readonly main: string;
  readonly worker: string;
}

/** The program's own entries. */
export const PROGRAM: Entries = { main: "main.ts", worker: "src/worker.ts" };

/**
 * Checks the program's types, since a bundle is made without a look at them, and bundles it into a folder
 * that goes with what it returns.
 *
 * @throws {CompileFailure} Where the types do not hold, or Deno cannot bundle.
 */
export async function bundleProgram(issuer: string): Promise<Bundle & AsyncDisposable> {
  const { main, worker } = PROGRAM;
  const check = ["check", "--quiet", ...await denoArgs(), main, worker];
  await runQuietly(Deno.execPath(), check, "The types do not hold");
  const folder = await Deno.makeTempDir({ prefix: "codex-login-bundle-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    return { ...await bundle(folder, { issuer }), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Bundles `entries` into `folder`.
 *
 * @throws {CompileFailure} Where Deno cannot bundle.
 */
export async function bundle(
  folder: string,
  info: BuildInfo,
  entries: Entries = PROGRAM,
): Promise<Bundle> {
  const worker = join(folder, "worker.js");
  const entry = join(folder, baseName(entries.main).replace(/\.ts$/, ".js"));
  // Small enough, and split: what is imported lazily stays a file of its own, read when it is needed.
  await denoBundle(["--code-splitting", "--outdir", folder, projectPath(entries.main)]);
  await denoBundle(["--output", worker, projectPath(entries.worker)]);
  await pointToBundledWorker(folder, baseName(entries.worker));
  const infoFile = join(folder, BUILD_INFO_FILE);
  await Deno.writeTextFile(infoFile, JSON.stringify(info));
  await steadyBundle(folder);
  return { folder, entry, includes: [worker, infoFile] };
}

async function denoBundle(args: string[]): Promise<void> {
  await runQuietly(
    Deno.execPath(),
    ["bundle", "--quiet", "--minify", ...await denoArgs(), ...args],
    "The program could not be bundled (Deno fetches esbuild from npm for it)",
  );
}

/** `new Worker` names a file of the source; in the bundle it lies under another name. */
async function pointToBundledWorker(folder: string, workerFile: string): Promise<void> {
  const sourceUrl = new RegExp(`new URL\\("(?:\\.\\.?/)+${workerFile.replace(".", "\\.")}",`, "g");
  let found = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    const text = await Deno.readTextFile(path);
    const pointed = text.replace(sourceUrl, () => {
      found++;
      return `new URL("./worker.js",`;
    });
    if (pointed !== text) await Deno.writeTextFile(path, pointed);
  }
  if (found !== 1) {
    throw new CompileFailure(
      `The bundle starts ${workerFile} in ${found} places instead of one; see scripts/compile/bundle.ts.`,
    );
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
