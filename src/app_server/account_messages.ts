/**
 * What crosses between the app-server and its confined worker. Only plain data does, so each secret is
 * revealed once for the message that carries it.
 *
 * @module
 */
import type { CompletionSettings, Outcome } from "../login/completion.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { DeviceSettings } from "../login/device_login.ts";
import type { Failure } from "../errors/errors.ts";
import type { Phase } from "../base/phases.ts";
import type { StoredAccount } from "./stored_account.ts";

/** Something to be done, with one answer. */
export type Errand =
  | { readonly kind: "read" }
  | { readonly kind: "check_save" }
  | { readonly kind: "save_api_key"; readonly apiKey: string }
  | { readonly kind: "logout" };

/** What is to be done with the login or the errand that has the `number`. */
export type AccountOrder =
  | { readonly type: "errand"; readonly errand: Errand }
  | {
    readonly type: "start_login";
    readonly settings: Omit<CompletionSettings, "codeVerifier"> & { readonly codeVerifier: string };
  }
  | { readonly type: "complete"; readonly code: string; readonly state: string }
  | { readonly type: "run_device"; readonly settings: DeviceSettings }
  | { readonly type: "interrupt" };

/** What has become of it. */
export type AccountNews =
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "device_prompt"; readonly prompt: DevicePrompt }
  | { readonly type: "outcome"; readonly outcome: Outcome }
  | { readonly type: "revocationDone" }
  | { readonly type: "done"; readonly account: StoredAccount | undefined }
  | { readonly type: "failed"; readonly failure: Failure };

interface Numbered {
  /** Tells logins and errands apart. */
  readonly number: number;
}

/** To the worker. */
export type ToAccountWorker = AccountOrder & Numbered;

/** From the worker. */
export type FromAccountWorker =
  | { readonly type: "ready" }
  | { readonly type: "warning"; readonly text: string }
  | AccountNews & Numbered;
