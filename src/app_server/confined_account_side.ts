/**
 * The account side in one confined worker, for as long as the app-server lives.
 *
 * One worker from the start, not one for each login: whoever starts a worker must itself hold what the
 * worker gets, and so could never give it up. Permission: those of `workerPermissions`.
 *
 * @module
 */
import type { Outcome } from "../login/completion.ts";
import { openWorkerFor } from "../confinement/confined_worker.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import { internalError, LoginError } from "../errors/errors.ts";
import type { AccountNews, AccountOrder, Errand, FromAccountWorker } from "./account_messages.ts";
import type { AccountSettings, AccountSide } from "./account_side.ts";
import type { StoredAccount } from "./stored_account.ts";
import type { ConfinedSettings } from "../confinement/worker_messages.ts";

/**
 * Starts the worker.
 *
 * @param say Shows a warning of the worker to the person.
 */
export function confinedAccountSide(
  settings: AccountSettings,
  confined: ConfinedSettings,
  say: (text: string) => void,
): AccountSide {
  const ready = Promise.withResolvers<void>();
  const listeners = new Map<number, (news: AccountNews) => void>();
  let lastNumber = 0;
  let fault: LoginError | undefined;
  const { issuer, clientId, proxy } = settings;
  const worker = openWorkerFor(settings, confined);
  worker.postMessage({ type: "serve_accounts", settings: { issuer, clientId, proxy }, confined });
  worker.onmessage = ({ data }: MessageEvent<FromAccountWorker>) => {
    if (data.type === "ready") ready.resolve();
    else if (data.type === "warning") say(data.text);
    else listeners.get(data.number)?.(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fault = internalError(event.error ?? new Error("worker"));
    ready.reject(fault);
    for (const listener of listeners.values()) listener({ type: "failed", failure: fault.failure });
    listeners.clear();
  };

  /** Something that the worker does, under a number of its own. */
  function open(listener: (news: AccountNews) => void) {
    const number = ++lastNumber;
    listeners.set(number, listener);
    const order = (message: AccountOrder) => worker.postMessage({ ...message, number });
    return {
      order,
      /** @returns What ends the listening. */
      interruptedBy(signal: AbortSignal): () => void {
        const interrupt = () => order({ type: "interrupt" });
        signal.addEventListener("abort", interrupt, { once: true });
        if (signal.aborted) interrupt();
        return () => signal.removeEventListener("abort", interrupt);
      },
      close: () => void listeners.delete(number),
    };
  }

  async function run(errand: Errand, signal?: AbortSignal): Promise<StoredAccount | undefined> {
    if (fault) throw fault;
    const end = Promise.withResolvers<StoredAccount | undefined>();
    const work = open((news) => {
      if (news.type === "done") end.resolve(news.account);
      else if (news.type === "failed") end.reject(new LoginError(news.failure));
    });
    work.order({ type: "errand", errand });
    const stopListening = signal && work.interruptedBy(signal);
    return await end.promise.finally(() => {
      stopListening?.();
      work.close();
    });
  }

  function openLogin(listener: (news: AccountNews) => void) {
    const outcome = Promise.withResolvers<Outcome>();
    const revocationDone = Promise.withResolvers<void>();
    const work = open((news) => {
      if (news.type === "outcome") outcome.resolve(news.outcome);
      else if (news.type === "failed") outcome.resolve({ kind: "failed", failure: news.failure });
      else listener(news);
      if (news.type === "revocationDone" || news.type === "failed") {
        revocationDone.resolve();
        work.close();
      }
    });
    return {
      ...work,
      ready: fault ? Promise.reject(fault) : Promise.resolve(),
      outcome: outcome.promise,
      revocationDone: () => revocationDone.promise,
    };
  }

  return {
    ready: ready.promise,
    read: () => run({ kind: "read" }),
    checkSave: async () => {
      await run({ kind: "check_save" });
    },
    saveApiKey: async (apiKey) => {
      await run({ kind: "save_api_key", apiKey: apiKey.reveal() });
    },
    logout: async (signal) => {
      await run({ kind: "logout" }, signal);
    },
    startCompletion({ codeVerifier, ...plain }, onPhase, over) {
      const login = openLogin((news) => news.type === "phase" && onPhase(news.phase));
      const settings = { ...plain, codeVerifier: codeVerifier.reveal() };
      login.order({ type: "start_login", settings });
      login.interruptedBy(over);
      over.addEventListener("abort", login.close, { once: true });
      return {
        ready: login.ready,
        revocationDone: login.revocationDone,
        complete({ code, state }, signal) {
          login.order({ type: "complete", code: code.reveal(), state: state.reveal() });
          login.interruptedBy(signal);
          return login.outcome;
        },
      };
    },
    startDeviceLogin(settings) {
      let show = (_: DevicePrompt) => {};
      const login = openLogin((news) => news.type === "device_prompt" && show(news.prompt));
      return {
        ready: login.ready,
        revocationDone: login.revocationDone,
        run(surface, signal) {
          show = surface.show;
          login.order({ type: "run_device", settings });
          login.interruptedBy(signal);
          return login.outcome;
        },
      };
    },
  };
}
