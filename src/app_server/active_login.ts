/**
 * The one login that an app-server has at a time: a flow of `login/`, whose invitation and end go to the
 * client.
 *
 * @module
 */
import { asLoginError, cancelledError, type Failure } from "../errors/errors.ts";
import type { OnPhase, Phase } from "../base/phases.ts";
import type { Finding, OnFinding } from "../login/finding.ts";
import type { Interruption } from "../login/interruption.ts";
import type { Result } from "./answers.ts";
import type { RpcError } from "./json_rpc.ts";

/** A login that waits for its person, however they sign in. */
export interface ActiveLogin {
  /** A UUID. */
  readonly loginId: string;
  /** What the person needs, as members of the answer. */
  readonly invitation: Result;
  /**
   * Resolves as soon as it is known how the login ended: with nothing once credentials are saved, else
   * with the words for `account/login/completed`.
   */
  readonly outcome: Promise<string | undefined>;
  /** Resolves once nothing of it is left, its port included. */
  readonly ended: Promise<void>;
  /**
   * Ends it, where it still waits.
   *
   * @param words What the client is told.
   */
  cancel(words: CancelWords): void;
}

/** What the real server says of a login that was given up in favour of something else. */
export const NOT_COMPLETED = "Login was not completed";
/** What it says where another browser login, or another program, asked for the port. */
export const CANCELLED = "Login cancelled";

/** Why a login was given up, in the words of the real server. */
export type CancelWords = typeof NOT_COMPLETED | typeof CANCELLED;

/** What a flow tells and hears. */
export interface ActiveFlow extends Interruption {
  /** Takes what the person needs, as members of the answer; once. */
  invite(invitation: Result): void;
  /** Takes the phases; `done` means that credentials are saved. */
  readonly onPhase: OnPhase;
  readonly onFinding: OnFinding;
}

/** A way to sign in, in the words of the real server. */
export interface Way {
  readonly type: "chatgpt" | "chatgptDeviceCode";
  /** What is said of the login that gives way to this one. */
  readonly displacing: CancelWords;
  run(flow: ActiveFlow): Promise<void>;
  /** How it failed after the invitation; `words` where it was cancelled here. */
  describe(failure: Failure, words: CancelWords | undefined): string;
  /** Why there is no invitation. */
  refuse(failure: Failure): RpcError;
}

/** Tells the client what goes on in a login. */
export interface LoginNews {
  phase(loginId: string, phase: Phase): void;
  finding(loginId: string, finding: Finding): void;
}

/**
 * Starts a login and waits for its invitation.
 *
 * @param interruption Ends it together with the app-server.
 * @throws {RpcError} Where there is no invitation.
 */
export async function startActiveLogin(
  way: Way,
  tell: LoginNews,
  { signal, secondInterrupt }: Interruption,
): Promise<ActiveLogin> {
  const loginId = crypto.randomUUID();
  const cancellation = new AbortController();
  const invited = Promise.withResolvers<Result>();
  const saved = Promise.withResolvers<undefined>();
  let wordsOfCancel: CancelWords | undefined;
  const flow = way.run({
    invite: invited.resolve,
    onPhase(phase) {
      if (phase === "done") saved.resolve(undefined);
      tell.phase(loginId, phase);
    },
    onFinding: (finding) => tell.finding(loginId, finding),
    signal: AbortSignal.any([signal, cancellation.signal]),
    secondInterrupt,
  });
  const failed = flow.then(
    () => undefined,
    (error) => way.describe(asLoginError(error).failure, wordsOfCancel),
  );
  const invitation = await Promise.race([invited.promise, flow.then(() => invited.promise)])
    .catch((error) => Promise.reject(way.refuse(asLoginError(error).failure)));
  return {
    loginId,
    invitation,
    outcome: Promise.race([saved.promise, failed]),
    ended: failed.then(() => undefined),
    cancel(words) {
      wordsOfCancel ??= words;
      cancellation.abort(cancelledError());
    },
  };
}
