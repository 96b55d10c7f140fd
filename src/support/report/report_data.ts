/**
 * What a report holds: versions, the last sign-ins, the doctor's findings and the end of the log.
 *
 * Promise: every text of the log went through `shownText`, and the doctor's need nothing.
 *
 * @module
 */
import type { Check } from "../doctor/check.ts";
import type { FailureWords } from "../log_reader/failure_words.ts";
import type { LogLevel } from "../../log/log_filter.ts";
import type { LogLine } from "../log_reader/log_line.ts";
import { groupLogins, type LoginOutcome, type RecordedLogin } from "../log_reader/logins.ts";
import type { ReadLog } from "../log_reader/read_log.ts";
import type { SystemFacts } from "./system_facts.ts";
import { shownText } from "../log_reader/shown_text.ts";

/** How many sign-ins a report tells of. */
const MOST_LOGINS = 50;
/** How many lines of the log it holds. */
const MOST_LINES = 400;

/** A part of a sign-in; times in milliseconds, from its start. */
export interface ReportedPhase {
  readonly name: string;
  readonly start_ms: number;
  readonly length_ms: number;
  readonly has_failed: boolean;
}

/** A sign-in. */
export interface ReportedLogin {
  readonly method: string;
  /** RFC 3339 UTC. */
  readonly started_at: string;
  readonly length_ms: number;
  readonly outcome: LoginOutcome;
  readonly failure: FailureWords | null;
  readonly phases: readonly ReportedPhase[];
  readonly notes: readonly { readonly at_ms: number; readonly sentence: string }[];
}

/** A line of the log. */
export interface ReportedLine {
  /** `null` for a torn or foreign line. */
  readonly level: LogLevel | null;
  readonly text: string;
}

/** The whole report, as `--json` prints it. */
export interface Report {
  /** RFC 3339 UTC. */
  readonly made_at: string;
  readonly versions: {
    readonly program: string;
    readonly deno: string;
    readonly target: string;
  };
  readonly machine: SystemFacts;
  /** Newest first. */
  readonly logins: readonly ReportedLogin[];
  readonly checks: readonly Check[];
  readonly log: {
    /** Why the log could not be read, or `null`. */
    readonly problem: string | null;
    /** Oldest first. */
    readonly lines: readonly ReportedLine[];
    /** How many lines were left out before them; `null` where that is not known. */
    readonly omitted_lines: number | null;
  };
}

/** What a report is made from. */
export interface ReportSources {
  readonly madeAt: Date;
  /** What `--version` prints. */
  readonly version: string;
  readonly machine: SystemFacts;
  readonly log: ReadLog;
  readonly logProblem: string | null;
  readonly checks: readonly Check[];
}

/** Puts the report together. */
export function assembleReport(sources: ReportSources): Report {
  const { lines, isCut } = sources.log;
  return {
    made_at: sources.madeAt.toISOString(),
    versions: {
      program: sources.version,
      deno: Deno.version.deno,
      target: Deno.build.target,
    },
    machine: sources.machine,
    logins: groupLogins(lines).slice(-MOST_LOGINS).reverse().map(reportLogin),
    checks: sources.checks,
    log: {
      problem: sources.logProblem,
      lines: lines.slice(-MOST_LINES).map(reportLine),
      omitted_lines: isCut ? null : Math.max(0, lines.length - MOST_LINES),
    },
  };
}

function reportLogin(login: RecordedLogin): ReportedLogin {
  const { startMs } = login;
  return {
    method: login.method,
    started_at: new Date(startMs).toISOString(),
    length_ms: round(login.endMs - startMs),
    outcome: login.outcome,
    failure: login.failure ?? null,
    phases: login.phases.map((phase) => ({
      name: phase.name,
      start_ms: round(phase.startMs - startMs),
      length_ms: round(phase.endMs - phase.startMs),
      has_failed: phase.hasFailed,
    })),
    notes: login.notes.map(({ timeMs, sentence }) => ({
      at_ms: round(timeMs - startMs),
      sentence,
    })),
  };
}

function reportLine({ text, entry }: LogLine): ReportedLine {
  return { level: entry?.level ?? null, text: shownText(text) };
}

/** Whole microseconds, which is what the log has. */
function round(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
