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
 * Signals keep working (`cbreak`). Where the terminal cannot stop its echo, lines come all the same.
 */
export async function* pastedLines(signal: AbortSignal): AsyncGenerator<Secret> {
  setEcho(false);
  // A suspended program finds the shell's settings when it continues.
  const resume = () => setEcho(false);
  addContinueListener(resume);
  const restore = () => setEcho(true);
  signal.addEventListener("abort", restore, { once: true });
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
    signal.removeEventListener("abort", restore);
    restore();
    removeContinueListener(resume);
  }
}

/** Terminals may bracket what is pasted. */
function withoutPasteMarks(line: string): string {
  // deno-lint-ignore no-control-regex -- the escape sequences begin with one
  return line.replace(/\x1b\[20[01]~/g, "");
}

function setEcho(isOn: boolean): void {
  try {
    if (isOn) Deno.stdin.setRaw(false);
    else Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  } catch {
    // A terminal without modes: what is pasted is seen, and still read.
  }
}

function addContinueListener(listener: () => void): void {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGCONT", listener);
}

function removeContinueListener(listener: () => void): void {
  if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGCONT", listener);
}
