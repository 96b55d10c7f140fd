// The executable under test: CODEX_LOGIN_EXECUTABLE names it; without it these tests are skipped.
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { type Hop, visitOnce } from "../../scripts/rehearsal/browser.ts";
import {
  type ProgramEnd,
  type ProgramOptions,
  startProgram,
} from "../../scripts/rehearsal/program.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { PROCESS_READERS } from "../../src/base/platform.ts";
import { canTrace, makeTracer, readTrace, type Trace } from "../../scripts/rehearsal/trace.ts";

/** The path of the executable, or an empty text. */
export const EXECUTABLE = Deno.env.get("CODEX_LOGIN_EXECUTABLE") ?? "";
/** For tests that need it. */
export const NO_EXECUTABLE = EXECUTABLE === "";
/** For tests that look from the outside. */
export const NO_TRACE = NO_EXECUTABLE || !canTrace();

if (NO_EXECUTABLE) console.log("skipped: CODEX_LOGIN_EXECUTABLE names no executable");
else if (NO_TRACE) console.log("skipped: strace is not here or may not trace");

/** What a sign-in under watch left behind. */
export interface WatchedSignIn {
  readonly end: ProgramEnd;
  readonly hops: Hop[];
  readonly trace: Trace;
  readonly issuer: URL;
}

/** What the sign-in starts besides an opener, to be told of job control and of ignored signals. */
export const PROCESS_READER = PROCESS_READERS.linux ?? "";

/** What it wrote to that is not below `folders`; a program that it starts has no streams of ours. */
export function writtenElsewhere({ written }: Trace, ...folders: string[]): string[] {
  const isInside = (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  return written.filter((path) => !isInside(path) && path !== "/dev/null");
}

/** Runs a whole sign-in of the executable in `home`, under strace. */
export async function watchSignIn(
  home: ProgramHome,
  options: Omit<ProgramOptions, "home" | "issuer" | "executable"> = {},
): Promise<WatchedSignIn> {
  await using server: AuthorizationServer = startAuthorizationServer();
  const folder = await Deno.makeTempDir({ prefix: "codex-login-trace-" });
  try {
    const executable = makeTracer(folder, EXECUTABLE);
    const issuer = server.issuer;
    await using program = await startProgram({ ...options, home, issuer, executable });
    const hops = await visitOnce(await program.authorizeUrl());
    const end = await program.end();
    return { end, hops, trace: readTrace(folder), issuer: new URL(issuer) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a whole sign-in of the executable in `home`. */
export async function signIn(
  home: ProgramHome,
  options: Omit<ProgramOptions, "home" | "issuer"> = {},
): Promise<ProgramEnd> {
  await using server: AuthorizationServer = startAuthorizationServer();
  await using program = await startProgram({ ...options, home, issuer: server.issuer });
  await visitOnce(await program.authorizeUrl());
  return await program.end();
}

/** A home and a folder beside it that the program has no business in. */
export async function makeHomeAndOutside() {
  const home = await makeProgramHome();
  const outside = await Deno.realPath(await Deno.makeTempDir({ prefix: "codex-login-outside-" }));
  return {
    home,
    outside,
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await Deno.remove(outside, { recursive: true });
    },
  };
}

/** Runs the executable to its end, in the environment `env` alone. */
export async function runExecutable(
  args: string[],
  env: Record<string, string> = { PATH: "/usr/bin:/bin" },
) {
  const { code, stdout, stderr } = await new Deno.Command(EXECUTABLE, {
    args,
    env: { NO_COLOR: "1", ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Puts a program called xdg-open into `folder` that writes its argument to `opened`. */
export function makeOpener(folder: string, opened: string): void {
  const script = `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`;
  Deno.writeTextFileSync(`${folder}/xdg-open`, script, { mode: 0o755 });
}
