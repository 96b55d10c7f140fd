/**
 * The side of the app-server that holds secrets: it exchanges, saves, reads and deletes. One port; it
 * runs in this process (here) or in a confined worker (`confined_account_side.ts`).
 *
 * @module
 */
import type { AuthStore } from "../credentials/auth_store.ts";
import {
  type Completion,
  type CompletionSettings,
  inProcessCompletion,
} from "../login/completion.ts";
import {
  type DeviceLogin,
  type DeviceSettings,
  inProcessDeviceLogin,
} from "../login/device_login.ts";
import { asLoginError, LoginError } from "../errors/errors.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { logout, type LogoutSettings } from "../login/logout.ts";
import type { OnPhase } from "../base/phases.ts";
import type { Secret } from "../log/secret.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";
import { type StoredAccount, storedAccount } from "./stored_account.ts";

/** The side that holds secrets. */
export interface AccountSide {
  /** Resolves once it can be asked. */
  readonly ready: Promise<void>;
  /** Whose credentials are stored; unreadable ones are nobody's. */
  read(): Promise<StoredAccount | undefined>;
  /**
   * Finds out whether the tokens of a login could be saved.
   *
   * @throws {LoginError} `not_saved`; its events are in the log already.
   */
  checkSave(): Promise<void>;
  /**
   * Stores an API key in the place of what is there.
   *
   * @throws {LoginError} `not_saved`; its events are in the log already.
   */
  saveApiKey(apiKey: Secret): Promise<void>;
  /**
   * Revokes what is stored, best effort, and deletes it. Aborting `signal` ends the revocation alone.
   *
   * @throws {LoginError} `not_deleted`; its events are in the log already.
   */
  logout(signal: AbortSignal): Promise<void>;
  /**
   * Starts the exchange-and-save side of one browser login.
   *
   * @param over Aborts when nothing more will be asked of it.
   */
  startCompletion(settings: CompletionSettings, onPhase: OnPhase, over: AbortSignal): Completion;
  /** Starts the side of one device code login that asks, polls, exchanges and saves. */
  startDeviceLogin(settings: DeviceSettings): DeviceLogin;
}

/** What it needs to know. */
export type AccountSettings = LogoutSettings;

/** The real things that it uses. */
export interface AccountPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
}

/** The account side in this process. */
export function inProcessAccountSide(settings: AccountSettings, ports: AccountPorts): AccountSide {
  return {
    ready: Promise.resolve(),
    read: async () => storedAccount(await ports.store.load().catch(() => undefined)),
    checkSave: () => logFailure(ports, async () => await ports.store.check?.("chatgpt")),
    saveApiKey: (apiKey) => saveApiKey(apiKey, ports),
    logout: (stop) =>
      logout(settings, {
        ...ports,
        say() {},
        // A client that says goodbye right after its logout means both: only the revocation is cut.
        fetch: (url, init) => ports.fetch(url, { ...init, signal: both(stop, init.signal) }),
        signal: new AbortController().signal,
      }),
    startCompletion: (completion, onPhase) =>
      inProcessCompletion(completion, { ...ports, onPhase }),
    startDeviceLogin: (device) => inProcessDeviceLogin(device, ports),
  };
}

async function saveApiKey(apiKey: Secret, { store, log }: AccountPorts): Promise<void> {
  log.record({ event: "starting api key login flow" });
  await logFailure({ log }, async () => {
    await store.save({ method: "api_key", apiKey });
    log.record({ event: "login credentials saved", method: Loggable.word("api_key") });
  });
}

/** Writes the lines of a failure, which is rethrown without them: they do not cross from a worker. */
async function logFailure(
  { log }: Pick<AccountPorts, "log">,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const { events, failure } = asLoginError(error);
    for (const event of events) log.record(event);
    throw new LoginError(failure);
  }
}

function both(stop: AbortSignal, other: AbortSignal | null | undefined): AbortSignal {
  return other ? AbortSignal.any([stop, other]) : stop;
}
