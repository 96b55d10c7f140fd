/**
 * What every way in and out knows, and uses of the real world.
 *
 * @module
 */
import type { CompletionSettings } from "./completion.ts";
import type { Interruption } from "./interruption.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import type { Output } from "../base/output.ts";

/** What a flow tells, and what it obeys. */
export interface FlowPorts extends Pick<Output, "say">, Interruption {
  readonly log: LoginLog;
  /** Is told each phase as it begins. */
  readonly onPhase?: OnPhase | undefined;
}

/** Where and as whom one signs in. */
export type FlowSettings = Pick<
  CompletionSettings,
  "issuer" | "clientId" | "workspaceIds" | "proxy" | "certificates"
>;
