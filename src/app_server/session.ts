/**
 * What a client asks, done.
 *
 * @module
 */
import { asLoginError } from "../errors/errors.ts";
import { type ForcedLoginMethod, refuseForbidden } from "../config/forced_method.ts";
import type { NeededAccount } from "../config/model_provider.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { LoginSettings } from "../login/login.ts";
import { unlessAborted } from "../base/time_limit.ts";
import type { StoredAccount } from "../credentials/stored_account.ts";
import type { AccountSide } from "../login/account_side.ts";
import type { Interruption } from "../login/interruption.ts";
import {
  type ActiveLogin,
  type CancelWords,
  NOT_COMPLETED,
  startActiveLogin,
  type Way,
} from "./active_login.ts";
import {
  accountResult,
  accountUpdate,
  authStatus,
  failedTo,
  initializeResult,
  loginCompleted,
  loginWarning,
  type Result,
} from "./answers.ts";
import { browserLogin } from "./browser_login.ts";
import { deviceCodeLogin } from "./device_code_login.ts";
import {
  errorLine,
  INTERNAL_ERROR,
  INVALID_REQUEST,
  notificationLine,
  resultLine,
  RpcError,
  type RpcRequest,
} from "./json_rpc.ts";
import { type AccountRequest, type Client, decodeRequest, type LoginStart } from "./requests.ts";

/** What an app-server needs to know. */
export interface AppServerSettings extends LoginSettings {
  /** Absolute. */
  readonly codexHome: string;
  readonly forcedLoginMethod: ForcedLoginMethod;
  readonly neededAccount: NeededAccount;
  /** As in `0.1.0`. */
  readonly version: string;
}

/** The real things that a session uses. */
export interface SessionPorts {
  readonly accounts: AccountSide;
  readonly log: LoginLog;
  /** Where that log is, for the page of a failure; absent where there is none. */
  readonly logPath?: string | undefined;
  /** Writes one line to the client; the line break comes with it. */
  write(line: string): void;
}

/** The answer to a request, and what is told after it. */
interface Answer {
  readonly result: Result;
  afterwards?(): void | Promise<void>;
}

/** What one client has asked for so far. */
export class Session {
  readonly #settings: AppServerSettings;
  readonly #ports: SessionPorts;
  readonly #interruption: Interruption;
  #client: Client | undefined;
  #active: ActiveLogin | undefined;
  /** Settles once the client knows how the last login ended, and its port is free. */
  #lastEnd: Promise<void> = Promise.resolve();

  /** The interruption ends the login that waits, and skips revocations. */
  constructor(settings: AppServerSettings, ports: SessionPorts, interruption: Interruption) {
    this.#settings = settings;
    this.#ports = ports;
    this.#interruption = interruption;
  }

  /** Answers one request; never rejects. */
  async answer(request: RpcRequest): Promise<void> {
    const { id } = request;
    try {
      const { result, afterwards } = await this.#perform(decodeRequest(request));
      this.#ports.write(resultLine(id, result));
      await afterwards?.();
    } catch (error) {
      const rpcError = error instanceof RpcError
        ? error
        : new RpcError(INTERNAL_ERROR, asLoginError(error).failure.message);
      this.#ports.write(errorLine(id, rpcError));
    }
  }

  /** Resolves once no login is left. */
  async ended(): Promise<void> {
    await this.#lastEnd;
  }

