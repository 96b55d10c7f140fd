/** `deno task sign`: signs executables where they lie, as a release does; for a Mac, where a release is made elsewhere. @module */
import { parseArgs } from "node:util";
import { CompileFailure } from "./compile/child_failure.ts";
import { COMMON_OPTIONS, readTask, runTask, wrong } from "./compile/making_task.ts";
import { targetOfStub } from "./compile/stub.ts";
import { fromWhereThePersonStands } from "./project.ts";
import { SIGNING_USAGE, signProgram } from "./release/sign.ts";

const USAGE = `deno task sign <FILE>...

Signs executables for macOS and Windows, with the account that the environment names. One that is signed,
or cannot be for want of an account or a tool, stays as it is. Exit code 1 where an account does not sign.

${SIGNING_USAGE}`;

function read(args: string[]) {
  const { help } = COMMON_OPTIONS;
  return readTask(
    () => parseArgs({ args, options: { help }, allowPositionals: true }),
    ({ positionals }) =>
      positionals.length > 0
        ? { kind: "sign" as const, files: positionals.map(fromWhereThePersonStands) }
        : wrong("Name the files to sign"),
  );
}

async function sign({ files }: { files: readonly string[] }): Promise<number> {
  for (const file of files) {
    const target = targetOfStub(file);
    if (target === undefined) throw new CompileFailure(`${file} is no executable of codex-login`);
    const before = await Deno.readFile(file);
    const { program, word } = await signProgram(target, before);
    if (program !== before) await Deno.writeFile(file, program);
    console.log(`${file}: ${word ?? "not signed: Linux asks for none"}`);
  }
  return 0;
}

if (import.meta.main) Deno.exit(await runTask(read(Deno.args), USAGE, sign));
