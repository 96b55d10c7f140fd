/** Runs Deno for the compiler, and what signs for a release, without their words unless they fail. @module */
import { projectPath } from "../project.ts";
import { compilerEnvironment } from "./environment.ts";

/** Something that a person can do something about; its message is all that is shown. */
export class CompileFailure extends Error {
  override readonly name = "CompileFailure";
}

/**
 * Runs a program in the project's folder, and gives what it wrote to standard output.
 *
 * @param input What it reads from standard input; never shown.
 * @throws {CompileFailure} `what` and the program's own words, where it fails.
 * @throws {Deno.errors.NotFound} Where there is no such program.
 */
export async function runQuietly(
  command: string,
  args: string[],
  what: string,
  input = "",
): Promise<string> {
  const child = new Deno.Command(command, {
    args,
    cwd: projectPath("."),
    env: compilerEnvironment(),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    // It may end without having read it.
    new Blob([input]).stream().pipeTo(child.stdin).catch(() => {}),
  ]);
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success) return out ?? "";
  // Deno adds a backtrace of itself; what went wrong stands above it.
  const [words = ""] = `${err}\n${out}`.split("\nStack backtrace:");
  const secret = input.trim();
  const shown = secret ? words.replaceAll(secret, "(hidden)") : words;
  throw new CompileFailure(`${what}:\n${shown.trim()}`);
}
