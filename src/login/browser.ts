/**
 * Opens the person's browser: an argument array, never a shell.
 *
 * Promise: the opener gets the authorize URL and a short list of environment variables, nothing else (on
 * Windows the whole environment: a browser that is started cold finds its profile by it);
 * none is taken from the working directory. Permission: run on the opener's name; env on the variables
 * that it is handed; read on PATH's folders.
 *
 * @module
 */
import type { OpenFailureReason } from "../log/log_words.ts";
import { absolutePath, findProgram } from "./opener_path.ts";
import { DESKTOP_VARIABLES, type ReadEnvironment } from "../base/environment_names.ts";
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

const OPENER_ENVIRONMENT = [
  "PATH",
  "HOME",
  "BROWSER",
  ...DESKTOP_VARIABLES,
  "SystemRoot",
];

/** The real browser of the person. */
export function systemBrowser(readEnvironment: ReadEnvironment): OpenBrowser {
  return async (url) => {
    const environment = Object.fromEntries(
      OPENER_ENVIRONMENT.map((name) => [name, readEnvironment(name)])
        .filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const os = currentOs();
    const path = environment["PATH"] = absolutePath(environment["PATH"] ?? "", os);
    const commands = openerCommands(url, os, environment["BROWSER"]);
    const failures: OpenFailure[] = [];
    for (const [program, ...args] of commands) {
      try {
        const file = findProgram(program, path, os);
        if (file === undefined) throw new Deno.errors.NotFound();
        const child = new Deno.Command(file, {
          args,
          // LD_* and DYLD_* would make the start fail, and are nothing that an opener needs.
          clearEnv: os !== "windows",
          env: environment,
          stdin: "null",
          stdout: "null",
          stderr: "null",
        }).spawn();
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
