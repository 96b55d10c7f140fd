/**
 * How a command tells what becomes of it: a person by lines on standard error, a program that asked for
 * it by JSON on standard output, the log by the time of each phase.
 *
 * @module
 */
import type { CliPorts } from "./cli_ports.ts";
import type { CommandRow } from "./command_table.ts";
import { asLoginError } from "../errors/errors.ts";
import { FAILURE_TRAITS, type FailureKind } from "../errors/failure_traits.ts";
import { failureLine, findingLine, type JsonLine } from "./json_lines.ts";
import type { OnFinding } from "../login/finding.ts";
import type { OpenedLog } from "../log/open_log.ts";
import { takePhaseTimes } from "../log/phase_times.ts";
import type { OnPhase, Phase } from "../base/phases.ts";

/** How a command speaks of itself; its `json` is `undefined` where none is asked for. */
export type Voice = { readonly failed: string } & Pick<CommandRow, "json">;

/** Takes what happens. */
export interface Telling {
  /** Whether JSON Lines are wanted. */
  readonly hasLines: boolean;
  readonly onPhase: OnPhase;
  readonly onFinding: OnFinding;
  /** Writes a JSON Line, where they are wanted. */
  emit(line: JsonLine): void;
  /** Where the times of phases go, those that were taken before as well, and people are sent. */
  logTo(opened: OpenedLog): void;
  /** The sign-in is complete. */
  succeed(): void;
  /** Says why it failed, and where to read more; gives the exit code. */
  fail(error: unknown): number;
}

/** Said where somebody reads, and the machine or the network may be to blame. */
const MORE =
  "More: `codex-login doctor` looks at this machine, `codex-login report` makes a file for support.";

function hasMore(failed: string, kind: FailureKind): boolean {
  const { category } = FAILURE_TRAITS[kind];
  return failed.startsWith("Error logging in") &&
    (kind === "timed_out" || !["account", "configuration", "interrupted"].includes(category));
}

/** Begins, before the first phase. */
export function startTelling(
  { failed, json }: Voice,
  { screen, print, isOnTerminal }: Pick<CliPorts, "screen" | "print" | "isOnTerminal">,
): Telling {
  const times = takePhaseTimes();
  let reached: Phase = "config";
  let logPath: string | undefined;
  const hasLines = json === "lines";
  const emit = (line: JsonLine) => {
    if (hasLines) print(JSON.stringify(line));
  };
  return {
    hasLines,
    onPhase(phase) {
      reached = phase;
      times.onPhase(phase);
      if (hasLines) emit({ type: "phase", phase, at: new Date().toISOString() });
    },
    onFinding: (finding) => emit(findingLine(finding)),
    emit,
    logTo({ log, path }) {
      logPath = path;
      times.logTo(log);
    },
    succeed: () => emit({ type: "outcome", signed_in: true, log: logPath ?? null }),
    fail(thrown) {
      const error = asLoginError(thrown);
      const { kind, message, explanation } = error.failure;
      const traits = FAILURE_TRAITS[kind];
      screen.close();
      if (kind === "usage") screen.say(`Error: ${message}`);
      else if (kind === "method_disabled" || kind === "secret_unusable") screen.say(message);
      else if (kind.startsWith("SIG")) screen.say(message);
      else {
        screen.say(`${failed}: ${message}`);
        if (logPath !== undefined) screen.say(`Details: ${logPath}`);
        if (explanation) screen.say(`Why: ${explanation.what}`);
        const todo = explanation?.todo ?? traits.todo;
        if (todo) screen.say(`What to do: ${todo}`);
        if (isOnTerminal && hasMore(failed, kind)) screen.say(MORE);
      }
      emit(failureLine(error, logPath, reached));
      if (json && !hasLines) print(JSON.stringify({ ...json, error: message }, null, 2));
      return traits.exitCode;
    },
  };
}
