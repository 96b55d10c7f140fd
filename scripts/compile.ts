/** `deno task compile`: the executable, for this machine or for any of Deno's targets. @module */
import { isAbsolute, resolve } from "node:path";
import { bundle } from "./compile/bundle.ts";
import { CompileFailure, runQuietly } from "./compile/child_failure.ts";
import { writeChecksums } from "./compile/checksums.ts";
import { makeExecutable } from "./compile/executable.ts";
import { type Build, COMPILE_USAGE, readCompileOptions } from "./compile/options.ts";
import { denoArgs } from "./deno_args.ts";

async function main(args: string[]): Promise<number> {
  const request = readCompileOptions(args, Deno.build.target);
  if (request.kind === "help") {
    console.log(COMPILE_USAGE);
    return 0;
  }
  if (request.kind === "wrong") {
    console.error(`Error: ${request.message}. See --help.`);
    return 2;
  }
  try {
    await compileAll(request.builds.map(withAbsoluteOutput), request.issuer);
    return 0;
  } catch (error) {
    if (!(error instanceof CompileFailure)) throw error;
    console.error(`Error: ${error.message}`);
    return 1;
  }
}

async function compileAll(builds: readonly Build[], issuer: string): Promise<void> {
  // A bundle is made without a look at the types.
  await runQuietly(
    Deno.execPath(),
    ["check", "--quiet", ...await denoArgs(), "main.ts", "src/worker.ts"],
    "The types do not hold",
  );
  const folder = await Deno.makeTempDir({ prefix: "codex-login-bundle-" });
  try {
    const bundled = await bundle(folder, { issuer });
    for (const build of builds) {
      await makeExecutable(bundled, build, issuer);
      const { size } = await Deno.stat(build.output);
      console.log(`${build.output}  ${(size / 1e6).toFixed(1)} MB  ${build.target}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (builds.length > 1) await writeChecksums(builds.map(({ output }) => output));
}

/** The task runs in the project's folder; a path is meant from where the person stands. */
function withAbsoluteOutput(build: Build): Build {
  if (isAbsolute(build.output)) return build;
  return { ...build, output: resolve(Deno.env.get("INIT_CWD") ?? ".", build.output) };
}

if (import.meta.main) Deno.exit(await main(Deno.args));
