/**
 * Parses one line of a login log: ours, upstream codex's (the text format of Rust's tracing, with or
 * without spans and colours), or whatever else stands in the file.
 *
 * @module
 */

import { LOG_LEVELS, type LogLevel } from "../../log/log_filter.ts";

/** What a line that follows the format says. */
export interface LogEntry {
  /** Milliseconds since 1970, with the microseconds as a fraction. */
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly target: string;
  readonly message: string;
  /** In their order; quotes and escapes taken off. */
  readonly fields: ReadonlyMap<string, string>;
}

/** One line of the file. */
export interface LogLine {
  /** As it stands in the file, colours aside; it may hold any character but a line break. */
  readonly text: string;
  /** `undefined` for a torn or foreign line. */
  readonly entry: LogEntry | undefined;
}

/** A longer line is cut: no record of a login comes near it. In UTF-16 units. */
const LONGEST_LINE = 16 * 1024;

// deno-lint-ignore no-control-regex -- the escape character is what it looks for
const COLOURS = /\u001b\[[\d;]*m/g;
const SPAN = /[A-Za-z_][\w-]*(?:\{[^{}]*\})?/.source;
/** Spans stand before a target that has `::`, or have fields: `parsed: 3 headers` is a message. */
const SPANS = `(?:${SPAN}(?::${SPAN})*: (?=[A-Za-z_]\\w*::)|(?=\\w+\\{)${SPAN}(?::${SPAN})*: )?`;
const HEAD = new RegExp(
  "^(?<seconds>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?<fraction>\\.\\d{1,9})?Z +" +
    `(?<level>${LOG_LEVELS.join("|")}) ${SPANS}(?<target>[A-Za-z_]\\w*(?:::\\w+)*): (?<said>.*)$`,
  "s",
);

/** Parses a line, without its line break. Never throws. */
export function parseLogLine(line: string): LogLine {
  const text = line.slice(0, LONGEST_LINE).replace(/\r$/, "").replace(COLOURS, "");
  const parts = HEAD.exec(text)?.groups;
  const wholeSecondsMs = Date.parse(`${parts?.["seconds"]}Z`);
  const level = LOG_LEVELS.find((level) => level === parts?.["level"]);
  if (parts === undefined || level === undefined || Number.isNaN(wholeSecondsMs)) {
    return { text, entry: undefined };
  }
  return {
    text,
    entry: {
      timeMs: wholeSecondsMs + Number(parts["fraction"] ?? 0) * 1000,
      level,
      target: parts["target"] ?? "",
      ...splitFields(parts["said"] ?? ""),
    },
  };
}

// The name of a field at the start or after a space.
const FIELD_NAME = String.raw`(?:^|\s)([a-z][\w.]*)=`;
const OUTSIDE_OF_QUOTES = new RegExp(String.raw`${FIELD_NAME}|"(?:[^"\\]|\\.?)*("?)`, "gis");
const ANYWHERE = new RegExp(FIELD_NAME, "gi");

/** Where each field starts. */
function fieldNames(said: string): RegExpExecArray[] {
  const names: RegExpExecArray[] = [];
  for (const match of said.matchAll(OUTSIDE_OF_QUOTES)) {
    if (match[1] !== undefined) names.push(match);
    else if (match[2] === "") {
      // It is never closed, and so is none behind it: what is there is read as if there were no quotes.
      ANYWHERE.lastIndex = match.index + 1;
      for (let name = ANYWHERE.exec(said); name; name = ANYWHERE.exec(said)) names.push(name);
    }
  }
  return names;
}

/** Splits `message a=1 b="two words" c=200 OK`: a bare value goes up to the next field. */
function splitFields(said: string): Pick<LogEntry, "message" | "fields"> {
  const names = fieldNames(said);
  const fields = new Map<string, string>();
  for (const [index, match] of names.entries()) {
    const value = said.slice(match.index + match[0].length, names[index + 1]?.index).trim();
    fields.set(match[1] ?? "", unquote(value));
  }
  return { message: said.slice(0, names[0]?.index).trim(), fields };
}

function unquote(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  return quoted === undefined ? value : quoted.replace(/\\(["\\])/g, "$1");
}
