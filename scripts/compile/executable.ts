/** Makes one executable of a bundle. @module */
import { dirname, join } from "node:path";
import { startFlags } from "../../src/confinement/permissions.ts";
import type { Bundle } from "./bundle.ts";
import { CompileFailure, runQuietly } from "./child_failure.ts";
import type { Build } from "./options.ts";
import { targetOfStub } from "./stub.ts";
import { executableName, osOfTarget } from "./targets.ts";

/**
 * Variables that count where the environment has none, or no text: without any PATH Deno cannot look for
 * the programs that it may run, and starts nothing at all. The folders are those that shells fall back on.
 */
const DEFAULT_VARIABLES = "PATH=/usr/local/bin:/usr/bin:/bin\n";

/** The Deno that compiles: `$DENO_COMPILE`, since a stub of DENORT_BIN fits one version only, else this one. */
export function compiler(): string {
  return Deno.env.get("DENO_COMPILE") || Deno.execPath();
}

/**
 * Compiles `bundle` for one target, with the permissions that src/confinement/permissions.ts gives it.
 *
 * @throws {CompileFailure} Where the stub cannot be had, or Deno says anything else.
 */
export async function makeExecutable(bundle: Bundle, build: Build, issuer: string): Promise<void> {
  const why = whyStubIsForeign(build.target);
  if (why) throw new CompileFailure(why);
  const folder = dirname(build.output);
  await Deno.mkdir(folder, { recursive: true });
  // Newer Denos embed the file's name: always the one that a person gets.
  const place = await Deno.makeTempDir({ dir: folder, prefix: ".compile-" });
  const made = join(place, executableName(build.target, false));
  const os = osOfTarget(build.target);
  const defaults = join(place, "defaults.env");
  await Deno.writeTextFile(defaults, os === "windows" ? "" : DEFAULT_VARIABLES);
  const args = [
    // Quiet also at run time: an opener that a machine does not have is no news.
    ...["compile", "--quiet", "--target", build.target, "--output", made],
    // The bundle has no imports left to resolve, so no configuration and no package can get in.
    ...["--no-check", "--no-config", "--no-lock", "--no-remote", "--no-npm"],
    // A code cache would be a file in the temporary folder, whatever the permissions say.
    "--no-code-cache",
    "--unstable-worker-options",
    // Else V8 maps its built-in code a second time, nearer to what it compiles: 2 MB of memory.
    "--v8-flags=--no-short-builtin-calls",
    `--env-file=${defaults}`,
    ...startFlags({ issuer, os }),
    ...bundle.includes.flatMap((path) => ["--include", path]),
    bundle.entry,
  ];
  try {
    await runQuietly(compiler(), args, `${build.target} could not be compiled`);
    await Deno.rename(made, build.output);
  } catch (error) {
    throw error instanceof CompileFailure ? explained(error, build.target) : error;
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

/**
 * Why the stub that DENORT_BIN names cannot be used: Deno would take it for any target, and make an
 * executable that starts nowhere. `undefined` where it can, and where it names none.
 */
export function whyStubIsForeign(target: string): string | undefined {
  const stub = Deno.env.get("DENORT_BIN");
  const stubTarget = stub && targetOfStub(stub);
  if (!stub || stubTarget === target) return undefined;
  return `DENORT_BIN names a stub for ${stubTarget ?? "no known target"}, not for ${target}; ` +
    `unset it to let Deno download the right one.`;
}

/** Deno downloads the stub at compile time; on a closed network that is what goes wrong. */
function explained(failure: CompileFailure, target: string): CompileFailure {
  const isDownload = /denort|dl\.deno\.land|error sending request|download/i.test(failure.message);
  if (!isDownload) return failure;
  const cause = failure.message.split("\n").findLast((line) => line.trim() !== "");
  return new CompileFailure(
    `The runtime stub for ${target} could not be downloaded. Connect to the network, or set ` +
      `DENORT_BIN to a denort of the same Deno version.\n${cause}`,
  );
}
