/**
 * One event, one line: `time level target: event key=value …`.
 *
 * Promise: it fails closed. It prints the fields that the event's row names, and each only where it is
 * of the row's kind: anything else there is `<unreviewed>`, and so is an event that has no row. No value
 * can start a second line.
 *
 * @module
 */
import type { FieldKind } from "./event_row.ts";
import { Loggable, UNREVIEWED } from "./loggable.ts";
import { isEventName, type LoginEvent, rowOf } from "./login_events.ts";
import { timestamp } from "../base/timestamp.ts";
import { escapeUnprintable } from "../base/visible_text.ts";

/** The line of an event, without a line break. */
export function formatEvent(event: LoginEvent): string {
  const values: Record<string, unknown> = event;
  const name = values["event"];
  const { level, target, fields } = rowOf(name);
  const said = isEventName(name) ? name : UNREVIEWED;
  const parts = [`${timestamp()} ${level.padStart(5)} ${target}: ${said}`];
  for (const [field, kind] of Object.entries(fields)) {
    const value = values[field];
    if (value === undefined && kind.endsWith("?")) continue;
    parts.push(`${field}=${formatField(value, kind)}`);
  }
  return parts.join(" ");
}

function formatField(value: unknown, kind: FieldKind | `${FieldKind}?`): string {
  const wanted = kind.replace("?", "");
  const type = typeof value;
  if (type === "boolean" || type === "number") return type === wanted ? String(value) : UNREVIEWED;
  const loggable = Loggable.textOf(value);
  if (loggable?.kind !== wanted) return UNREVIEWED;
  const text = escapeUnprintable(loggable.text);
  // What a server chose cannot look like another field.
  return wanted === "serverText" ? `"${text.replace(/[\\"]/g, "\\$&")}"` : text;
}
