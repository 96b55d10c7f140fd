/**
 * What whoever started this process made of it: job control and ignored signals.
 *
 * @module
 */

import { currentOs, PROCESS_READERS } from "./platform.ts";

/** What is known of this process; elsewhere than on Linux nothing is. */
export interface ProcessState {
  /** Whether it is in no position to use its terminal: a read, or a change of its mode, would stop it. */
  readonly isInBackground: boolean;
  /** Whether it was started with this signal ignored, as by `nohup`. */
  ignores(signal: keyof typeof NUMBERS): boolean;
}

const NUMBERS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
  SIGTSTP: 20,
} as const;

/**
 * Asks the system, by way of `cat`: Deno itself opens nothing in /proc unless it may do everything.
 *
 * Permission: run on {@linkcode PROCESS_READERS}. Never rejects; what cannot be asked counts as an ordinary process.
 */
export async function askProcessState(): Promise<ProcessState> {
  const program = PROCESS_READERS[currentOs()];
  if (program === undefined) return parseProcessState("");
  try {
    const { stdout } = await new Deno.Command(program, {
      args: [`/proc/${Deno.pid}/stat`, `/proc/${Deno.pid}/status`],
      clearEnv: true,
      stdin: "null",
      stderr: "null",
    }).output();
    return parseProcessState(new TextDecoder().decode(stdout));
  } catch {
    return parseProcessState("");
  }
}

/** Reads `/proc/PID/stat`, then `/proc/PID/status` (proc_pid_stat(5), proc_pid_status(5)). */
export function parseProcessState(text: string): ProcessState {
  // The name in front of these may hold anything but a line break: state, parent, group, session, terminal.
  const stat = /^.*\) \S \d+ (\d+) \d+ \d+ (-?\d+) /.exec(text);
  const [group, foreground] = [Number(stat?.[1]), Number(stat?.[2])];
  const ignored = BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)$/m.exec(text)?.[1] ?? "0"}`);
  return {
    // Without a controlling terminal none is in the foreground.
    isInBackground: foreground > 0 && foreground !== group,
    ignores: (signal) => (ignored >> BigInt(NUMBERS[signal] - 1) & 1n) === 1n,
  };
}
