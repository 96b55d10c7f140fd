/** Deno as a child on our terminal: its output is ours, its end is ours, our signals are its. @module */
import { projectPath } from "./project.ts";

/** Settings of the machine that would change what a test or the demo does. */
const DISTURBING_VARIABLES = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(), // Both spellings count; fetch would send even loopback requests there.
  ]),
  "CODEX_HOME",
  "CODEX_CA_CERTIFICATE",
  "SSL_CERT_FILE",
  "BROWSER",
  "RUST_LOG",
  "DENO_SERVE_ADDRESS",
];

/** The environment, ours by default, without what would change the outcome of a test or the demo. */
export function calmEnvironment(
  environment: Record<string, string> = Deno.env.toObject(),
): Record<string, string> {
  for (const name of DISTURBING_VARIABLES) delete environment[name];
  return environment;
}

/** What a child gets beside its arguments. */
export interface ChildOptions {
  /** Its whole environment; ours where left out. */
  environment?: Record<string, string>;
  /** After which it is told to end; none where left out. */
  limitMs?: number | undefined;
}

/** Runs Deno, this very one, in the project's folder, and gives its exit code. */
export async function runDeno(args: string[], options: ChildOptions = {}): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: projectPath("."),
    env: options.environment ?? Deno.env.toObject(),
    clearEnv: true,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
    ...(options.limitMs === undefined ? {} : { signal: AbortSignal.timeout(options.limitMs) }),
  }).spawn();
  const stopForwarding = forwardSignals(child);
  try {
    return (await child.status).code;
  } finally {
    stopForwarding();
  }
}

/** How long a child may take to end by itself, after a signal that went to the whole terminal. */
const TERMINAL_GRACE_MS = 200;

/**
 * Passes SIGINT, SIGTERM and SIGHUP on, and keeps this process alive until its child has ended.
 *
 * Ctrl-C reaches the child from the terminal as well, so SIGINT and SIGHUP wait a moment: a child that
 * already ends is left alone. One that is slower gets the signal twice and takes that as one.
 */
function forwardSignals(child: Deno.ChildProcess): () => void {
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGHUP", "SIGTERM"];
  const pending = new Set<ReturnType<typeof setTimeout>>();
  const listeners = signals.map((signal) => {
    const pass = () => {
      try {
        child.kill(signal);
      } catch {
        // It has ended meanwhile.
      }
    };
    const listener = () =>
      signal === "SIGTERM" ? pass() : void pending.add(setTimeout(pass, TERMINAL_GRACE_MS));
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
    for (const timer of pending) clearTimeout(timer);
  };
}
