/**
 * The real world, as the commands that look at sign-ins use it.
 *
 * @module
 */
import type { ReadEnvironment } from "../base/environment_names.ts";

/** The real world, as much of it as these commands use. */
export interface SupportPorts {
  /** Writes text and a line break to standard output; `false` where nobody reads it any more. */
  print(text: string): boolean | void;
  /** Writes text and a line break to standard error. */
  say(text: string): void;
  readonly readEnvironment: ReadEnvironment;
  /** Sets variables of the process; `undefined` deletes. */
  changeEnvironment(changes: ReadonlyMap<string, string | undefined>): void;
  /** Aborts with a LoginError when the process is told to end. */
  readonly signal: AbortSignal;
  /** What `--version` prints. */
  readonly version: string;
  /** Gives permissions up for good; a test that shares them leaves it out. */
  readonly giveUp?: (names: readonly Deno.PermissionName[]) => void;
  /** The ports that the doctor looks at, in place of 1455 and 1457; for a test that leaves these alone. */
  readonly callbackPorts?: readonly number[];
}
