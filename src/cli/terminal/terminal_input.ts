/**
 * Lines that a person pastes into the terminal, without an echo: an authorization code has no place in
 * the scrollback.
 *
 * @module
 */
import { LONGEST_PASTE } from "../../callback/pasted_callback.ts";
import { holdTerminal } from "./held_terminal.ts";
import { Secret } from "../../log/text/secret.ts";

/** Ctrl-C, where a terminal without an echo sends no signal either, as on Windows. */
const CONTROL_C = "\x03";
const CONTROL_U = "\x15";
const CONTROL_W = "\x17";
const ENTER = /[\r\n]/;
/** What the terminal sends around a paste, where it is asked to. */
const PASTE_BEGINS = "\x1b[200~";
const PASTE_ENDS = "\x1b[201~";

/**
 * The keys that are pressed, until `signal` is aborted, without an echo; held at once as by
 * {@linkcode pastedLines}, with the same parameters.
 */
export function pressedKeys(
  signal: AbortSignal,
  mayStop: boolean,
  interrupt: () => void,
): AsyncGenerator<string> {
  return keysOf(holdTerminal(signal, mayStop, false), interrupt);
}

async function* keysOf(
  bytes: AsyncIterable<Uint8Array>,
  interrupt: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const part of bytes) {
      for (const key of decoder.decode(part, { stream: true })) {
        if (key === CONTROL_C) interrupt();
        else yield key;
      }
    }
  } catch {
    // A terminal that went away ends them.
  }
}

/** Whether somebody can paste here and read what we say. */
export function canPaste(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

/**
 * The lines that are typed or pasted, until `signal` is aborted; the terminal is then as it was. It is held
 * at once, not with the first line that is asked for: {@linkcode holdTerminal} takes a permission.
 *
 * @param mayStop Whether Ctrl-Z may stop the program.
 * @param isLive Whether the terminal takes escape sequences; it is then asked to bracket what is pasted.
 * @param interrupt Called for a Ctrl-C that comes as a byte.
 */
export function pastedLines(
  signal: AbortSignal,
  mayStop: boolean,
  isLive: boolean,
  interrupt: () => void,
): AsyncGenerator<Secret> {
  return linesOf(holdTerminal(signal, mayStop, isLive), interrupt);
}

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  interrupt: () => void,
): AsyncGenerator<Secret> {
  const decoder = new TextDecoder();
  let line = "";
  let latest = "";
  let isPasting = false;
  try {
    for await (const part of bytes) {
      const characters = [...decoder.decode(part, { stream: true })];
      for (const [index, character] of characters.entries()) {
        latest = (latest + character).slice(-PASTE_BEGINS.length);
        const hasPasted = latest === PASTE_ENDS;
        isPasting = latest === PASTE_BEGINS || isPasting && !hasPasted;
        // One that was pasted has more behind it: what is left of the paste, or its end.
        const isTyped = ENTER.test(character) && !isPasting && index === characters.length - 1;
        if (isTyped || hasPasted && ENTER.test(line.at(-PASTE_ENDS.length) ?? "")) {
          if (line.trim() !== "") yield new Secret(line);
          line = "";
        } else if (character === CONTROL_C) {
          interrupt();
        } else if (character === "\x7f" || character === "\b") {
          line = line.slice(0, -1);
        } else if (character === CONTROL_U || character === CONTROL_W) {
          line = "";
        } else if (line.length <= LONGEST_PASTE) {
          line += character;
        }
      }
    }
    // A console has no end but its own, or a Ctrl-C that a read was taken for.
    if (Deno.build.os === "windows") interrupt();
  } catch {
    // A terminal that went away ends them; the login goes on without it.
  }
}
