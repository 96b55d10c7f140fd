/** A measured child: when it accepts, what it writes, how much memory it took. @module */
import { killed, spawnPiped } from "../rehearsal/child_process.ts";
import { type CollectedText, collectText } from "../rehearsal/collected_text.ts";

/** A running child. Disposing it kills it and waits for its end. */
export interface MeasuredChild extends AsyncDisposable {
  /** When it was spawned, as `performance.now()` has it. */
  readonly startedAt: number;
  readonly stdout: CollectedText;
  readonly stderr: CollectedText;
  readonly status: Promise<Deno.CommandStatus>;
  send(line: unknown): Promise<void>;
  /** The most memory that it ever held, in MB; Linux only, else NaN. */
  peakMegabytes(): number;
}

/** Starts `command` with a home of its own and nothing else of our environment. */
export function startMeasured(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): MeasuredChild {
  const startedAt = performance.now();
  const child = spawnPiped(command, args, env);
  const stdin = child.stdin.getWriter();
  return {
    startedAt,
    stdout: collectText(child.stdout),
    stderr: collectText(child.stderr),
    status: child.status,
    send: (line) => stdin.write(new TextEncoder().encode(JSON.stringify(line) + "\n")),
    peakMegabytes() {
      try {
        const text = Deno.readTextFileSync(`/proc/${child.pid}/status`);
        return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1]) / 1024;
      } catch {
        return NaN;
      }
    },
    async [Symbol.asyncDispose]() {
      await stdin.abort().catch(() => {});
      await killed(child);
    },
  };
}

const ACCEPT_LIMIT_MS = 10_000;

/** Milliseconds from the spawn until `port` of 127.0.0.1 accepts a connection. */
export async function timeToAccept(child: MeasuredChild, port: number): Promise<number> {
  while (performance.now() - child.startedAt < ACCEPT_LIMIT_MS) {
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const elapsed = performance.now() - child.startedAt;
      connection.close();
      return elapsed;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  throw new Error(`nothing accepted on port ${port}; its stderr is:\n${child.stderr.text()}`);
}