  async #perform(request: AccountRequest): Promise<Answer> {
    if (request.method === "initialize") return this.#initialize(request.client);
    if (this.#client === undefined) throw refused("Not initialized");
    switch (request.method) {
      case "account/read":
        return { result: accountResult(await this.#read(), this.#settings.neededAccount) };
      case "getAuthStatus":
        return { result: authStatus(await this.#read(), this.#settings.neededAccount) };
      case "account/login/start":
        return await this.#start(request.login);
      case "account/login/cancel":
        return this.#cancel(request.loginId);
      case "account/logout":
        await this.#giveUp(NOT_COMPLETED);
        await this.#ports.accounts.logout(this.#settings, this.#interruption)
          .catch(failedTo("logout failed"));
        return { result: {}, afterwards: () => this.#tellAccount() };
    }
  }

  #initialize(client: Client): Answer {
    if (this.#client) throw refused("Already initialized");
    this.#client = client;
    return { result: initializeResult(client, this.#settings) };
  }

  async #start(start: LoginStart): Promise<Answer> {
    const isKey = start.type === "apiKey";
    refuseForbidden(isKey ? "api_key" : "login", this.#settings.forcedLoginMethod, refused);
    if (isKey) {
      if (start.apiKey.reveal().trim() === "") {
        throw refused("the API key is empty");
      }
      await this.#giveUp(NOT_COMPLETED);
      await this.#ports.accounts.saveApiKey(start.apiKey, this.#interruption)
        .catch(failedTo("failed to save api key"));
      const afterwards = () => {
        this.#tell("account/login/completed", loginCompleted(null, undefined));
        return this.#tellAccount();
      };
      return { result: { type: "apiKey" }, afterwards };
    }
    const { waitLimitSeconds: limitSeconds } = this.#settings;
    return await this.#startFlow(
      start.type === "chatgpt"
        ? browserLogin({
          ...this.#settings,
          originator: this.#client?.name,
          hostedSuccessPage: start.hostedSuccessPage,
        }, this.#ports)
        : deviceCodeLogin({ ...this.#settings, limitSeconds }, this.#ports),
    );
  }

  async #startFlow(way: Way): Promise<Answer> {
    await this.#giveUp(way.displacing);
    const active = await startActiveLogin(way, {
      phase: (loginId, phase) => {
        if (this.#client?.wantsPhases) this.#tell("account/login/phase", { loginId, phase });
      },
      finding: (loginId, finding) => this.#tell("warning", loginWarning(loginId, finding)),
    }, this.#interruption);
    this.#active = active;
    return {
      result: { type: way.type, loginId: active.loginId, ...active.invitation },
      afterwards: () => void (this.#lastEnd = this.#follow(active)),
    };
  }

  /** Tells how a login ends, and waits until nothing of it is left. */
  async #follow(active: ActiveLogin): Promise<void> {
    const error = await active.outcome;
    if (this.#active === active) this.#active = undefined;
    this.#tell("account/login/completed", loginCompleted(active.loginId, error));
    if (error === undefined) await this.#tellAccount();
    await active.ended;
  }

  #cancel(loginId: string): Answer {
    if (!/^(?:[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(loginId)) {
      throw refused(`invalid login id: ${loginId}`);
    }
    const active = this.#active;
    const plain = (id: string) => id.replaceAll("-", "").toLowerCase();
    if (!active || plain(active.loginId) !== plain(loginId)) {
      return { result: { status: "notFound" } };
    }
    this.#active = undefined;
    return { result: { status: "canceled" }, afterwards: () => active.cancel(NOT_COMPLETED) };
  }

  /** Ends the login that waits, if any; resolves once the client knows and the port is free. */
  async #giveUp(words: CancelWords): Promise<void> {
    this.#active?.cancel(words);
    await this.#lastEnd;
  }

  /** Nothing is lost where it is not waited for. */
  async #read(): Promise<StoredAccount | undefined> {
    const { signal, secondInterrupt = signal } = this.#interruption;
    return await unlessAborted(this.#ports.accounts.read(), secondInterrupt);
  }

  async #tellAccount(): Promise<void> {
    const account = await this.#read().catch(() => undefined);
    this.#tell("account/updated", accountUpdate(account));
  }

  #tell(method: string, params: Result): void {
    if (!this.#client?.optedOut.includes(method)) {
      this.#ports.write(notificationLine(method, params));
    }
  }
}

function refused(words: string): RpcError {
  return new RpcError(INVALID_REQUEST, words);
}
