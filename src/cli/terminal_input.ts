/**
 * Lines that a person pastes into the terminal, without an echo: an authorization code has no place in
 * the scrollback.
 *
 * @module
 */
import { LONGEST_PASTE } from "../callback/pasted_callback.ts";
import { holdTerminal } from "./held_terminal.ts";
import { Secret } from "../log/secret.ts";

const CONTROL_U = "\x15";
const CONTROL_W = "\x17";
const ENTER = /[\r\n]/;

/** Whether somebody can paste here and read what we say. */
export function canPaste(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

/**
 * The lines that are typed or pasted, until `signal` is aborted; the terminal is then as it was. It is held
 * at once, not with the first line that is asked for: {@linkcode holdTerminal} takes a permission.
 *
 * @param mayStop Whether Ctrl-Z may stop the program.
 */
export function pastedLines(signal: AbortSignal, mayStop: boolean): AsyncGenerator<Secret> {
  const terminal = holdTerminal(mayStop);
  signal.addEventListener("abort", terminal.release, { once: true });
  return linesOf(terminal.bytes);
}

/** A terminal that went away ends them; the login goes on without it. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Secret> {
  const decoder = new TextDecoder();
  let line = "";
  try {
    for await (const part of bytes) {
      for (const character of decoder.decode(part, { stream: true })) {
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
  } catch {
    return;
  }
}

/** Terminals may bracket what is pasted. */
function withoutPasteMarks(line: string): string {
  // deno-lint-ignore no-control-regex -- the escape sequences begin with one
  return line.replace(/\x1b\[20[01]~/g, "");
}
