/**
 * The exchange-and-save side in a worker that may do nothing else, and the end of this side's own
 * permissions.
 *
 * Only plain data crosses: classes with `#fields` do not survive `structuredClone`, so each secret is
 * revealed here, once, for the message. Permission: those of {@linkcode workerPermissions}, all of
 * which this side gives up as soon as the worker is ready.
 *
 * @module
 */
import type { Completion, CompletionSettings, Outcome } from "./completion.ts";
import { internalError } from "./errors.ts";
import {
  giveUpPermissions,
  type WorkerPermissionOptions,
  workerPermissions,
} from "./permissions.ts";
import { delay } from "./time_limit.ts";

/** What the worker needs beside the settings of the completion. */
export interface ConfinedSettings {
  readonly codexHome: string;
  readonly logDir: string;
  /** `undefined`: nothing is logged. */
  readonly logPath: string | undefined;
  readonly caCertificates: readonly string[];
}

/** From this side to the worker. */
export type ToWorker =
  | {
    readonly type: "start";
    readonly settings: Omit<CompletionSettings, "codeVerifier"> & { readonly codeVerifier: string };
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
  | { readonly type: "outcome"; readonly outcome: Outcome }
  | { readonly type: "settled" }
  | { readonly type: "permissions"; readonly answers: readonly boolean[] };

/** Longer than everything that the worker does may take, each within its own limit. */
const OUTCOME_LIMIT_MS = 60_000;

/**
 * Starts the worker and hands it the verifier.
 *
 * @param say Shows a warning of the worker to the person.
 */
export function confinedCompletion(
  settings: CompletionSettings,
  confined: ConfinedSettings,
  say: (text: string) => void,
): Completion {
  const ready = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<Outcome>();
  const settled = Promise.withResolvers<void>();
  const worker = startConfinedWorker({ ...confined, issuer: settings.issuer });
  const { codeVerifier, ...plainSettings } = settings;
  const send = (message: ToWorker) => worker.postMessage(message);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "ready") ready.resolve();
    else if (data.type === "warning") say(data.text);
    else if (data.type === "outcome") outcome.resolve(data.outcome);
    else if (data.type === "settled") settled.resolve();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const error = internalError(event.error ?? new Error("worker"));
    ready.reject(error);
    outcome.resolve({ kind: "failed", failure: error.failure });
    settled.resolve();
  };
  send({
    type: "start",
    settings: { ...plainSettings, codeVerifier: codeVerifier.reveal() },
    confined,
  });
  return {
    ready: ready.promise.then(giveUpPermissions),
    complete(input, signal) {
      const interrupt = () => send({ type: "interrupt" });
      signal.addEventListener("abort", interrupt, { once: true });
      send({ type: "complete", code: input.code.reveal(), state: input.state.reveal() });
      if (signal.aborted) interrupt();
      const limit = delay(OUTCOME_LIMIT_MS, signal).then(
        (): Outcome => ({ kind: "failed", failure: internalError(new Error("limit")).failure }),
        () => outcome.promise,
      );
      return Promise.race([outcome.promise, limit]);
    },
    settled: () => settled.promise,
  };
}

/** Starts the worker with its own permissions; `codex-login permissions` looks at the same one. */
export function startConfinedWorker(options: WorkerPermissionOptions): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "exchange-and-save",
    deno: { permissions: workerPermissions(options) as Deno.PermissionOptionsObject },
  });
}
