/**
 * What a person sees while a login goes on: lines, and on a terminal one line that moves.
 *
 * @module
 */
import type { Output } from "../base/output.ts";
import { escapeUnprintable } from "../base/visible_text.ts";
import type { Phase } from "../base/phases.ts";

/** Where a login is shown. */
export interface Screen extends Pick<Output, "say"> {
  /** Shows which step goes on. */
  showPhase(phase: Phase): void;
  /** Takes the moving line away. */
  close(): void;
}

// Only steps that a person may have to wait for are worth a line.
const PHASE_WORDS: Partial<Record<Phase, string>> = {
  wait_for_callback: "Waiting for the sign-in in the browser",
  exchange: "Exchanging the authorization code",
  api_key: "Asking for an API key",
  save: "Saving the credentials",
};

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 250;
const CLEAR_LINE = "\r\x1b[2K";

/** Text for a terminal: a path or a value in it may hold anything, and none of that may steer one. */
export function printable(text: string): string {
  return text.split("\n").map(escapeUnprintable).join("\n");
}

/**
 * Opens a screen on `write`, which gets raw text.
 *
 * @param columns How wide the terminal is now.
 * @param isLive A terminal that can rewrite its last line; elsewhere each step is a line of its own.
 */
export function openScreen(
  write: (text: string) => void,
  isLive: boolean,
  columns: () => number = () => 80,
  dressed: (text: string) => string = printable,
): Screen {
  let words: string | undefined;
  let startedMs = 0;
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function draw(): void {
    if (words === undefined) return;
    const seconds = Math.floor((Date.now() - startedMs) / 1000);
    const elapsed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const line = `${SPINNER[frame++ % SPINNER.length]} ${words} ${elapsed}`;
    // A line that wraps could not be rewritten.
    write(CLEAR_LINE + line.slice(0, columns() - 1));
  }

  function close(): void {
    clearInterval(timer);
    timer = undefined;
    if (isLive && words !== undefined) write(CLEAR_LINE);
    words = undefined;
  }

  return {
    say(text) {
      const shown = `${dressed(text)}\n`;
      write(isLive && words !== undefined ? CLEAR_LINE + shown : shown);
      if (isLive) draw();
    },
    showPhase(phase) {
      const next = PHASE_WORDS[phase];
      if (next === words) return;
      close();
      words = next;
      if (next === undefined) return;
      if (!isLive) return write(`${next} …\n`);
      startedMs = Date.now();
      draw();
      timer = setInterval(draw, FRAME_MS);
    },
    close,
  };
}
