/**
 * Tells a person how a command failed, and a program that asked for JSON Lines too.
 *
 * @module
 */
import type { LoginError } from "../errors/errors.ts";
import { FAILURE_TRAITS, type FailureTraits } from "../errors/failure_traits.ts";
import { failureLine } from "./json_lines.ts";
import type { Phase } from "../base/phases.ts";
import type { Screen } from "./screen.ts";

/** Where it is told. */
export interface FailurePorts {
  readonly screen: Screen;
  /** Writes text and a line break to standard output; `undefined` where no JSON is wanted. */
  readonly print: ((text: string) => boolean | void) | undefined;
}

/** What is known beside the error. */
export interface FailureContext {
  /** `undefined` where no log is written. */
  readonly logPath: string | undefined;
  /** What the line begins with; default: `Error logging in`. */
  readonly failed?: string;
  /** The phase that it was in. */
  readonly reached?: Phase;
}

/** Says why it failed, and where to read more; gives the exit code. */
export function tellFailure(
  error: LoginError,
  { screen, print }: FailurePorts,
  { logPath, failed = "Error logging in", reached }: FailureContext,
): number {
  const { kind, message, explanation } = error.failure;
  const traits: FailureTraits = FAILURE_TRAITS[kind];
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
  }
  print?.(JSON.stringify(failureLine(error, logPath, reached)));
  return traits.exitCode;
}
