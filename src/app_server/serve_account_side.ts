/**
 * The worker's end of the account side: messages in, messages out.
 *
 * @module
 */
import type { Completion } from "../login/completion.ts";
import type { DeviceSettings } from "../login/device_login.ts";
import { asLoginError } from "../errors/errors.ts";
import { Secret } from "../log/secret.ts";
import type {
  AccountNews,
  Errand,
  FromAccountWorker,
  ToAccountWorker,
} from "./account_messages.ts";
import type { AccountSide } from "./account_side.ts";
import type { StoredAccount } from "./stored_account.ts";

/**
 * What takes each message to the worker.
 *
 * @param send Sends to the side that listens.
 */
export function serveAccountSide(
  side: AccountSide,
  send: (message: FromAccountWorker) => void,
): (message: ToAccountWorker) => void {
  const works = new Map<number, Work>();
  return (message) => {
    const { number } = message;
    const tell = (news: AccountNews) => send({ ...news, number });
    const isNew = message.type !== "interrupt" && message.type !== "complete";
    const work = works.get(number) ?? (isNew ? new Work(side, tell) : undefined);
    if (work === undefined) return;
    works.set(number, work);
    work.take(message)?.then(() => works.delete(number));
  };
}

/** One login or one errand. */
class Work {
  readonly #side: AccountSide;
  readonly #tell: (news: AccountNews) => void;
  readonly #interruption = new AbortController();
  #completion: Completion | undefined;

  constructor(side: AccountSide, tell: (news: AccountNews) => void) {
    this.#side = side;
    this.#tell = tell;
  }

  /** Does what is asked; a promise comes with what ends the work, and resolves when it is over. */
  take(message: ToAccountWorker): Promise<void> | undefined {
    switch (message.type) {
      case "errand":
        return this.#run(message.errand);
      case "start_login": {
        const codeVerifier = new Secret(message.settings.codeVerifier);
        this.#completion = this.#side.startCompletion(
          { ...message.settings, codeVerifier },
          (phase) => this.#tell({ type: "phase", phase }),
          this.#interruption.signal,
        );
        return undefined;
      }
      case "complete":
        return this.#complete(new Secret(message.code), new Secret(message.state));
      case "run_device":
        return this.#runDevice(message.settings);
      case "interrupt": {
        this.#interruption.abort();
        // Before its callback a login is only a verifier, which nobody needs any more.
        const isWaiting = this.#completion !== undefined;
        this.#completion = undefined;
        return isWaiting ? Promise.resolve() : undefined;
      }
    }
  }

  async #run(errand: Errand): Promise<void> {
    try {
      this.#tell({ type: "done", account: await this.#perform(errand) });
    } catch (error) {
      this.#tell({ type: "failed", failure: asLoginError(error).failure });
    }
  }

  async #perform(errand: Errand): Promise<StoredAccount | undefined> {
    switch (errand.kind) {
      case "read":
        return await this.#side.read();
      case "check_save":
        await this.#side.checkSave();
        return undefined;
      case "save_api_key":
        await this.#side.saveApiKey(new Secret(errand.apiKey));
        return undefined;
      case "logout":
        await this.#side.logout(this.#interruption.signal);
        return undefined;
    }
  }

  async #complete(code: Secret, state: Secret): Promise<void> {
    const completion = this.#completion;
    this.#completion = undefined;
    if (completion === undefined) return;
    const { signal } = this.#interruption;
    this.#tell({ type: "outcome", outcome: await completion.complete({ code, state }, signal) });
    await completion.revocationDone(signal);
    this.#tell({ type: "revocationDone" });
  }

  async #runDevice(settings: DeviceSettings): Promise<void> {
    const device = this.#side.startDeviceLogin(settings);
    const { signal } = this.#interruption;
    const outcome = await device.run({
      show: (prompt) => this.#tell({ type: "device_prompt", prompt }),
      say() {},
    }, signal);
    this.#tell({ type: "outcome", outcome });
    await device.revocationDone(signal);
    this.#tell({ type: "revocationDone" });
  }
}
