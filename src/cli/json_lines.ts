/**
 * `--json`: the login as JSON Lines on standard output, for other programs.
 *
 * @module
 */
import type { LoginError } from "../errors/errors.ts";
import { FAILURE_TRAITS, type FailureKind } from "../errors/failure_traits.ts";
import type { Finding } from "../login/finding.ts";
import type { Phase } from "../base/phases.ts";

/** One line of the output; `outcome` is the last. */
export type JsonLine =
  | { readonly type: "phase"; readonly phase: Phase; readonly at: string }
  | { readonly type: "authorize_url"; readonly url: string; readonly port: number }
  | { readonly type: "device_code"; readonly verification_url: string; readonly user_code: string }
  | { readonly type: "outcome"; readonly signed_in: true; readonly log: string | null }
  | ReturnType<typeof findingLine>
  | ReturnType<typeof failureLine>;

/** The line for what the check ahead found, or that it is over. */
export function findingLine({ class: name, what, todo }: Finding) {
  return todo === undefined
    ? { type: "warning_over", class: name, message: what } as const
    : { type: "warning", class: name, message: `${what} ${todo}`, what, todo } as const;
}

/** The line that says how a login failed; `reached` is the phase that it was in. */
export function failureLine(error: LoginError, log: string | undefined, reached?: Phase) {
  const { kind, message, explanation } = error.failure;
  const traits = FAILURE_TRAITS[kind];
  return {
    type: "outcome",
    signed_in: false,
    kind,
    phase: comesInAnyPhase(kind) ? reached ?? traits.phase : traits.phase,
    category: explanation?.isNetwork ? "network" : traits.category,
    /** The cause within the kind, where it was found out. */
    class: explanation?.class ?? null,
    message,
    what: explanation?.what ?? null,
    todo: explanation?.todo ?? traits.todo ?? null,
    exit_code: traits.exitCode,
    log: log ?? null,
  } as const;
}

/** An interruption can, and a device code has two of its own; every other kind belongs to one. */
function comesInAnyPhase(kind: FailureKind): boolean {
  return kind === "device_code" || FAILURE_TRAITS[kind].category === "interrupted";
}
