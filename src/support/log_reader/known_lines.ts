/**
 * Looks up what the lines of a login log mean.
 *
 * Messages are ours or upstream codex's; an unknown one means nothing and is shown all the same.
 *
 * @module
 */
import { BROWSER_LINES } from "./browser_lines.ts";
import type { LineMeaning, PhaseName } from "./line_meaning.ts";
import { OTHER_LINES } from "./other_lines.ts";
import { VERBOSE_LINES } from "./verbose_lines.ts";

const MEANINGS: Readonly<Record<string, LineMeaning>> = {
  ...BROWSER_LINES,
  ...OTHER_LINES,
  ...VERBOSE_LINES,
};

/** What a message means; `undefined` where this program does not know it. */
export function meaningOf(message: string): LineMeaning | undefined {
  return Object.hasOwn(MEANINGS, message) ? MEANINGS[message] : undefined;
}

/** `browser` for `starting browser login flow`: the way of the sign-in that begins with a line. */
export function methodStartedBy(message: string): string | undefined {
  return /^starting ([a-z][a-z ]{0,40}) login flow$/.exec(message)?.[1];
}

/** The part that a sign-in by this method begins with. */
export function firstPhaseOf(method: string): PhaseName {
  if (method === "device code") return "asking for a code";
  return /key|token/.test(method) ? "reading from standard input" : "waiting for the person";
}
