/**
 * What a refusing answer said about itself, as our log keeps it: for support, and for the clock.
 *
 * @module
 */
import type { LogEntry } from "./log_line.ts";

/** One sentence for each clue in the line that names a failure's class. */
export function cluesIn({ fields }: LogEntry): string[] {
  const requestId = fields.get("request_id");
  const seconds = wholeNumber(fields.get("retry_after_seconds"));
  const skew = wholeNumber(fields.get("clock_skew_seconds"));
  return [
    ...(requestId && /^[\w.:-]{1,80}$/.test(requestId)
      ? [`The server calls the request ${requestId}.`]
      : []),
    ...(seconds === undefined ? [] : [`The server asked to wait ${seconds} s.`]),
    ...(skew === undefined ? [] : [
      `This machine's clock was ${Math.abs(skew)} s ${
        skew > 0 ? "ahead of" : "behind"
      } the server's.`,
    ]),
  ];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
