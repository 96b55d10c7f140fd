/** The checks that read the source: format, lint and types. @module */
import { runDeno } from "./child.ts";
import { denoArgs } from "./deno_args.ts";

/** Runs format check, lint and type check until one fails, and gives its exit code, else 0. */
export async function checkSource(): Promise<number> {
  return await checkStyle() || await checkTypes();
}

/** Runs format check and lint until one fails, and gives its exit code, else 0. */
export async function checkStyle(): Promise<number> {
  return await runDeno(["fmt", "--check"]) || await runDeno(["lint"]);
}

/** Runs the type check, and gives its exit code. */
export async function checkTypes(): Promise<number> {
  return await runDeno(["check", "--quiet", ...await denoArgs(), "."]);
}
