// The real program where startProgram's pipes and launcher are not enough: behind another command, such as
// unshare, or with a stderr that nobody reads.
import type { ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";

/** What to start. */
export interface SpawnOptions {
  readonly home: ProgramHome;
  readonly issuer: string;
  readonly args: readonly string[];
  /** A program for `$BROWSER`. */
  readonly browser?: string;
  /** A command that gets the program and its arguments behind its own. */
  readonly wrapper?: readonly string[];
}

/** Starts the program; its stdout is dropped, its stderr piped. Whoever calls ends it. */
export async function spawnProgram(options: SpawnOptions): Promise<Deno.ChildProcess> {
  const { home, issuer, args, browser, wrapper = [] } = options;
  const launch = await launchOfProgram({ issuer, ...(browser ? { browser } : {}) });
  const own = ["--issuer", issuer, ...(browser ? [] : ["--no-browser"]), ...args];
  const [command = "", ...rest] = [...wrapper, launch.command, ...launch.args, ...own];
  return new Deno.Command(command, {
    args: rest,
    env: { ...await environmentOfProgram(home), ...(browser ? { BROWSER: browser } : {}) },
    clearEnv: true,
    cwd: home.path,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}
