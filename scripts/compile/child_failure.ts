/** Runs Deno for the compiler, without its output unless it fails. @module */
import { projectPath } from "../project.ts";
import { compilerEnvironment } from "./environment.ts";

/** Something that a person can do something about; its message is all that is shown. */
export class CompileFailure extends Error {
  override readonly name = "CompileFailure";
}

/**
 * Runs a program in the project's folder.
 *
 * @throws {CompileFailure} `what` and the program's own words, where it fails.
 */
export async function runQuietly(command: string, args: string[], what: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    cwd: projectPath("."),
    env: compilerEnvironment(),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  // Deno adds a backtrace of itself; what went wrong stands above it.
  const [words = ""] = new TextDecoder().decode(stderr).split("\nStack backtrace:");
  throw new CompileFailure(`${what}:\n${words.trim()}`);
}
