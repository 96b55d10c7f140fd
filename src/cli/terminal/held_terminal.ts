/**
 * The terminal while this program reads it: without an echo, and with a shell's job control.
 *
 * @module
 */
import { tryWriteAll } from "../../base/output.ts";
import { currentOs, PROCESS_READERS } from "../../base/platform.ts";

/** Asks the terminal to bracket what is pasted, and not to any more. */
const BRACKETS_ON = "\x1b[?2004h";
const BRACKETS_OFF = "\x1b[?2004l";
/** Within this the system has told a process that read without being in the foreground. */
const REFUSAL_MS = 100;
/** How often one that was refused tries again: a shell that brings back what runs tells it by no signal. */
const RETRY_MS = 1000;

/**
 * Takes the terminal until `signal` is aborted, which leaves it as it was; only for a process in its foreground.
 * Gives what is typed; it ends with the terminal.
 *
 * On Linux a `cat` of ours reads: in a program that is sent to the background the read that it is in stops it
 * (SIGTTIN), and so this one goes on. Elsewhere that stops the program, until it is brought back.
 * Signals keep working (`cbreak`). Where the terminal cannot stop its echo, it is read all the same.
 *
 * Permission: run on {@linkcode PROCESS_READERS}; without it the program reads by itself.
 *
 * @param mayStop Whether Ctrl-Z may stop the program.
 * @param isLive Whether the terminal takes escape sequences; it is then asked to bracket what is pasted.
 */
export function holdTerminal(
  signal: AbortSignal,
  mayStop: boolean,
  isLive: boolean,
): AsyncIterable<Uint8Array> {
  const reader = startReader();
  const listeners: [Deno.Signal, () => void][] = [];
  let isOurs = true;
  let refusedMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** A change of the mode from the background would stop the program. */
  function takeAgain(): void {
    clearTimeout(timer);
    // Whoever brings us back may have cancelled what told that it was refused: it tries once more.
    tellReader("SIGCONT");
    timer = setTimeout(() => {
      // The two signals come in any order.
      isOurs = performance.now() - refusedMs > 2 * REFUSAL_MS;
      if (isOurs) setEcho(false, isLive);
      else timer = setTimeout(takeAgain, RETRY_MS);
    }, REFUSAL_MS);
  }

  function refused(): void {
    refusedMs = performance.now();
    leave();
    timer = setTimeout(takeAgain, RETRY_MS);
  }

  function tellReader(name: Deno.Signal): void {
    try {
      reader?.kill(name);
    } catch {
      // It ended with its terminal.
    }
  }

  function leave(): void {
    clearTimeout(timer);
    isOurs = false;
  }

  function stop(): void {
    if (isOurs) setEcho(true, isLive);
    leave();
    Deno.kill(Deno.pid, "SIGSTOP");
  }

  if (Deno.build.os !== "windows") {
    if (mayStop && canStopItself()) listeners.push(["SIGTSTP", stop]);
    if (reader) listeners.push(["SIGTTIN", refused]);
    // The shell may have changed the terminal meanwhile.
    listeners.push(["SIGCONT", takeAgain]);
  }
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  setEcho(false, isLive);
  signal.addEventListener("abort", () => {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    if (isOurs) setEcho(true, isLive);
    leave();
    tellReader("SIGKILL");
  }, { once: true });
  // It may be read again.
  return reader?.stdout ?? Deno.stdin.readable.values({ preventCancel: true });
}

function startReader(): Deno.ChildProcess | undefined {
  const program = PROCESS_READERS[currentOs()];
  if (program === undefined) return undefined;
  try {
    return new Deno.Command(program, {
      clearEnv: true,
      stdin: "inherit",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined;
  }
}

/** From Deno 2.9 on it takes no permission; before, Ctrl-Z stops the program as it is. */
function canStopItself(): boolean {
  try {
    Deno.kill(Deno.pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

function setEcho(isOn: boolean, isLive: boolean): void {
  // Line breaks within a paste are then told from Enter.
  if (isLive) tryWriteAll(Deno.stderr, isOn ? BRACKETS_OFF : BRACKETS_ON);
  try {
    if (isOn) Deno.stdin.setRaw(false);
    else Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  } catch {
    // A terminal without modes: what is pasted is seen, and still read.
  }
}
