/**
 * The account side in a confined worker: of one sign-in, or for as long as an app-server lives.
 *
 * One worker from the start, not one for each login: whoever starts a worker must itself hold what the
 * worker gets, and so could never give it up. Permission: those of `workerPermissions`, all of which this
 * side may give up once the worker is ready.
 *
 * @module
 */
import type { Destination } from "../config/network/proxy_route.ts";
import { openWorkerFor } from "./confined_worker.ts";
import { packed, unpacked } from "./crossing.ts";
import { internalError, LoginError } from "../errors/errors.ts";
import type { AccountSide } from "../login/account_side.ts";
import type { Saved } from "../login/completion.ts";
import type { Interruption } from "../login/interruption.ts";
import type {
  AccountCall,
  Answer,
  ConfinedSettings,
  JobCommand,
  JobEvent,
  WorkerCommand,
  WorkerEvent,
} from "./worker_messages.ts";

/** What the worker does under one number, as its starter sees it. */
interface Job {
  readonly answer: PromiseWithResolvers<Answer>;
  /** Resolves once nothing is left to be done after the answer. */
  readonly over: PromiseWithResolvers<void>;
  command(command: JobCommand): void;
  /** Takes the events that the promises above do not stand for. */
  listen(event: JobEvent): void;
}

/**
 * Starts the worker.
 *
 * @param say Shows a warning of the worker to the person.
 * @param giveUp Gives up this side's permissions; called before `ready` resolves.
 */
export function confinedAccountSide(
  destination: Destination,
  confined: ConfinedSettings,
  say: (text: string) => void,
  giveUp: () => void,
): AccountSide {
  const started = Promise.withResolvers<void>();
  const jobs = new Map<number, Job>();
  let lastNumber = 0;
  let fault: LoginError | undefined;
  const worker = openWorkerFor(destination, confined);
  const send = (command: WorkerCommand) => worker.postMessage(packed(command));
  send({ type: "serve", confined });
  worker.onmessage = (message: MessageEvent<unknown>) => {
    const data = unpacked(message.data) as WorkerEvent;
    if (data.type === "ready") started.resolve();
    else if (data.type === "warning") say(data.text);
    else if (data.type !== "permissions") take(data.number, data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fault = internalError(event.error ?? new Error("worker"));
    started.reject(fault);
    for (const job of jobs.values()) end(job, fault);
  };
  const ready = started.promise.then(giveUp);
  // It may die while nobody waits for it.
  ready.catch(() => {});

  function end({ answer, over }: Job, fault: LoginError): void {
    answer.reject(fault);
    over.resolve();
  }

  function take(number: number, event: JobEvent): void {
    const job = jobs.get(number);
    if (event.type === "done") job?.answer.resolve(event.answer);
    else if (event.type === "failed") job?.answer.reject(new LoginError(event.failure));
    else if (event.type === "over") job?.over.resolve();
    else job?.listen(event);
  }

  function start(
    call: AccountCall,
    { signal, secondInterrupt }: Partial<Interruption>,
    listen: Job["listen"] = () => {},
  ): Job {
    const number = ++lastNumber;
    const command = (command: JobCommand) => send({ ...command, number });
    const answer = Promise.withResolvers<Answer>();
    const over = Promise.withResolvers<void>();
    const job = { answer, over, command, listen };
    answer.promise.catch(() => {});
    jobs.set(number, job);
    if (fault) end(job, fault);
    command({ type: "call", call });
    const ended = new AbortController();
    for (const [interrupting, isSecond] of [[signal, false], [secondInterrupt, true]] as const) {
      const interrupt = () => command({ type: "interrupt", isSecond });
      interrupting?.addEventListener("abort", interrupt, { signal: ended.signal });
      if (interrupting?.aborted) interrupt();
    }
    void over.promise.then(() => {
      jobs.delete(number);
      ended.abort();
    });
    return job;
  }

  /** A login's end; what ended it early is told by its own reason. */
  async function savedBy(job: Job, { signal }: Interruption): Promise<Saved> {
    try {
      const { path, signedIn = {}, onboardingUrl } = await job.answer.promise;
      return { path, signedIn, onboardingUrl, revokeSuperseded: () => job.over.promise };
    } catch (error) {
      const isCancelled = error instanceof LoginError && error.failure.kind === "cancelled";
      throw isCancelled && signal.aborted ? signal.reason : error;
    }
  }

  return {
    ready,
    read: async () => (await start({ kind: "read" }, {}).answer.promise).account,
    async checkSave() {
      await start({ kind: "check_save" }, {}).answer.promise;
    },
    async checkAhead({ issuer, proxy, flow }, tell, signal) {
      const call = { kind: "check_ahead", settings: { issuer, proxy, flow } } as const;
      await start(call, { signal }, (event) => {
        if (event.type === "finding" && !signal.aborted) tell(event.finding);
      }).over.promise;
    },
    async saveApiKey(apiKey, interruption) {
      await start({ kind: "save_api_key", apiKey }, interruption).answer.promise;
    },
    async logout({ issuer, clientId, proxy }, interruption) {
      const call = { kind: "logout", settings: { issuer, clientId, proxy } } as const;
      await start(call, interruption).answer.promise;
    },
    startCompletion(settings, onPhase, interruption) {
      const job = start({ kind: "browser_login", settings }, interruption, (event) => {
        if (event.type === "phase") onPhase?.(event.phase);
      });
      return {
        complete(input) {
          job.command({ type: "callback", input });
          return savedBy(job, interruption);
        },
      };
    },
    async loginWithDevice(settings, { show, say, onPhase, onFinding }, interruption) {
      const job = start({ kind: "device_login", settings }, interruption, (event) => {
        if (event.type === "device_prompt") show(event.prompt);
        else if (event.type === "said") say(event.text);
        else if (event.type === "phase") onPhase?.(event.phase);
        else if (event.type === "finding") onFinding?.(event.finding);
      });
      return await savedBy(job, interruption);
    },
  };
}
