/** `deno task reproduce`: whether an executable, or a second compile elsewhere, is this source byte for byte. @module */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { sha256OfFile } from "./compile/checksums.ts";
import { fromWhereThePersonStands, projectPath } from "./project.ts";
import { DENO_ARGS_VARIABLE } from "./deno_args.ts";

const USAGE = `deno task reproduce [FILE] [--target <TARGET>] [--issuer <URL>]

Compiles this source and compares the result with FILE, an executable that somebody else made, or
with a second compile of a copy in another folder. It takes the Deno that FILE was compiled with,
which \`codex-login --version\` names.`;

async function main(args: string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        target: { type: "string" },
        issuer: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch {
    console.error(`Usage: ${USAGE}`);
    return 2;
  }
  const { values: { target, issuer, help }, positionals: [file] } = parsed;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const passed = [
    ...(target ? ["--target", target] : []),
    ...(issuer ? ["--issuer", issuer] : []),
  ];
  const folder = await Deno.makeTempDir({ prefix: "codex-login-reproduce-" });
  try {
    const ours = join(folder, "ours");
    await compile(projectPath("."), ours, passed);
    const other = file ? fromWhereThePersonStands(file) : join(folder, "theirs");
    if (!file) {
      const copy = join(folder, "a copy", "of the source");
      await copySource(copy);
      await compile(copy, other, passed);
    }
    return await compare(ours, other, file ?? "a second compile, of a copy elsewhere");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Only what decides about the executable. */
async function copySource(to: string): Promise<void> {
  for (const name of ["deno.json", "main.ts", "src", "scripts"]) {
    await copy(projectPath(name), join(to, name));
  }
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    await Deno.mkdir(dirname(to), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) await copy(join(from, name), join(to, name));
}

async function compile(project: string, output: string, args: string[]): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "scripts/task.ts", "compile", "--output", output, ...args],
    cwd: project,
    // What resolves imports here names files of this project, not of the copy.
    env: { [DENO_ARGS_VARIABLE]: "" },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("The source could not be compiled.");
}

async function compare(ours: string, other: string, name: string): Promise<number> {
  const sums = [await sha256OfFile(ours), await sha256OfFile(other)];
  console.log(`${sums[0]}  this source\n${sums[1]}  ${name}`);
  const isEqual = sums[0] === sums[1];
  console.log(isEqual ? "Equal, byte for byte." : "They differ.");
  return isEqual ? 0 : 1;
}

if (import.meta.main) {
  Deno.exit(
    await main(Deno.args).catch((error) => {
      console.error(`Error: ${error instanceof Error ? error.message : error}`);
      return 1;
    }),
  );
}
