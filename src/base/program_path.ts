/**
 * Finds a program in PATH, without what a hostile folder could slip in.
 *
 * Promise: relative and empty entries of PATH, which mean the working directory, count for nothing,
 * neither for the opener nor for what it starts in turn. Permission: read on PATH's folders.
 *
 * @module
 */
import type { TargetOs } from "./platform.ts";

/** The entries of PATH that do not depend on the working directory, in their order. */
function absoluteEntries(path: string, os: TargetOs): string[] {
  const isAbsolute = os === "windows" ? /^([a-z]:[\\/]|\\\\)/i : /^\//;
  return path.split(os === "windows" ? ";" : ":").filter((entry) => isAbsolute.test(entry));
}

/** PATH without the other entries. */
export function absolutePath(path: string, os: TargetOs): string {
  return absoluteEntries(path, os).join(os === "windows" ? ";" : ":");
}

/** Where `program` is, or `undefined`; a name that is a path already stands for itself. */
export function findProgram(program: string, path: string, os: TargetOs): string | undefined {
  if (/[\\/]/.test(program)) return program;
  return absoluteEntries(path, os)
    .map((entry) => os === "windows" ? `${entry}\\${program}.exe` : `${entry}/${program}`)
    .find((file) => isExecutable(file, os));
}

/** Whether a file is there that may be started. */
export function isExecutable(file: string, os: TargetOs): boolean {
  try {
    const { isFile, mode } = Deno.statSync(file);
    return isFile && (os === "windows" || ((mode ?? 0) & 0o111) !== 0);
  } catch {
    return false;
  }
}
