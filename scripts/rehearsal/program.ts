// Starts the real program as a child with a home of its own.
import { killed } from "./child_process.ts";
import { type CollectedText, collectText } from "./collected_text.ts";
import { freePort } from "./free_port.ts";
import { makeProgramHome, type ProgramHome } from "./program_home.ts";
import { environmentOfProgram, launchOfProgram } from "./program_launch.ts";

/** How to start the program. */
export interface ProgramOptions {
  /** Handed over as `--issuer`, and the only issuer that the permissions cover. */
  readonly issuer?: string;
  /**
   * Further arguments, after `--issuer`. A browser sign-in gets a free `--port` where they name none: on the
   * default ports a person's own may be waiting, which would be asked to give way.
   */
  readonly args?: readonly string[];
  /** Set over the default environment; undefined takes a variable away. */
  readonly env?: Record<string, string | undefined>;
  /** A program for `$BROWSER`, with the permission to run it. */
  readonly browser?: string;
  /** Host and port of a SOCKS proxy, with the permission to reach it. */
  readonly socksAddress?: string;
  /** A compiled program to run instead of main.ts; by default what CODEX_LOGIN_EXECUTABLE names. */
  readonly executable?: string;
  /** Whether `--no-browser` is handed over; by default where no `browser` is given. */
  readonly noBrowser?: boolean;
  /** A home to use, which then outlives the program; by default a new one that goes with it. */
  readonly home?: ProgramHome;
  readonly cwd?: string;
  /** Host and port of each proxy that `doctor` may ask. */
  readonly proxies?: readonly string[];
  /** Nobody else is on this loopback, so that the default ports may be used. */
  readonly hasOwnLoopback?: boolean;
}

/** How a run ended, with everything that it wrote. */
export interface ProgramEnd {
  /** 128 plus the number of the signal where a signal killed it. */
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. Disposing it kills it, where it still runs, and removes its own home. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly home: ProgramHome;
  /** What it wrote to stdout up to now. */
  stdout(): string;
  /** What it wrote to stderr up to now. */
  stderr(): string;
  /** Waits until stderr matches; see {@link CollectedText.waitFor}. */
  waitForStderr(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Waits for the URL that stands alone on its line. */
  authorizeUrl(timeoutMs?: number): Promise<URL>;
  signal(name: Deno.Signal): void;
  /** Closes our end of its stdout, as `head` does. */
  stopReading(): Promise<void>;
  /** Settles as soon as the process is gone. */
  readonly status: Promise<Deno.CommandStatus>;
  /**
   * Waits for the process and the rest of its output.
   * @param timeoutMs 20 seconds by default.
   * @throws where it still runs by then; the message holds stderr.
   */
  end(timeoutMs?: number): Promise<ProgramEnd>;
}

/** Starts the program; it may not listen yet when this settles. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const home = options.home ?? await makeProgramHome();
  const launch = await launchOfProgram({ ...options, folders: [home.codexHome] });
  const child = new Deno.Command(launch.command, {
    args: [...launch.args, ...argumentsOf(options)],
    env: await environmentOf(options, home),
    clearEnv: true,
    cwd: options.cwd ?? home.path,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = collectText(child.stdout);
  const stderr = collectText(child.stderr);
  return {
    pid: child.pid,
    home,
    stdout: stdout.text,
    stderr: stderr.text,
    waitForStderr: stderr.waitFor,
    authorizeUrl: (timeoutMs) => authorizeUrlIn(stderr, timeoutMs),
    signal: (name) => child.kill(name),
    stopReading: stdout.stop,
    status: child.status,
    async end(timeoutMs = 20_000) {
      const { code, signal } = await withLimit(child.status, timeoutMs, stderr);
      await drained([stdout, stderr]);
      return { code, signal, stdout: stdout.text(), stderr: stderr.text() };
    },
    async [Symbol.asyncDispose]() {
      await killed(child);
      await drained([stdout, stderr]);
      if (!options.home) await home[Symbol.asyncDispose]();
    },
  };
}

const COMMANDS_THAT_ONLY_LOOK = ["logs", "doctor", "report"];
const NOT_THROUGH_BROWSER =
  /^(?:status|logout|permissions|app-server|--device-auth|--with-.+|--version|--help|--port(?:=.*)?)$/;

/** Waits for the URL that stands alone on its line. */
export async function authorizeUrlIn(stderr: CollectedText, timeoutMs?: number): Promise<URL> {
  // The line break at the end shows that the URL has arrived whole.
  const pattern = /^(https?:\/\/\S+\/oauth\/authorize\?\S+)\r?\n/m;
  const [, url = ""] = await stderr.waitFor(pattern, timeoutMs);
  return new URL(url);
}

/** The arguments that the program gets. */
export function argumentsOf(
  { issuer, browser, noBrowser, hasOwnLoopback, args = [] }: ProgramOptions,
): string[] {
  // Their name comes first, and they know no browser.
  const [command = ""] = args;
  if (COMMANDS_THAT_ONLY_LOOK.includes(command)) {
    return [...args, ...(issuer === undefined ? [] : ["--issuer", issuer])];
  }
  return [
    ...(issuer === undefined ? [] : ["--issuer", issuer]),
    ...(noBrowser ?? browser === undefined ? ["--no-browser"] : []),
    ...(hasOwnLoopback || args.some((arg) => NOT_THROUGH_BROWSER.test(arg))
      ? []
      : ["--port", String(freePort())]),
    ...args,
  ];
}

async function environmentOf(options: ProgramOptions, home: ProgramHome) {
  const environment = {
    ...await environmentOfProgram(home),
    ...(options.browser === undefined ? {} : { BROWSER: options.browser }),
    ...options.env,
  };
  const isSet = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return Object.fromEntries(Object.entries(environment).filter(isSet));
}

async function withLimit<T>(promise: Promise<T>, timeoutMs: number, stderr: CollectedText) {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `the program still runs after ${timeoutMs} ms; its stderr is:\n`;
    late.reject(new Error(message + stderr.text()));
  }, timeoutMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Gives the last output half a second; a grandchild that holds a stream open must not hold us. */
async function drained(streams: CollectedText[]): Promise<void> {
  const limit = setTimeout(() => streams.forEach((stream) => stream.stop()), 500);
  await Promise.all(streams.map((stream) => stream.ended));
  clearTimeout(limit);
}
