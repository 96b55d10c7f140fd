/**
 * What a person sees while a login goes on: lines, and on a terminal one line that moves.
 *
 * @module
 */
import { toBase64 } from "../../base/base64.ts";
import type { Output } from "../../base/output.ts";
import { escapeUnprintable } from "../../base/visible_text.ts";
import type { Phase } from "../../base/phases.ts";

/** Where a login is shown. */
export interface Screen extends Pick<Output, "say"> {
  /**
   * Shows which step goes on.
   *
   * @param limitSeconds How long it may take; the time that is left is then shown.
   */
  showPhase(phase: Phase, limitSeconds?: number): void;
  /** Whether a terminal shows it that takes escape sequences. */
  readonly isLive: boolean;
  /** Hands text to the clipboard of the person's own machine (OSC 52); the terminal may refuse. */
  copy(text: string): void;
  /** Takes the moving line away. */
  close(): void;
}

// Only steps that a person may have to wait for are worth a line.
const PHASE_WORDS: Partial<Record<Phase, string>> = {
  wait_for_callback: "Waiting for the sign-in in the browser",
  wait_for_approval: "Waiting for the code to be entered",
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
  let limit: number | undefined;
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function draw(): void {
    if (words === undefined) return;
    const passed = Math.floor((Date.now() - startedMs) / 1000);
    const seconds = limit === undefined ? passed : Math.max(limit - passed, 0);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}${
      limit === undefined ? "" : " left"
    }`;
    // A line that wraps could not be rewritten.
    const shown = words.slice(0, Math.max(columns() - time.length - 4, 0));
    write(`${CLEAR_LINE}${SPINNER[frame++ % SPINNER.length]} ${shown} ${time}`);
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
    isLive,
    copy(text) {
      if (isLive) write(`\x1b]52;c;${toBase64(new TextEncoder().encode(text))}\x07`);
    },
    showPhase(phase, limitSeconds) {
      const next = PHASE_WORDS[phase];
      if (next === words) return;
      close();
      words = next;
      if (next === undefined) return;
      if (!isLive) return write(`${next} …\n`);
      startedMs = Date.now();
      limit = limitSeconds;
      draw();
      timer = setInterval(draw, FRAME_MS);
    },
    close,
  };
}
