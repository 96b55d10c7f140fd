/**
 * What can be recorded, as the log's table has it, and where it goes.
 *
 * @module
 */
import type { EventRow, FieldValues } from "./event_row.ts";
import { LOG_EVENTS } from "./log_events.ts";
import type { LogLevel } from "./log_filter.ts";

/** What the log calls an event. */
export type EventName = keyof typeof LOG_EVENTS;

/** The whole log: every event that this program can record, with its fields. */
export type LoginEvent = {
  [E in EventName]: { event: E } & FieldValues<typeof LOG_EVENTS[E]["fields"]>;
}[EventName];

/** What no type lets through is written all the same, without a word of its own. */
const UNKNOWN: EventRow = {
  target: "codex_cli::login",
  level: "WARN",
  fields: {},
  means: undefined,
};

/** Whether an event of this name is in the table. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === "string" && Object.hasOwn(LOG_EVENTS, name);
}

/** The row of an event of this name. */
export function rowOf(name: unknown): EventRow {
  return isEventName(name) ? LOG_EVENTS[name] : UNKNOWN;
}

/** How severe an event is; the program's own log holds `INFO` and above unless RUST_LOG says more. */
export function levelOf(event: LoginEvent): LogLevel {
  return rowOf(event.event).level;
}

/** A log that takes every event and keeps none, for where none can or need be written. */
export const NO_LOG: LoginLog = { record() {} };

/** Where the log goes. {@linkcode LoginLog.record} never throws. */
export interface LoginLog {
  /** Writes one event; it is on disk when this returns, or a warning was given once. */
  record(event: LoginEvent): void;
}
