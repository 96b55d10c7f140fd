/**
 * What a line of a login log can mean.
 *
 * @module
 */

/** The parts of a sign-in that the log can tell apart, in their order. */
export const PHASES = [
  "asking for a code",
  "reading from standard input",
  "waiting for the person",
  "checking the answer",
  "exchanging the code",
  "saving",
] as const;
/** A part of a sign-in. */
export type PhaseName = typeof PHASES[number];

/** What a line means. */
export type LineMeaning =
  | { readonly kind: "phase"; readonly begins: PhaseName }
  /** Credentials came; only a later failure can still take that back. */
  | { readonly kind: "success" }
  /** What follows belongs to no sign-in. */
  | { readonly kind: "outside" }
  /** Says more about what goes on; nothing that a timeline shows. */
  | { readonly kind: "detail" }
  /** Names why the sign-in failed, in its fields; the failure's own line stands beside it. */
  | {
    readonly kind: "class";
    /** The failure that stands before it; without one, it is about the next line. */
    readonly behind?: string;
  }
  /** Something to know that did not end the sign-in. */
  | {
    readonly kind: "note";
    readonly sentence: string;
    /** Whether the sign-in waits for another callback after it. */
    readonly waitsOn: boolean;
  }
  | {
    readonly kind: "end";
    readonly outcome: "failed" | "cancelled";
    /** A short name of the failure, as the program's own kinds have it. */
    readonly class: string;
    readonly sentence: string;
    readonly advice: string;
  };

/** A part of the sign-in begins. */
export function phase(begins: PhaseName): LineMeaning {
  return { kind: "phase", begins };
}

/** Something to know; `waitsOn` where the sign-in goes back to waiting for a callback. */
export function note(sentence: string, waitsOn = false): LineMeaning {
  return { kind: "note", sentence, waitsOn };
}

/** The sign-in failed. */
export function failed(name: string, sentence: string, advice: string): LineMeaning {
  return { kind: "end", outcome: "failed", class: name, sentence, advice };
}

/** The sign-in was ended by somebody. */
export function cancelled(name: string, sentence: string, advice: string): LineMeaning {
  return { kind: "end", outcome: "cancelled", class: name, sentence, advice };
}
