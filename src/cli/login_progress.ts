/**
 * What a login tells while it goes on: each phase as a JSON Line where those were asked for, on the
 * screen, and with its time in the log at debug.
 *
 * @module
 */
import type { JsonLine } from "./json_lines.ts";
import type { LoginLog } from "../log/login_events.ts";
import { takePhaseTimes } from "../log/phase_times.ts";
import type { OnPhase, Phase } from "../base/phases.ts";

/** Takes what happens, phase by phase. */
export interface LoginProgress {
  readonly onPhase: OnPhase;
  /** Writes a JSON Line, where they were asked for. */
  readonly emit: (line: JsonLine) => void;
  /** Whether JSON Lines were asked for. */
  readonly isJson: boolean;
  /** The phase that it is in; `config` at first. */
  reached(): Phase;
  /** Where the times go; those that were taken before are written at once. */
  logTo(log: LoginLog): void;
}

/** Where a login is told. */
export interface ProgressPorts {
  /** Writes text and a line break to standard output. */
  print(text: string): boolean | void;
  /** Shows a phase to the person; `undefined` for a login whose words are upstream's alone. */
  readonly showPhase?: OnPhase | undefined;
}

/** Starts before the first phase. */
export function startProgress(isJson: boolean, ports: ProgressPorts): LoginProgress {
  const times = takePhaseTimes();
  let current: Phase = "config";
  const emit = (line: JsonLine) => {
    if (isJson) ports.print(JSON.stringify(line));
  };
  return {
    onPhase(phase) {
      current = phase;
      times.onPhase(phase);
      emit({ type: "phase", phase, at: new Date().toISOString() });
      ports.showPhase?.(phase);
    },
    emit,
    isJson,
    reached: () => current,
    logTo: times.logTo,
  };
}
