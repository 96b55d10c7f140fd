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
import { PERMISSION_NAMES, workerPermissions } from "./permissions.ts";
import type { OnPhase, Phase } from "./phases.ts";
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
  | { readonly type: "interrupt" };

/** From the worker to this side. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "outcome"; readonly outcome: Outcome }
  | { readonly type: "settled" };

/** Longer than everything that the worker does may take, each within its own limit. */
const OUTCOME_LIMIT_MS = 60_000;

/**
 * Starts the worker and hands it the verifier.
 *
 * @param say Shows a warning of the worker to the person.
 * @param onPhase Is told the worker's phases.
 */
export function confinedCompletion(
  settings: CompletionSettings,
  confined: ConfinedSettings,
  say: (text: string) => void,
  onPhase: OnPhase,
): Completion {
  const ready = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<Outcome>();
  const settled = Promise.withResolvers<void>();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "exchange-and-save",
    deno: { permissions: workerPermissions({ ...confined, issuer: settings.issuer }) },
  });
  const { codeVerifier, ...plainSettings } = settings;
  const send = (message: ToWorker) => worker.postMessage(message);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "ready") ready.resolve();
    else if (data.type === "warning") say(data.text);
    else if (data.type === "phase") onPhase(data.phase);
    else if (data.type === "outcome") outcome.resolve(data.outcome);
    else settled.resolve();
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

function giveUpPermissions(): void {
  for (const name of PERMISSION_NAMES) Deno.permissions.revokeSync({ name });
}
