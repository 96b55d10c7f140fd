/**
 * What every way in and out knows, and uses of the real world.
 *
 * @module
 */
import type { CompletionSettings } from "./completion.ts";
import type { OnFinding } from "./finding.ts";
import type { Interruption } from "./interruption.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import type { Output } from "../base/output.ts";

/** What a flow tells, and what it obeys. */
export interface FlowPorts extends Pick<Output, "say">, Interruption {
  readonly log: LoginLog;
  /** Whether what is said is read at a terminal: what only a person needs is then said as well. */
  readonly isOnTerminal?: boolean | undefined;
  /** Is told each phase as it begins. */
  readonly onPhase?: OnPhase | undefined;
  /** Is told what the check ahead finds, beside the person. */
  readonly onFinding?: OnFinding | undefined;
}

/** Where and as whom one signs in. */
export interface FlowSettings
  extends Pick<CompletionSettings, "issuer" | "clientId" | "workspaceIds" | "proxy"> {
  /** Whether the way to the issuer is tried while the person is in the browser. Default: it is not. */
  readonly hasCheck?: boolean | undefined;
}
