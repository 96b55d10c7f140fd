/**
 * Opens the person's browser: an argument array, never a shell.
 *
 * Promise: the opener gets the authorize URL and the person's environment, nothing else; neither it nor what
 * it starts in turn is taken from the working directory. Permission: run on the opener's name; env on
 * {@linkcode OPENER_VARIABLES}; read on PATH's folders.
 *
 * @module
 */
import type { OpenFailureReason } from "../log/log_words.ts";
import { absolutePath, findProgram } from "../base/program_path.ts";
import { OPENER_VARIABLES, type ReadEnvironment, variablesOf } from "../base/environment_names.ts";
import { currentOs, openerCommands } from "../base/platform.ts";

/** Why no browser opened. */
export interface OpenFailure {
  /** For the log. */
  readonly reason: OpenFailureReason;
  /** For a person. */
  readonly explanation: string;
}

/** Opens a URL; resolves, once it is known, with why that failed or with `undefined`. */
export type OpenBrowser = (url: string) => Promise<OpenFailure | undefined>;

/**
 * The real browser of the person.
 *
 * @param restored Variables that are to be other for it than they are in this process.
 */
export function systemBrowser(
  readEnvironment: ReadEnvironment,
  restored: Readonly<Record<string, string>> = {},
): OpenBrowser {
  return async (url) => {
    const os = currentOs();
    const path = absolutePath(readEnvironment("PATH") ?? "", os);
    const changed = { ...restored, PATH: path };
    const commands = openerCommands(url, os, readEnvironment("BROWSER"));
    const failures: OpenFailure[] = [];
    for (const [program, ...args] of commands) {
      try {
        const file = findProgram(program, path, os);
        if (file === undefined) throw new Deno.errors.NotFound();
        const child = spawnOpener(file, args, changed, readEnvironment);
        child.unref();
        return await exitFailure(program, child);
      } catch (error) {
        failures.push(startFailure(program, error));
      }
    }
    return {
      reason: failures[0]?.reason ?? "other",
      explanation: failures.map((failure) => failure.explanation).join("; "),
    };
  };
}

/** Deno hands on the whole environment, but for LD_* and DYLD_* in it: then it starts nothing. */
function spawnOpener(
  file: string,
  args: string[],
  changed: Readonly<Record<string, string>>,
  readEnvironment: ReadEnvironment,
): Deno.ChildProcess {
  const options = { args, stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    return new Deno.Command(file, { ...options, env: changed }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    const env = { ...variablesOf(OPENER_VARIABLES, readEnvironment), ...changed };
    return new Deno.Command(file, { ...options, clearEnv: true, env }).spawn();
  }
}

async function exitFailure(
  program: string,
  child: Deno.ChildProcess,
): Promise<OpenFailure | undefined> {
  const { success, code } = await child.status;
  if (success) return undefined;
  return { reason: "exited_with_error", explanation: `${program} ended with exit code ${code}` };
}

function startFailure(program: string, error: unknown): OpenFailure {
  if (error instanceof Deno.errors.NotFound) {
    return { reason: "not_found", explanation: `${program} was not found` };
  }
  if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
    return { reason: "not_permitted", explanation: `${program} may not be started` };
  }
  return { reason: "other", explanation: `${program} could not be started` };
}
