/** `deno task compile`: the executable, for this machine or for any of Deno's targets. @module */
import { bundleProgram } from "./compile/bundle.ts";
import { CompileFailure } from "./compile/child_failure.ts";
import { writeChecksums } from "./compile/checksums.ts";
import { makeExecutable } from "./compile/executable.ts";
import { type Build, COMPILE_USAGE, readCompileOptions } from "./compile/options.ts";
import { fromWhereThePersonStands } from "./project.ts";

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
  const builds = request.builds.map((build) => ({
    ...build,
    output: fromWhereThePersonStands(build.output),
  }));
  try {
    await compileAll(builds, request.issuer);
    return 0;
  } catch (error) {
    if (!(error instanceof CompileFailure)) throw error;
    console.error(`Error: ${error.message}`);
    return 1;
  }
}

async function compileAll(builds: readonly Build[], issuer: string): Promise<void> {
  await using bundled = await bundleProgram(issuer);
  for (const build of builds) {
    await makeExecutable(bundled, build, issuer);
    const { size } = await Deno.stat(build.output);
    console.log(`${build.output}  ${(size / 1e6).toFixed(1)} MB  ${build.target}`);
  }
  if (builds.length > 1) await writeChecksums(builds.map(({ output }) => output));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
