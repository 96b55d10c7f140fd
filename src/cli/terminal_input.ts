/**
 * Lines that a person pastes into the terminal, without an echo: an authorization code has no place in
 * the scrollback.
 *
 * @module
 */
import { LONGEST_PASTE } from "../callback/pasted_callback.ts";
import { Secret } from "../log/secret.ts";

const CONTROL_U = "\x15";
const CONTROL_W = "\x17";
const ENTER = /[\r\n]/;

/** Whether somebody can paste here and read what we say. */
export function canPaste(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

/**
 * The lines that are typed or pasted, until `signal` is aborted; the terminal is then as it was.
 *
 * Signals keep working (`cbreak`). Where the terminal cannot stop its echo, lines come all the same. Only for
 * a process in the foreground; one that is sent to the background stops at its next read, and goes on when
 * it is brought back.
 *
 * @param mayStop Whether Ctrl-Z may stop the program.
 */
export async function* pastedLines(
  signal: AbortSignal,
  mayStop: boolean,
): AsyncGenerator<Secret> {
  const release = takeTerminal(mayStop);
  signal.addEventListener("abort", release, { once: true });
  try {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(4096);
    let line = "";
    while (!signal.aborted) {
      // A terminal that went away gives an error; the login goes on without it.
      const length = await Deno.stdin.read(bytes).catch(() => null);
      if (length === null || signal.aborted) return;
      for (const character of decoder.decode(bytes.subarray(0, length), { stream: true })) {
        if (ENTER.test(character)) {
          if (line.trim() !== "") yield new Secret(withoutPasteMarks(line));
          line = "";
        } else if (character === "\x7f" || character === "\b") {
          line = line.slice(0, -1);
        } else if (character === CONTROL_U || character === CONTROL_W) {
          line = "";
        } else if (line.length <= LONGEST_PASTE) {
          line += character;
        }
      }
    }
  } finally {
    signal.removeEventListener("abort", release);
    release();
  }
}

/** Terminals may bracket what is pasted. */
function withoutPasteMarks(line: string): string {
  // deno-lint-ignore no-control-regex -- the escape sequences begin with one
  return line.replace(/\x1b\[20[01]~/g, "");
}

/** Keeps what is typed from being seen, and gives the terminal back while the program is stopped. */
function takeTerminal(mayStop: boolean): () => void {
  const listeners: [Deno.Signal, () => void][] = [];
  const stop = () => {
    setEcho(true);
    Deno.kill(Deno.pid, "SIGSTOP");
  };
  if (Deno.build.os !== "windows") {
    if (mayStop && canStopItself()) listeners.push(["SIGTSTP", stop]);
    // The shell may have changed the terminal meanwhile.
    listeners.push(["SIGCONT", () => setEcho(false)]);
  }
  setEcho(false);
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  return () => {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    setEcho(true);
  };
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

function setEcho(isOn: boolean): void {
  try {
    if (isOn) Deno.stdin.setRaw(false);
    else Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  } catch {
    // A terminal without modes: what is pasted is seen, and still read.
  }
}
