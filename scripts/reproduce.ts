/** `deno task reproduce`: whether an executable, or a second compile elsewhere, is this source byte for byte. @module */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { CompileFailure } from "./compile/child_failure.ts";
import {
  COMMON_OPTIONS,
  type HelpOrWrong,
  readTask,
  runTask,
  wrong,
  wrongTarget,
} from "./compile/making_task.ts";
import { targetOfStub } from "./compile/stub.ts";
import { withoutSignature } from "./release/signature.ts";
import { fromWhereThePersonStands, projectPath } from "./project.ts";
import { DENO_ARGS_VARIABLE } from "./deno_args.ts";

const USAGE = `deno task reproduce [FILE] [--target <TARGET>] [--issuer <URL>]

Compiles this source and compares the result with FILE, an executable that somebody else made, or
with a second compile of a copy in another folder; a signature, as files for macOS and Windows may
bear one, is left out on both sides. It takes the Deno that FILE was compiled with,
which \`codex-login --version\` names.`;

interface ReproduceRequest {
  readonly kind: "reproduce";
  readonly file: string | undefined;
  /** What the compile is told beside its output. */
  readonly passed: readonly string[];
}

function read(args: string[]): ReproduceRequest | HelpOrWrong {
  const { help } = COMMON_OPTIONS;
  const options = { help, target: { type: "string" }, issuer: { type: "string" } } as const;
  return readTask(
    () => parseArgs({ args, options, allowPositionals: true }),
    ({ values: { target, issuer }, positionals: [name] }) => {
      const file = name === undefined ? undefined : fromWhereThePersonStands(name);
      const ofFile = file === undefined ? undefined : targetOfStub(file);
      if (file && !ofFile) return wrong(`${file} is no executable of codex-login`);
      const chosen = target ?? ofFile;
      const passed = [
        ...(chosen ? ["--target", chosen] : []),
        ...(issuer ? ["--issuer", issuer] : []),
      ];
      return wrongTarget(chosen ? [chosen] : []) ?? { kind: "reproduce", file, passed };
    },
  );
}

async function reproduce({ file, passed }: ReproduceRequest): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "codex-login-reproduce-" });
  try {
    const ours = join(folder, "ours");
    await compile(projectPath("."), ours, passed);
    const other = file ?? join(folder, "theirs");
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

async function compile(project: string, output: string, args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "scripts/task.ts", "compile", "--output", output, ...args],
    cwd: project,
    // What resolves imports here names files of this project, not of the copy.
    env: { [DENO_ARGS_VARIABLE]: "" },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new CompileFailure("The source could not be compiled.");
}

/** A signature is not of the source: where the files differ by no more, they are equal. */
async function compare(ours: string, other: string, name: string): Promise<number> {
  const files = [await Deno.readFile(ours), await Deno.readFile(other)];
  const [mine, theirs] = files.map(sumOf);
  console.log(`${mine}  this source\n${theirs}  ${name}`);
  const [bare, theirsBare] = files.map((file) => sumOf(withoutSignature(file)));
  const isEqual = mine === theirs || bare === theirsBare;
  console.log(
    !isEqual
      ? "They differ."
      : mine === theirs
      ? "Equal, byte for byte."
      : "Equal, byte for byte, signatures left out.",
  );
  return isEqual ? 0 : 1;
}

function sumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

if (import.meta.main) Deno.exit(await runTask(read(Deno.args), USAGE, reproduce));
