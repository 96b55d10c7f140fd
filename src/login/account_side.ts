/**
 * The side that holds secrets: it exchanges, saves, reads and deletes. One port; it runs in this process
 * (here) or in a confined worker (`confinement/confined_account_side.ts`).
 *
 * @module
 */
import type { StoredAccount } from "../credentials/stored_account.ts";
import { recordFailure } from "../errors/errors.ts";
import { Loggable } from "../log/loggable.ts";
import type { OnPhase } from "../base/phases.ts";
import { NEVER } from "../base/time_limit.ts";
import type { Secret } from "../log/text/secret.ts";
import {
  type CheckSettings,
  type Completion,
  type CompletionPorts,
  type CompletionSettings,
  inProcessCompletion,
  type Saved,
} from "./completion.ts";
import type { DeviceSettings, DeviceSurface } from "./device_login.ts";
import type { OnFinding } from "./finding.ts";
import type { Interruption } from "./interruption.ts";
import type { LogoutSettings } from "./logout.ts";

/** The side that holds secrets. */
export interface AccountSide {
  /** Resolves once it can be asked. */
  readonly ready: Promise<void>;
  /** Whose credentials are stored; unreadable ones are nobody's. */
  read(): Promise<StoredAccount | undefined>;
  /**
   * Finds out whether the credentials of a login could be saved.
   *
   * @throws {LoginError} `not_saved`; its events are in the log already.
   */
  checkSave(): Promise<void>;
  /** Looks whether a login could be completed now, until all is well or `signal` is aborted. Never rejects. */
  checkAhead(settings: CheckSettings, tell: OnFinding, signal: AbortSignal): Promise<void>;
  /**
   * Stores an API key in the place of what is there. Only a second interruption ends it.
   *
   * @throws {LoginError} `not_saved`; its events are in the log already.
   */
  saveApiKey(apiKey: Secret, interruption: Interruption): Promise<void>;
  /**
   * Revokes what is stored, best effort, and deletes it. A first interruption ends the revocation alone.
   *
   * @throws {LoginError} `not_deleted`; its events are in the log already.
   */
  logout(settings: LogoutSettings, interruption: Interruption): Promise<void>;
  /** Takes the verifier of one browser login, and waits for its callback. */
  startCompletion(
    settings: CompletionSettings,
    onPhase: OnPhase | undefined,
    interruption: Interruption,
  ): Completion;
  /**
   * Runs one device code login.
   *
   * @throws {LoginError} Where nothing was saved; the reason of an interruption that came first.
   */
  loginWithDevice(
    settings: DeviceSettings,
    surface: DeviceSurface,
    interruption: Interruption,
  ): Promise<Saved>;
}

/** The account side in this process; what a browser login does not need is loaded when it is asked for. */
export function inProcessAccountSide(ports: Omit<CompletionPorts, "onPhase">): AccountSide {
  return {
    ready: Promise.resolve(),
    async read() {
      const { storedAccount } = await import("../credentials/stored_account.ts");
      return storedAccount(await ports.store.load().catch(() => undefined));
    },
    async checkSave() {
      await ports.store.check?.("chatgpt").catch((error) => {
        throw recordFailure(error, ports.log);
      });
    },
    async checkAhead(settings, tell, signal) {
      const { checkAhead } = await import("./check_ahead.ts");
      await checkAhead(settings, ports, tell, signal);
    },
    async saveApiKey(apiKey, { secondInterrupt }) {
      ports.log.record({ event: "starting api key login flow" });
      try {
        await ports.store.save({ method: "api_key", apiKey }, secondInterrupt);
        ports.log.record({ event: "login credentials saved", method: Loggable.word("api_key") });
      } catch (error) {
        throw recordFailure(error, ports.log);
      }
    },
    async logout(settings, { signal, secondInterrupt = NEVER }) {
      const { logout } = await import("./logout.ts");
      // A client that says goodbye right after its logout means both.
      const skipRevocation = signal;
      await logout(settings, { ...ports, say() {}, signal: secondInterrupt, skipRevocation });
    },
    startCompletion: (settings, onPhase, interruption) =>
      inProcessCompletion(settings, { ...ports, onPhase }, interruption),
    async loginWithDevice(settings, surface, interruption) {
      const { completeDeviceLogin } = await import("./device_login.ts");
      return await completeDeviceLogin(settings, surface, ports, interruption);
    },
  };
}
