/**
 * The exchange-and-save side in the confined worker, and every message that crosses to and from it.
 *
 * @module
 */
import type { Completion, CompletionSettings } from "../login/completion.ts";
import { startConfinedWorker } from "./confined_worker.ts";
import type { OnPhase } from "../base/phases.ts";
import type { ConfinedSettings } from "./worker_messages.ts";

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
  const worker = startConfinedWorker(settings, confined, (message) => {
    if (message.type === "warning") say(message.text);
    else if (message.type === "phase") onPhase(message.phase);
  });
  const { codeVerifier, ...plainSettings } = settings;
  worker.send({
    type: "start",
    settings: { ...plainSettings, codeVerifier: codeVerifier.reveal() },
    confined,
  });
  return {
    ready: worker.ready,
    complete(input, signal) {
      const interrupt = () => worker.send({ type: "interrupt" });
      signal.addEventListener("abort", interrupt, { once: true });
      worker.send({ type: "complete", code: input.code.reveal(), state: input.state.reveal() });
      if (signal.aborted) interrupt();
      return worker.outcome;
    },
    revocationDone: () => worker.revocationDone,
  };
}
