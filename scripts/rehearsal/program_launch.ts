// How the program is started: from source with the flags that a person gets, or as a compiled executable.
import { commandFlags } from "../../src/confinement/permissions.ts";
import { denoArgs } from "../deno_args.ts";
import { projectPath } from "../project.ts";
import type { TargetOs } from "../../src/base/platform.ts";

/** Names addresses that the test runner keeps from every program under test, as `--deny-net` takes them. */
export const DENIED_ADDRESSES_VARIABLE = "CODEX_LOGIN_TEST_DENIED_ADDRESSES";

/** What decides the permissions of the program. */
export interface LaunchOptions {
  /** The issuer that it may reach. */
  readonly issuer?: string;
  /** The value of BROWSER: a program that it may run. */
  readonly browser?: string;
  /** Host and port of a SOCKS proxy that it may reach. */
  readonly socksAddress?: string;
  /** A compiled program to run instead of main.ts; by default what CODEX_LOGIN_EXECUTABLE names. */
  readonly executable?: string;
  /** Its arguments: a command that only looks gets fewer permissions. */
  readonly args?: readonly string[];
  /** Host and port of each proxy that it may ask. */
  readonly proxies?: readonly string[];
  /** CODEX_HOME and log_dir, where `doctor` tries whether they are read-only. */
  readonly folders?: readonly string[];
  /** Nobody else is on its loopback, so that it may have every port. */
  readonly hasOwnLoopback?: boolean;
}

/** A program and the arguments that come before its own. */
export interface Launch {
  readonly command: string;
  readonly args: string[];
}

/** The command that starts the program. */
export async function launchOfProgram(options: LaunchOptions): Promise<Launch> {
  const {
    args = [],
    executable = Deno.env.get("CODEX_LOGIN_EXECUTABLE"),
    hasOwnLoopback = false,
    ...rest
  } = options;
  if (executable) return { command: executable, args: [] };
  const permissions = commandFlags(args, { ...rest, os: Deno.build.os as TargetOs });
  const denied = hasOwnLoopback ? undefined : Deno.env.get(DENIED_ADDRESSES_VARIABLE);
  if (denied) permissions.push(`--deny-net=${denied}`);
  return {
    command: Deno.execPath(),
    args: ["run", "--quiet", ...await denoArgs(), ...permissions, projectPath("main.ts")],
  };
}

/**
 * The environment of the child: nothing of ours but what Deno and the system need.
 * Proxy variables stay out, because HTTP_PROXY would capture requests to 127.0.0.1.
 */
export async function environmentOfProgram(
  home: { path: string; codexHome: string },
  readVariable: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    HOME: home.path,
    USERPROFILE: home.path,
    CODEX_HOME: home.codexHome,
    NO_COLOR: "1",
    DENO_DIR: await denoDir(),
    DENO_NO_UPDATE_CHECK: "1",
  };
  for (const name of ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "DENO_COVERAGE_DIR"]) {
    const value = readVariable(name);
    if (value !== undefined) environment[name] = value;
  }
  const registry = await npmRegistry(readVariable);
  if (registry) environment["NPM_CONFIG_REGISTRY"] = registry;
  return environment;
}

/** The registry that the cache was filled from: packages lie there by its name, and another HOME has no .npmrc. */
async function npmRegistry(
  readVariable: (name: string) => string | undefined,
): Promise<string | undefined> {
  const chosen = readVariable("NPM_CONFIG_REGISTRY");
  if (chosen) return chosen;
  const home = readVariable("HOME") ?? readVariable("USERPROFILE");
  const settings = home && await Deno.readTextFile(`${home}/.npmrc`).catch(() => "");
  return /^\s*registry\s*=\s*["']?(\S+?)["']?\s*$/m.exec(settings || "")?.[1];
}

let knownDenoDir: Promise<string> | undefined;

/** The cache of this Deno; a child with another HOME would look for its own, and find it empty. */
function denoDir(): Promise<string> {
  return knownDenoDir ??= (async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-config"],
      stderr: "null",
    }).output();
    return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
  })();
}
