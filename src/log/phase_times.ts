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

/** A watch that the first phase starts; it keeps the times until it is told of a log. */
export function takePhaseTimes(): PhaseTimes {
  let log: LoginLog | undefined;
  let current: { readonly phase: Phase; readonly beganMs: number } | undefined;
  const ended: { phase: Phase; durationMs: number }[] = [];

  function write(): void {
    if (log === undefined) return;
    for (const { phase, durationMs } of ended.splice(0)) {
      const duration_ms = Math.round(durationMs);
      log.record({ event: "phase ended", phase: Loggable.word(phase), duration_ms });
    }
  }

  return {
    onPhase(phase) {
      const nowMs = performance.now();
      if (current) ended.push({ phase: current.phase, durationMs: nowMs - current.beganMs });
      current = { phase, beganMs: nowMs };
      write();
    },
    logTo(opened) {
      log = opened;
      write();
    },
  };
}
