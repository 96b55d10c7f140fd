// Runs the program, or the real CLI, once, with a text on its standard input, to its end.
import { type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";

/** What differs from a run without input. */
export interface RunOptions {
  readonly home: ProgramHome;
  readonly stdin?: string | Uint8Array;
  readonly issuer?: string;
  readonly env?: Record<string, string>;
}

/** How a run ended. */
export interface RunEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs codex-login with these arguments. */
export async function runCommand(args: string[], options: RunOptions): Promise<RunEnd> {
  const { home, issuer } = options;
  const launch = await launchOfProgram(issuer === undefined ? {} : { issuer });
  const ownArgs = issuer === undefined ? args : [...args, "--issuer", issuer];
  const env = { ...await environmentOfProgram(home), ...options.env };
  return await run(launch.command, [...launch.args, ...ownArgs], env, options.stdin);
}

/** Runs the real CLI, from the path in CODEX_BIN. */
export async function runCodex(bin: string, args: string[], options: RunOptions): Promise<RunEnd> {
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: options.home.path,
    CODEX_HOME: options.home.codexHome,
    ...options.env,
  };
  const end = await run(bin, args, env, options.stdin);
  // It does not like a home in the folder for temporary files.
  const stderr = end.stderr.split("\n").filter((line) => !line.startsWith("WARNING: ")).join("\n");
  return { ...end, stderr };
}

async function run(
  command: string,
  args: string[],
  env: Record<string, string>,
  stdin: string | Uint8Array | undefined,
): Promise<RunEnd> {
  const child = new Deno.Command(command, {
    args,
    env,
    clearEnv: true,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
    // Whoever has read enough hangs up.
    await writer.write(bytes).then(() => writer.close()).catch(() => {});
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
