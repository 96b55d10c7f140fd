/**
 * One record, one line: `time level target: event key=value …`.
 *
 * Promise: it fails closed. Whatever is not a boolean, a number or a genuine `Loggable` is printed as
 * `<unreviewed>`, and no value can start a second line.
 *
 * @module
 */
import type { LogRecord } from "@std/log/logger";
import { EVENT_LEVELS } from "./log_levels.ts";
import { Loggable, UNREVIEWED } from "./loggable.ts";
import type { LoginEvent } from "./login_events.ts";
import { timestamp } from "../base/timestamp.ts";
import { escapeUnprintable } from "../base/visible_text.ts";

/** What of a record stands in its line. */
export type FormattedFields = Pick<LogRecord, "msg" | "args" | "levelName" | "loggerName">;

/** Formats a record whose first argument is a `LoginEvent`; the line has no line break. */
export function formatRecord(record: FormattedFields): string {
  const fields = record.args[0];
  const isKnown = Object.hasOwn(EVENT_LEVELS, record.msg);
  const event = isKnown ? record.msg : UNREVIEWED;
  // Ours, where there is one: the library has no level below DEBUG.
  const level = isKnown ? EVENT_LEVELS[record.msg as LoginEvent["event"]][0] : record.levelName;
  const parts = [`${timestamp()} ${level.padStart(5)} ${record.loggerName}: ${event}`];
  if (typeof fields === "object" && fields !== null) {
    for (const [name, value] of Object.entries(fields)) {
      if (name !== "event") parts.push(`${escapeUnprintable(name)}=${formatField(value)}`);
    }
  }
  return parts.join(" ");
}

/** The line of an event, for a host that keeps a log of its own. */
export function formatEvent(event: LoginEvent): string {
  const [levelName, loggerName] = EVENT_LEVELS[event.event];
  return formatRecord({ msg: event.event, args: [event], levelName, loggerName });
}

function formatField(value: unknown): string {
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  const loggable = Loggable.textOf(value);
  if (loggable === undefined) return UNREVIEWED;
  const text = escapeUnprintable(loggable.text);
  return loggable.isQuoted ? `"${text.replace(/[\\"]/g, "\\$&")}"` : text;
}
