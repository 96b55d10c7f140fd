/**
 * What a line of a login log means, ours or upstream codex's; an unknown one means nothing.
 *
 * @module
 */
import type { EventMeaning } from "../../log/event_row.ts";
import { LOG_EVENTS } from "../../log/log_events.ts";
import { isEventName } from "../../log/login_events.ts";
import type { LogEntry } from "./log_line.ts";

/** Upstream's line that this program has none for. */
const SYSTEM_PROXY = "oauth token connection failed; retrying with system proxy";

/** What a line means; `undefined` for a detail, and where this program does not know it. */
export function meaningOf({ message, fields }: LogEntry): EventMeaning | undefined {
  // A callback with a wrong state begins nothing; the line after it says what it was.
  if (fields.get("state_valid") === "false") return undefined;
  if (message === SYSTEM_PROXY) {
    return { note: "The first connection failed and was tried again through the system's proxy." };
  }
  return isEventName(message) ? LOG_EVENTS[message].means : undefined;
}

/** What a refusing answer said about itself, one sentence for each clue in its class's line. */
export function cluesIn({ fields }: LogEntry): string[] {
  const clues: string[] = [];
  const requestId = fields.get("request_id") ?? "";
  if (/^[\w.:-]{1,80}$/.test(requestId)) clues.push(`The server calls the request ${requestId}.`);
  const seconds = wholeNumber(fields.get("retry_after_seconds"));
  if (seconds !== undefined) clues.push(`The server asked to wait ${seconds} s.`);
  const skew = wholeNumber(fields.get("clock_skew_seconds"));
  if (skew !== undefined) {
    const side = skew > 0 ? "ahead of" : "behind";
    clues.push(`This machine's clock was ${Math.abs(skew)} s ${side} the server's.`);
  }
  return clues;
}

function wholeNumber(text = ""): number | undefined {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
