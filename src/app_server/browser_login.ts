/**
 * A browser login of the app-server: the flow of `login.ts`, whose URL and end go to the client.
 *
 * @module
 */
import { asLoginError, cancelledError, type LoginError } from "../errors/errors.ts";
import type { LoginLog } from "../log/login_events.ts";
import { login, type LoginSettings } from "../login/login.ts";
import type { Phase } from "../base/phases.ts";
import type { AccountSide } from "./account_side.ts";
import type { ActiveLogin, CancelWords } from "./active_login.ts";
import { INTERNAL_ERROR, RpcError } from "./json_rpc.ts";

/** The real things that such a login uses. */
export interface BrowserLoginPorts {
  readonly log: LoginLog;
  /** Finds out whether credentials could be saved. */
  checkSave: AccountSide["checkSave"];
  /** Starts the exchange-and-save side. */
  startCompletion: AccountSide["startCompletion"];
  /** Is told each phase. */
  onPhase(loginId: string, phase: Phase): void;
}

/** A login that waits for its browser. */
export interface BrowserLogin extends ActiveLogin {
  readonly authUrl: string;
}

/**
 * Starts a browser login.
 *
 * @param stop Ends it together with the app-server.
 * @throws {RpcError} Where no port can be bound.
 */
export async function startBrowserLogin(
  settings: LoginSettings,
  ports: BrowserLoginPorts,
  stop: AbortSignal,
): Promise<BrowserLogin> {
  const loginId = crypto.randomUUID();
  const cancellation = new AbortController();
  const over = new AbortController();
  const invitation = Promise.withResolvers<string>();
  const saved = Promise.withResolvers<undefined>();
  let wordsOfCancel: CancelWords | undefined;
  const onPhase = (phase: Phase) => {
    if (phase === "done") saved.resolve(undefined);
    ports.onPhase(loginId, phase);
  };
  const flow = login(settings, {
    log: ports.log,
    // The client shows the URL and the outcome; standard error is for warnings about the set-up.
    say() {},
    onPhase,
    onAuthorizeUrl: invitation.resolve,
    checkSave: ports.checkSave,
    startCompletion: (completion) => ports.startCompletion(completion, onPhase, over.signal),
    signal: AbortSignal.any([stop, cancellation.signal]),
  }).finally(() => over.abort());
  const describe = ({ failure }: LoginError) => {
    const words = failure.kind === "cancelled" ? wordsOfCancel : undefined;
    return `Login server error: ${words ?? failure.message}`;
  };
  const failed = flow.then(() => undefined, (error) => describe(asLoginError(error)));
  const authUrl = await Promise.race([invitation.promise, flow.then(() => invitation.promise)])
    .catch((error) => {
      const { message } = asLoginError(error).failure;
      throw new RpcError(INTERNAL_ERROR, `failed to start login server: ${message}`);
    });
  return {
    loginId,
    authUrl,
    outcome: Promise.race([saved.promise, failed]),
    ended: failed.then(() => undefined),
    cancel(words) {
      wordsOfCancel ??= words;
      cancellation.abort(cancelledError());
    },
  };
}
