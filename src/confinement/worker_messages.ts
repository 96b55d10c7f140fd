/**
 * Every message that crosses to and from the confined worker.
 *
 * @module
 */
import type { CompletionSettings, Outcome } from "../login/completion.ts";
import type { LogoutSettings } from "../login/logout.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { DeviceSettings } from "../login/device_login.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import type { Phase } from "../base/phases.ts";

/** What the worker needs beside the settings of the completion. */
export interface ConfinedSettings {
  readonly codexHome: string;
  /** `undefined` where nothing is logged. */
  readonly logDir: string | undefined;
  readonly logPath: string | undefined;
  readonly caCertificates: readonly string[];
  /** Where the credentials go. */
  readonly credentials: CredentialsPlace;
  /** The value of RUST_LOG. */
  readonly logFilter: string | undefined;
  /** What tells this login from another in a log at `debug`. */
  readonly attempt?: number;
}

/** From this side to the worker. */
export type ToWorker =
  | {
    readonly type: "start";
    readonly settings: Omit<CompletionSettings, "codeVerifier"> & { readonly codeVerifier: string };
    readonly confined: ConfinedSettings;
  }
  | {
    readonly type: "start_device";
    readonly settings: DeviceSettings;
    readonly confined: ConfinedSettings;
  }
  | { readonly type: "run_device" }
  /** Every further message is one of `app_server/account_messages.ts`. */
  | {
    readonly type: "serve_accounts";
    readonly settings: LogoutSettings;
    readonly confined: ConfinedSettings;
  }
  | { readonly type: "complete"; readonly code: string; readonly state: string }
  | { readonly type: "interrupt" }
  /** For `codex-login permissions`; the answer has the order of the question. */
  | { readonly type: "permissions"; readonly descriptors: readonly Deno.PermissionDescriptor[] };

/** From the worker to this side. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "device_prompt"; readonly prompt: DevicePrompt }
  | { readonly type: "outcome"; readonly outcome: Outcome }
  | { readonly type: "revocationDone" }
  | { readonly type: "permissions"; readonly answers: readonly boolean[] };
