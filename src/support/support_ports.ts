/**
 * The real world, as the commands that look at sign-ins use it.
 *
 * @module
 */
import type { Output } from "../base/output.ts";
import type { EnvironmentPorts } from "../config/read_environment.ts";
import type { Interruption } from "../login/interruption.ts";

/** The real world, as much of it as these commands use. */
export interface SupportPorts extends Output, EnvironmentPorts, Pick<Interruption, "signal"> {
  /** What `--version` prints. */
  readonly version: string;
  /** Gives permissions up for good; a test that shares them leaves it out. */
  readonly giveUp?: (names: readonly Deno.PermissionName[]) => void;
  /** The ports that the doctor looks at, in place of 1455 and 1457; for a test that leaves these alone. */
  readonly callbackPorts?: readonly number[];
}
