/**
 * Dresses text for a terminal, line by line: words wrap, what matters stands out, a URL is a link. What is
 * said stays as it is everywhere else; only where somebody reads at a terminal is this loaded.
 *
 * Promise: what it gets had its control characters escaped, and it adds none but its own.
 *
 * @module
 */
import { bound } from "../../base/visible_text.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { lookOf, type TerminalLook } from "./terminal_look.ts";

const BOLD = "1";
const RED = "1;31";
const GREEN = "1;32";
const YELLOW = "1;33";
const LINK = "4;36";
const CODE = "1;36";
/** A reader wants it light and dark, whatever the terminal's colours are. */
const QR = "97;40";

/** What stands out of a line: its first group, or all that is matched. The first row that fits counts. */
const LINE_STYLES: readonly (readonly [line: RegExp, style: string])[] = [
  [/^(?:Error\b[^:]*|(?:Token exchange|OAuth callback|Workspace restriction|Persist) error):/, RED],
  [/^Warning:/, YELLOW],
  [/^Successfully logged (?:in|out)$|^API key saved\.|^Access token saved\./, GREEN],
  [/^(?:Details|Why|What to do|More|Account|Next|Usage)\b:?/, BOLD],
  [/^(?:Commands|Examples|Options(?: of \w+)?|Environment|Files|Exit codes)\b/, BOLD],
  [/^Logged in\b.*$|^API key configured\b/, GREEN],
  // The doctor's findings.
  [/^FAILED(?= {2})/, RED],
  [/^warning(?= {2})/, YELLOW],
  [/^ok(?= {2})/, GREEN],
  [/^\d+ failed, .*$/, BOLD],
  // A one-time code on a line of its own.
  [/^ {3}([\w-]+)$/, CODE],
  [/^[█▀▄][█▀▄ ]+$/, QR],
];

/** What a server said is cut here; the log and the page are where more is. */
const SERVER_SAID =
  /^(?:(?:Token exchange|OAuth callback) error|Error logging in: [\w -]+ failed): /;
const MOST_ROWS = 3;

/** What goes on below a finding of the doctor stands under its words. */
const FINDING = /^(?:(?:FAILED|warning|ok|skipped) {2,}| {9}-> )(?=\S)/;
const URL_LINE = /^( *)(https?:\/\/\S+)$/;
/** Wide characters take two columns, combining ones none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/**
 * What dresses text for a stream.
 *
 * @param isOutput Whether it is what was asked for, on standard output, and no prose.
 */
export function dresserFor(
  readEnvironment: ReadEnvironment,
  isTerminal: boolean,
  columns: () => number,
  isOutput: boolean,
): (text: string) => string {
  const look = { ...lookOf(readEnvironment, isTerminal, columns), isOutput };
  return (text) => dress(text, look);
}

/** Dresses `text`. */
export function dress(text: string, look: TerminalLook): string {
  return text.split("\n").map((line) => dressLine(line, look)).join("\n");
}

function dressLine(line: string, look: TerminalLook): string {
  const [, indent = "", url] = URL_LINE.exec(line) ?? [];
  if (url !== undefined) {
    const shown = look.hasColor ? styled(url, LINK) : url;
    // One line, however long: a break within would be copied, and no link.
    return indent + (look.hasLinks ? `\x1b]8;;${url}\x1b\\${shown}\x1b]8;;\x1b\\` : shown);
  }
  let rows = look.columns ? wrap(line, look.columns(), look.isOutput) : [line];
  if (SERVER_SAID.test(line) && rows.length > MOST_ROWS) {
    const last = rows[MOST_ROWS - 1] ?? "";
    rows = [...rows.slice(0, MOST_ROWS - 1), bound(last, last.length - 1)];
  }
  const wrapped = rows.join("\n");
  if (!look.hasColor) return wrapped;
  for (const [pattern, style] of LINE_STYLES) {
    const match = pattern.exec(wrapped);
    const part = match?.[1] ?? match?.[0];
    if (part) return wrapped.replace(part, () => styled(part, style));
  }
  return wrapped;
}

function styled(text: string, style: string): string {
  return `\x1b[${style}m${text}\x1b[0m`;
}

/**
 * Breaks prose at its words. What is indented is a command or a table, and stays as it is; so does what
 * was asked for, since it may be JSON or a script, but for the doctor's findings.
 */
function wrap(line: string, columns: number, isOutput: boolean | undefined): string[] {
  const [head = ""] = FINDING.exec(line) ?? [];
  const isWhole = head === "" && (isOutput || /^\s/.test(line));
  if (isWhole || widthOf(line) <= columns) return [line];
  const rows: string[] = [];
  const [first = "", ...words] = line.slice(head.length).split(" ");
  let row = head + first;
  for (const word of words) {
    const longer = `${row} ${word}`;
    if (widthOf(longer) > columns) {
      rows.push(row);
      row = " ".repeat(head.length) + word;
    } else row = longer;
  }
  return [...rows, row];
}

/** How many columns it takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\p{Mark}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  }
  return width;
}
