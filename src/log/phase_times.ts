/**
 * How long each phase of a login took, for RUST_LOG=debug.
 *
 * @module
 */
import { Loggable } from "./loggable.ts";
import type { LoginLog } from "./login_events.ts";
import type { OnPhase, Phase } from "../base/phases.ts";

/** Takes the time between one phase and the next. */
export interface PhaseTimes {
  readonly onPhase: OnPhase;
  /** Where the times go; those that were taken before are written at once. */
  logTo(log: LoginLog): void;
}

/** Starts with no phase. */
export function takePhaseTimes(): PhaseTimes {
  let log: LoginLog | undefined;
  let current: { readonly phase: Phase; readonly beganMs: number } | undefined;
  const early: { phase: Phase; durationMs: number }[] = [];

  function write(phase: Phase, durationMs: number): void {
    log?.record({
      event: "phase ended",
      phase: Loggable.word(phase),
      duration_ms: Math.round(durationMs),
    });
  }

  return {
    onPhase(phase) {
      const nowMs = performance.now();
      if (current) {
        const ended = { phase: current.phase, durationMs: nowMs - current.beganMs };
        if (log) write(ended.phase, ended.durationMs);
        else early.push(ended);
      }
      current = { phase, beganMs: nowMs };
    },
    logTo(opened) {
      log = opened;
      for (const { phase, durationMs } of early.splice(0)) write(phase, durationMs);
    },
  };
}
