/** `deno task compile`: the executable, for this machine or for any of Deno's targets. @module */
import { bundleProgram } from "./compile/bundle.ts";
import { writeChecksums } from "./compile/checksums.ts";
import { makeExecutable } from "./compile/executable.ts";
import { runTask } from "./compile/making_task.ts";
import { COMPILE_USAGE, type CompileRequest, readCompileOptions } from "./compile/options.ts";
import { fromWhereThePersonStands } from "./project.ts";

async function compileAll({ builds, issuer }: CompileRequest): Promise<number> {
  await using bundled = await bundleProgram(issuer);
  const outputs: string[] = [];
  for (const { target, output } of builds) {
    const path = fromWhereThePersonStands(output);
    await makeExecutable(bundled, { target, output: path }, issuer);
    const { size } = await Deno.stat(path);
    console.log(`${path}  ${(size / 1e6).toFixed(1)} MB  ${target}`);
    outputs.push(path);
  }
  if (outputs.length > 1) await writeChecksums(outputs);
  return 0;
}

if (import.meta.main) {
  const request = readCompileOptions(Deno.args, Deno.build.target);
  Deno.exit(await runTask(request, COMPILE_USAGE, compileAll));
}
