/**
 * Groups the lines of a log into sign-ins, each with its phases and its end.
 *
 * @module
 */
import { type Ending, LOGIN_PARTS, type LoginPart } from "../../log/event_row.ts";
import { type FailureWords, wordsOfCheck, wordsOfEnding } from "./failure_words.ts";
import { cluesIn, meaningOf } from "./line_meaning.ts";
import type { LogEntry, LogLine } from "./log_line.ts";

/** How a sign-in ended; `unfinished` where the log does not say. */
export type LoginOutcome = "succeeded" | "failed" | "cancelled" | "unfinished";

/** What the check ahead found, for as long as it found it; it goes on beside the parts. */
const FAILING_CHECK = "the check ahead fails";

/** A part of a sign-in, from its line to the next one. */
export interface LogPhase {
  readonly name: LoginPart | typeof FAILING_CHECK;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** Whether the sign-in ended in it without credentials. */
  readonly hasFailed: boolean;
}

/** Something worth knowing that did not end the sign-in. */
export interface Note {
  readonly timeMs: number;
  readonly sentence: string;
}

/** A sign-in as the log tells it. */
export interface RecordedLogin {
  /** `browser`, `device code` and so on, as the log words it. */
  readonly method: string;
  readonly startMs: number;
  /** Time of its last line that has one and is a sign-in's own. */
  readonly endMs: number;
  readonly outcome: LoginOutcome;
  readonly phases: readonly LogPhase[];
  readonly notes: readonly Note[];
  /** Only where the outcome is `failed` or `cancelled`. */
  readonly failure: FailureWords | undefined;
  readonly lines: readonly LogLine[];
}

interface Attempt {
  readonly start: LogEntry;
  readonly method: string;
  readonly begins: LoginPart;
  readonly lines: LogLine[];
}

/** A sign-in that cancels another one logs its start first; the other's last line follows at once. */
const TAKEOVER_LIMIT_MS = 5_000;

/** The sign-ins of a log, oldest first. Lines before the first start belong to none. */
export function groupLogins(lines: readonly LogLine[]): RecordedLogin[] {
  const attempts: Attempt[] = [];
  let isOutside = false;
  for (const line of lines) {
    const meaning = line.entry && meaningOf(line.entry);
    if (line.entry && meaning && "starts" in meaning) {
      const { starts: method, begins } = meaning;
      attempts.push({ start: line.entry, method, begins, lines: [line] });
      isOutside = false;
      continue;
    }
    isOutside ||= meaning !== undefined && "endsLogins" in meaning;
    if (!isOutside) attemptOf(line, attempts)?.lines.push(line);
  }
  return attempts.map(describe);
}

function attemptOf(line: LogLine, attempts: readonly Attempt[]): Attempt | undefined {
  // At debug, each line names its login.
  const id = line.entry?.fields.get("attempt");
  if (id !== undefined) return attempts.findLast(({ start }) => start.fields.get("attempt") === id);
  const current = attempts.at(-1);
  const before = attempts.at(-2);
  const isTakeover = line.entry?.message === "login cancelled" && current && before &&
    line.entry.timeMs - current.start.timeMs < TAKEOVER_LIMIT_MS && !hasEnded(before);
  return isTakeover ? before : current;
}

function hasEnded(attempt: Attempt): boolean {
  return attempt.lines.some(({ entry }) => {
    const meaning = entry && meaningOf(entry);
    return meaning !== undefined &&
      ["succeeds", "failed", "cancelled"].some((key) => key in meaning);
  });
}

function describe({ method, begins, start, lines }: Attempt): RecordedLogin {
  const begun: { name: LoginPart; startMs: number }[] = [{ name: begins, startMs: start.timeMs }];
  const notes: Note[] = [];
  let outcome: LoginOutcome = "unfinished";
  let failure: FailureWords | undefined;
  let named: LogEntry | undefined;
  let first: { readonly end: Ending; readonly entry: LogEntry } | undefined;
  let endMs = start.timeMs;
  let failing: { readonly startMs: number; readonly endMs?: number } | undefined;
  for (const { entry } of lines) {
    if (entry === undefined) continue;
    const meaning = meaningOf(entry);
    if (meaning !== undefined || isOurs(entry)) endMs = Math.max(endMs, entry.timeMs);
    if (meaning === undefined) continue;
    if ("begins" in meaning) {
      // A callback that came late does not take an exchange back.
      if (rank(meaning.begins) > rank(begun.at(-1)?.name)) {
        begun.push({ name: meaning.begins, startMs: entry.timeMs });
      }
    } else if ("note" in meaning) {
      if (meaning.waitsOn && begun.at(-1)?.name === "checking the answer") begun.pop();
      notes.push({ timeMs: entry.timeMs, sentence: meaning.note });
    } else if ("checked" in meaning) {
      const hasFailed = meaning.checked === "failed";
      const sentence = hasFailed ? wordsOfCheck(entry) : "What the check ahead had found was over.";
      notes.push({ timeMs: entry.timeMs, sentence });
      const { startMs } = failing ?? { startMs: entry.timeMs };
      failing = hasFailed ? { startMs } : { startMs, endMs: entry.timeMs };
    } else if ("succeeds" in meaning) {
      outcome = "succeeded";
      begun.push({ name: "saving", startMs: entry.timeMs });
    } else if ("classOf" in meaning) {
      if (meaning.classOf === "next line") named = entry;
      else if (first?.end === meaning.classOf) {
        failure = wordsOfEnding(first.end, first.entry, { named: entry, method });
      }
      notes.push(...cluesIn(entry).map((sentence) => ({ timeMs: entry.timeMs, sentence })));
    } else if ("failed" in meaning || "cancelled" in meaning) {
      outcome = "failed" in meaning ? "failed" : "cancelled";
      // The first line of a failure says most; what follows only repeats it.
      if (first !== undefined) continue;
      first = { end: "failed" in meaning ? meaning.failed : meaning.cancelled, entry };
      failure = wordsOfEnding(first.end, entry, { named, method });
    }
  }
  // The log of a good sign-in ends before the save, and tells nothing of its length.
  if (outcome === "succeeded" && begun.at(-1)?.startMs === endMs) begun.pop();
  const isLost = outcome === "failed" || outcome === "cancelled";
  const phases = begun.map(({ name, startMs }, index): LogPhase => ({
    name,
    startMs,
    endMs: begun[index + 1]?.startMs ?? endMs,
    hasFailed: isLost && index === begun.length - 1,
  }));
  if (failing) {
    const { startMs } = failing;
    const nextMs = begun.find((part) => part.startMs > startMs)?.startMs;
    phases.push({ name: FAILING_CHECK, hasFailed: false, endMs: nextMs ?? endMs, ...failing });
  }
  return { method, startMs: start.timeMs, endMs, outcome, phases, notes, failure, lines };
}

/** Whether sign-ins write such lines, this version's or another's: any program may write into the file. */
function isOurs({ target }: LogEntry): boolean {
  return /^codex_(?:cli::log(?:in|out)|login(?:::\w+)*)$/.test(target);
}

function rank(name: LoginPart | undefined): number {
  return name === undefined ? -1 : LOGIN_PARTS.indexOf(name);
}
