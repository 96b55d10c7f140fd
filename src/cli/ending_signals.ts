/**
 * The signals that end a program, as far as it is to obey them.
 *
 * @module
 */
import { askProcessState, type ProcessState } from "../base/process_state.ts";
import { internalError, signalError } from "../errors/errors.ts";
import { ENDING_SIGNALS, type EndingSignal } from "../log/log_words.ts";

/** What ends the program. */
export interface EndingSignals {
  /** Aborts on the first signal, and on a fault that nobody caught. */
  readonly signal: AbortSignal;
  /** Aborts on the second signal. */
  readonly secondInterrupt: AbortSignal;
  /** Does what SIGINT does, for a Ctrl-C that comes as a byte. */
  interrupt(): void;
  /**
   * Begins to take signals, but those that whoever started the program ignores; until then each does what
   * the system lets it do. Never rejects. Permission: that of {@linkcode askProcessState}.
   */
  watch(): Promise<ProcessState>;
}

/** The signals of this process. */
export function endingSignals(): EndingSignals {
  const first = new AbortController();
  const second = new AbortController();
  addEventListener("unhandledrejection", (event) => {
    // The runtime would print the error, which may hold a URL with secrets.
    event.preventDefault();
    first.abort(internalError(event.reason));
  });
  const end = (name: EndingSignal) => {
    if (first.signal.aborted) second.abort(first.signal.reason);
    first.abort(signalError(name));
  };
  return {
    signal: first.signal,
    secondInterrupt: second.signal,
    interrupt: () => end("SIGINT"),
    async watch() {
      const state = await askProcessState();
      for (const name of ENDING_SIGNALS) listen(name, () => state.ignores(name) || end(name));
      // Ctrl-Break, on Windows; closing the console is SIGHUP there.
      listen("SIGBREAK", () => end("SIGINT"));
      // Past the limit of `ulimit -f` a write is to fail, so that it can be told; this would end us in it.
      listen("SIGXFSZ", () => {});
      return state;
    },
  };
}

/**
 * Listens to a signal, where the system has it. Not before it is known what is ignored: from Deno 2.6 on the
 * first listener makes the runtime take SIGHUP, SIGINT and SIGTERM as well, and end the program by one that
 * nobody listens to.
 */
function listen(name: Deno.Signal, listener: () => void): void {
  try {
    Deno.addSignalListener(name, listener);
  } catch {
    // Not a signal of this system.
  }
}
