/**
 * Lines that a person pastes into the terminal, without an echo: an authorization code has no place in
 * the scrollback.
 *
 * @module
 */
import { tryWriteAll } from "../base/output.ts";
import { LONGEST_PASTE } from "../callback/pasted_callback.ts";
import { Secret } from "../log/secret.ts";

const CONTROL_U = "\x15";
const CONTROL_W = "\x17";
const ENTER = /[\r\n]/;
/** Asks the terminal to bracket what is pasted, and not to any more. */
const BRACKETS_ON = "\x1b[?2004h";
const BRACKETS_OFF = "\x1b[?2004l";
/** What it then sends around a paste. */
const PASTE_BEGINS = "\x1b[200~";
const PASTE_ENDS = "\x1b[201~";

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
 * @param isLive Whether the terminal takes escape sequences; it is then asked to bracket what is pasted.
 */
export async function* pastedLines(
  signal: AbortSignal,
  mayStop: boolean,
  isLive: boolean,
): AsyncGenerator<Secret> {
  const release = takeTerminal(mayStop, isLive);
  signal.addEventListener("abort", release, { once: true });
  try {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(4096);
    let line = "";
    let latest = "";
    let isPasting = false;
    while (!signal.aborted) {
      // A terminal that went away gives an error; the login goes on without it.
      const length = await Deno.stdin.read(bytes).catch(() => null);
      if (length === null || signal.aborted) return;
      const characters = [...decoder.decode(bytes.subarray(0, length), { stream: true })];
      for (const [index, character] of characters.entries()) {
        latest = (latest + character).slice(-PASTE_BEGINS.length);
        const hasPasted = latest === PASTE_ENDS;
        isPasting = latest === PASTE_BEGINS || isPasting && !hasPasted;
        // One that was pasted has more behind it: what is left of the paste, or its end.
        const isTyped = ENTER.test(character) && !isPasting && index === characters.length - 1;
        if (isTyped || hasPasted && ENTER.test(line.at(-PASTE_ENDS.length) ?? "")) {
          if (line.trim() !== "") yield new Secret(line);
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

/** Keeps what is typed from being seen, and gives the terminal back while the program is stopped. */
function takeTerminal(mayStop: boolean, isLive: boolean): () => void {
  const give = () => setEcho(true, isLive);
  const take = () => setEcho(false, isLive);
  const listeners: [Deno.Signal, () => void][] = [];
  const stop = () => {
    give();
    Deno.kill(Deno.pid, "SIGSTOP");
  };
  if (Deno.build.os !== "windows") {
    if (mayStop && canStopItself()) listeners.push(["SIGTSTP", stop]);
    // The shell may have changed the terminal meanwhile.
    listeners.push(["SIGCONT", take]);
  }
  take();
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  return () => {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    give();
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
