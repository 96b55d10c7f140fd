/**
 * Groups the lines of a log into sign-ins, each with its phases and its end.
 *
 * @module
 */
import {
  type Ending,
  type EventMeaning,
  LOGIN_PARTS,
  type LoginPart,
} from "../../log/event_row.ts";
import { type FailureWords, wordsOfCheck, wordsOfEnding } from "./failure_words.ts";
import { cluesIn, meaningOf } from "./line_meaning.ts";
import type { LogEntry, LogLine } from "./log_line.ts";

/** How a sign-in ended; `unfinished` where the log does not say. */
export type LoginOutcome = "succeeded" | "failed" | "cancelled" | "unfinished";

/** What the check ahead found, for as long as it found it; it goes on beside the parts. */
const FAILING_CHECK = "the check ahead fails";
const CHECK_PASSED = "What the check ahead had found was over.";

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
  return toldBy(attempt.lines).some(({ meaning }) => endOf(meaning) !== undefined);
}

/** How a sign-in ends by a line that means this; `undefined` where it does not. */
function endOf(
  meaning: EventMeaning,
): { readonly outcome: LoginOutcome; readonly ending?: Ending } | undefined {
  if ("succeeds" in meaning) return { outcome: "succeeded" };
  if ("failed" in meaning) return { outcome: "failed", ending: meaning.failed };
  return "cancelled" in meaning ? { outcome: "cancelled", ending: meaning.cancelled } : undefined;
}

/** A line that means something. */
interface Told {
  readonly entry: LogEntry;
  readonly meaning: EventMeaning;
}

function toldBy(lines: readonly LogLine[]): Told[] {
  return lines.flatMap(({ entry }) => {
    const meaning = entry && meaningOf(entry);
    return meaning ? [{ entry, meaning }] : [];
  });
}

function describe({ method, begins, start, lines }: Attempt): RecordedLogin {
  const startMs = start.timeMs;
  const told = toldBy(lines);
  const endMs = lines.flatMap(({ entry }) => entry && isOurs(entry) ? [{ entry }] : [])
    .concat(told).reduce((latestMs, { entry }) => Math.max(latestMs, entry.timeMs), startMs);
  const ends = told.flatMap(({ meaning }) => endOf(meaning) ?? []);
  const outcome = ends.at(-1)?.outcome ?? "unfinished";
  const parts = partsOf(told, begins, startMs);
  // The log of a good sign-in ends before the save, and tells nothing of its length.
  if (outcome === "succeeded" && parts.at(-1)?.startMs === endMs) parts.pop();
  const isLost = outcome === "failed" || outcome === "cancelled";
  const phases = parts.map((part, index): LogPhase => ({
    ...part,
    endMs: parts[index + 1]?.startMs ?? endMs,
    hasFailed: isLost && index === parts.length - 1,
  }));
  phases.push(...failingCheck(told, phases, endMs));
  const failure = failureOf(told, method);
  return { method, startMs, endMs, outcome, phases, notes: told.flatMap(notesOf), failure, lines };
}

/** The parts that were begun, in their order. */
function partsOf(told: readonly Told[], begins: LoginPart, firstMs: number) {
  const parts = [{ name: begins, startMs: firstMs }];
  for (const { entry: { timeMs: startMs }, meaning } of told) {
    const latest = parts.at(-1)?.name;
    if ("begins" in meaning) {
      // A callback that came late does not take an exchange back.
      if (rank(meaning.begins) > rank(latest)) parts.push({ name: meaning.begins, startMs });
    } else if ("waitsOn" in meaning) {
      if (latest === "checking the answer") parts.pop();
    } else if ("succeeds" in meaning) parts.push({ name: "saving", startMs });
  }
  return parts;
}

/** What the check ahead found, until it was over, or else until the next part began. */
function failingCheck(
  told: readonly Told[],
  parts: readonly LogPhase[],
  endMs: number,
): LogPhase[] {
  const checks = told.flatMap(({ entry: { timeMs }, meaning }) =>
    "checked" in meaning ? [{ timeMs, isOver: meaning.checked === "passed" }] : []
  );
  const [first, last] = [checks[0], checks.at(-1)];
  if (!first || !last) return [];
  const { timeMs: startMs } = first;
  const nextMs = parts.find((part) => part.startMs > startMs)?.startMs ?? endMs;
  const untilMs = last.isOver ? last.timeMs : nextMs;
  return [{ name: FAILING_CHECK, startMs, endMs: untilMs, hasFailed: false }];
}

/** What is worth knowing of a line. */
function notesOf({ entry, meaning }: Told): Note[] {
  const note = (sentence: string) => ({ timeMs: entry.timeMs, sentence });
  if ("note" in meaning) return [note(meaning.note)];
  if ("classOf" in meaning) return cluesIn(entry).map(note);
  if (!("checked" in meaning)) return [];
  return [note(meaning.checked === "failed" ? wordsOfCheck(entry) : CHECK_PASSED)];
}

/** The first line of a failure says most, what follows only repeats it; its class stands before or behind. */
function failureOf(told: readonly Told[], method: string): FailureWords | undefined {
  const index = told.findIndex(({ meaning }) => endOf(meaning)?.ending);
  const line = told[index];
  const ending = line && endOf(line.meaning)?.ending;
  if (!line || !ending) return undefined;
  const classLine = (lines: readonly Told[], of: Ending | "next line") =>
    lines.findLast(({ meaning }) => "classOf" in meaning && meaning.classOf === of)?.entry;
  const named = classLine(told.slice(index), ending) ??
    classLine(told.slice(0, index), "next line");
  return wordsOfEnding(ending, line.entry, { named, method });
}

/** Whether sign-ins write such lines, this version's or another's: any program may write into the file. */
function isOurs({ target }: LogEntry): boolean {
  return /^codex_(?:cli::log(?:in|out)|login(?:::\w+)*)$/.test(target);
}

function rank(name: LoginPart | undefined): number {
  return name === undefined ? -1 : LOGIN_PARTS.indexOf(name);
}
