/**
 * The worker's end of the account side: commands in, events out.
 *
 * @module
 */
import type { AccountSide } from "../login/account_side.ts";
import type { CompletionInput, Saved } from "../login/completion.ts";
import { cancelledError, LoginError, recordFailure } from "../errors/errors.ts";
import type { Finding } from "../login/finding.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Phase } from "../base/phases.ts";
import { unlessAborted } from "../base/time_limit.ts";
import type {
  AccountCall,
  Answer,
  JobEvent,
  WorkerCommand,
  WorkerEvent,
} from "./worker_messages.ts";

/**
 * What takes each command to the worker.
 *
 * @param log Gets the lines of every failure, none of which crosses.
 * @param send Sends to the side that listens.
 * @param onIdle Called whenever nothing is left to be done. Default: nobody cares.
 */
export function serveAccountSide(
  side: AccountSide,
  log: LoginLog,
  send: (event: WorkerEvent) => void,
  onIdle: () => void = () => {},
): (command: WorkerCommand) => void {
  const jobs = new Map<number, Job>();
  return (command) => {
    if (command.type === "serve" || command.type === "permissions") return;
    const { number } = command;
    const job = jobs.get(number);
    if (command.type === "interrupt") job?.interrupt(command.isSecond);
    else if (command.type === "callback") job?.callback.resolve(command.input);
    else {
      const added = new Job(side, (event) => send({ ...event, number }));
      jobs.set(number, added);
      void added.run(command.call, log).then(() => {
        jobs.delete(number);
        if (jobs.size === 0) onIdle();
      });
    }
  };
}

/** One call, from its command to its last event. */
class Job {
  readonly #side: AccountSide;
  readonly #tell: (event: JobEvent) => void;
  readonly #first = new AbortController();
  readonly #second = new AbortController();
  /** Only the first one counts. */
  readonly callback = Promise.withResolvers<CompletionInput>();

  constructor(side: AccountSide, tell: (event: JobEvent) => void) {
    this.#side = side;
    this.#tell = tell;
  }

  interrupt(isSecond: boolean): void {
    // The side that listens knows what interrupted, and writes that line itself.
    this.#first.abort(new LoginError(cancelledError().failure));
    if (isSecond) this.#second.abort(this.#first.signal.reason);
  }

  async run(call: AccountCall, log: LoginLog): Promise<void> {
    try {
      const { revokeSuperseded, ...answer } = await this.#perform(call);
      this.#tell({ type: "done", answer });
      await revokeSuperseded?.();
    } catch (error) {
      this.#tell({ type: "failed", failure: recordFailure(error, log).failure });
    }
    this.#tell({ type: "over" });
  }

  async #perform(call: AccountCall): Promise<Answer & Partial<Saved>> {
    const tell = this.#tell;
    const interruption = { signal: this.#first.signal, secondInterrupt: this.#second.signal };
    const onPhase = (phase: Phase) => tell({ type: "phase", phase });
    const onFinding = (finding: Finding) => tell({ type: "finding", finding });
    switch (call.kind) {
      case "read":
        return { account: await this.#side.read() };
      case "check_save":
        await this.#side.checkSave();
        return {};
      case "check_ahead":
        await this.#side.checkAhead(call.settings, onFinding, interruption.signal);
        return {};
      case "save_api_key":
        await this.#side.saveApiKey(call.apiKey, interruption);
        return {};
      case "logout":
        await this.#side.logout(call.settings, interruption);
        return {};
      case "browser_login": {
        const completion = this.#side.startCompletion(call.settings, onPhase, interruption);
        // Before its callback a login is only a verifier, which nobody needs any more then.
        const input = await unlessAborted(this.callback.promise, interruption.signal);
        return await completion.complete(input);
      }
      case "device_login":
        return await this.#side.loginWithDevice(call.settings, {
          show: (prompt) => tell({ type: "device_prompt", prompt }),
          say: (text) => tell({ type: "said", text }),
          onPhase,
          onFinding,
        }, interruption);
    }
  }
}
