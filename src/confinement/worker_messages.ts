/**
 * Every message that crosses to and from the confined worker, packed by `crossing.ts`: the calls of
 * `login/account_side.ts` and their answers.
 *
 * @module
 */
import type {
  CheckSettings,
  CompletionInput,
  CompletionSettings,
  Saved,
} from "../login/completion.ts";
import type { Finding } from "../login/finding.ts";
import type { LogoutSettings } from "../login/logout.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { DeviceSettings } from "../login/device_login.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import type { Trust } from "../config/network/network_route.ts";
import type { Failure } from "../errors/errors.ts";
import type { Phase } from "../base/phases.ts";
import type { Secret } from "../log/text/secret.ts";
import type { StoredAccount } from "../credentials/stored_account.ts";

/** What the worker works with, whatever it is asked to do. */
export interface ConfinedSettings extends Trust {
  readonly codexHome: string;
  /** `undefined` where nothing is logged. */
  readonly logDir: string | undefined;
  readonly logPath: string | undefined;
  /** Where the credentials go. */
  readonly credentials: CredentialsPlace;
  /** The value of RUST_LOG. */
  readonly logFilter: string | undefined;
  /** What tells this login from another in a log at `debug`. */
  readonly attempt?: number;
}

/** Something to be done, with one answer. */
export type AccountCall =
  | { readonly kind: "read" }
  | { readonly kind: "check_save" }
  | { readonly kind: "check_ahead"; readonly settings: CheckSettings }
  | { readonly kind: "save_api_key"; readonly apiKey: Secret }
  | { readonly kind: "logout"; readonly settings: LogoutSettings }
  /** Done once its callback has come. */
  | { readonly kind: "browser_login"; readonly settings: CompletionSettings }
  | { readonly kind: "device_login"; readonly settings: DeviceSettings };

/** What is to be done with the job that has the `number`. */
export type JobCommand =
  | { readonly type: "call"; readonly call: AccountCall }
  | { readonly type: "callback"; readonly input: CompletionInput }
  | { readonly type: "interrupt"; readonly isSecond: boolean };

/** To the worker. */
export type WorkerCommand =
  /** The first one of a worker that works. */
  | { readonly type: "serve"; readonly confined: ConfinedSettings }
  /** For `codex-login permissions`; the answer has the order of the question. */
  | { readonly type: "permissions"; readonly descriptors: readonly Deno.PermissionDescriptor[] }
  | JobCommand & Numbered;

/** What a call came to: the account of `read`, what a login saved, whose it is and where it goes on. */
export interface Answer extends Partial<Pick<Saved, "path" | "signedIn" | "onboardingUrl">> {
  readonly account?: StoredAccount | undefined;
}

/** What has become of a job. `done` or `failed` comes once, `over` last: nothing is left to be revoked. */
export type JobEvent =
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "device_prompt"; readonly prompt: DevicePrompt }
  | { readonly type: "said"; readonly text: string }
  | { readonly type: "finding"; readonly finding: Finding }
  | { readonly type: "done"; readonly answer: Answer }
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "over" };

/** From the worker. */
export type WorkerEvent =
  | { readonly type: "ready" }
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "permissions"; readonly answers: readonly boolean[] }
  | JobEvent & Numbered;

interface Numbered {
  /** Tells jobs apart. */
  readonly number: number;
}
