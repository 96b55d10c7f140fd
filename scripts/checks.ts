/** The checks that read the source: format, lint and types. @module */
import { runDeno } from "./child.ts";
import { denoArgs } from "./deno_args.ts";

/** Runs format check, lint and type check until one fails, and gives its exit code, else 0. */
export async function checkSource(): Promise<number> {
  const checks = [
    ["fmt", "--check"],
    ["lint"],
    ["check", "--quiet", ...await denoArgs(), "."],
  ];
  for (const check of checks) {
    const code = await runDeno(check);
    if (code !== 0) return code;
  }
  return 0;
}
