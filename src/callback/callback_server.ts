/**
 * The callback server: takes one authorization response, holds the browser until the outcome is known,
 * and answers it.
 *
 * Promise: only the awaited callback or a plain `/cancel` ends the wait; one callback is taken, once;
 * nothing of a request but its line and Host is looked at before {@linkcode CallbackServer.expect}.
 * RFC 8252 section 7.3, RFC 9700 section 4.
 *
 * @module
 */
import { IGNORED_WORDS, ignoredPage } from "./callback_pages.ts";
import {
  type DecisiveCallback,
  type Expectation,
  isFromWebPage,
  isOwnHost,
  isSameCallback,
  judge,
  summarize,
} from "./callback_request.ts";
import { trackDeliveries } from "./deliveries.ts";
import { CALLBACK_PATH } from "../base/endpoints.ts";
import { cancelledError } from "../errors/errors.ts";
import type { IgnoredReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { RequestHandler } from "./loopback.ts";
import { type PageAnswer, redirectToSuccess, successPage, textAnswer, toResponse } from "./page.ts";
import { withTimeLimit } from "../base/time_limit.ts";

/** Callbacks beyond these, the taken one aside, are only counted: no web page can fill the log. */
const LOGGED_CALLBACKS = 20;
/** How long a browser has to take its answer and to ask for `/success`. */
const FINISH_LIMIT_MS = 2_000;
const LATE_FINISH_LIMIT_MS = 500;

const RAW_PATH = /^[a-z]+:\/\/[^/?#\\]*([^?#]*)/i;

/** Takes the callback of one login. */
export interface CallbackServer {
  /** What answers every request on `port`. */
  handlerFor(port: number): RequestHandler;
  /** Resolves with the one callback that was taken. */
  readonly received: Promise<DecisiveCallback>;
  /** Aborts, with a `cancelled` LoginError, when `/cancel` is asked for. */
  readonly cancelled: AbortSignal;
  /** What was ignored so far, in words, with counts. */
  readonly ignored: ReadonlyMap<string, number>;
  /** Lets callbacks in; those that came before waited. */
  expect(expectation: Expectation): void;
  /**
   * Takes a callback that a person pasted, checked like any other.
   *
   * @returns Why it was not taken, or `undefined` where it was.
   */
  paste(query: URLSearchParams): Promise<IgnoredReason | undefined>;
  /** Answers the taken callback, and each repetition of it, with success. */
  answerSuccess(isSaved: boolean): void;
  /** Answers them, and those that still wait to be let in, with a failure's page. */
  answerFailure(page: PageAnswer): void;
  /**
   * Waits until every answer is out; on success also, for at most 2 s, until the browser had its page.
   * Ends at once when `stop` is aborted. Then notes in the log how many callbacks it does not hold.
   */
  finish(stop: AbortSignal): Promise<void>;
}

/**
 * Opens the server; nothing is listened on until its handler is bound.
 *
 * @param onIgnored Is told each callback from a browser that was not taken.
 */
export function openCallbackServer(
  log: LoginLog,
  onIgnored: (reason: IgnoredReason) => void = () => {},
): CallbackServer {
  const expectation = Promise.withResolvers<Expectation>();
  const received = Promise.withResolvers<DecisiveCallback>();
  const answer = Promise.withResolvers<PageAnswer>();
  const successServed = Promise.withResolvers<void>();
  const cancellation = new AbortController();
  const deliveries = trackDeliveries();
  const ignored = new Map<string, number>();
  let taken: DecisiveCallback | undefined;
  let hasSucceeded = false;
  let hasBrowser = false;
  let hasSaved = false;
  let untakenCallbacks = 0;
  let unloggedCallbacks = 0;

  async function route(request: Request, port: number): Promise<PageAnswer> {
    const url = URL.parse(request.url);
    const host = request.headers.get("host");
    if (url === null || host === null) return textAnswer(400, "Bad Request");
    // The target may be an absolute URL with an authority of its own (RFC 9112 section 3.2.2).
    // The parser mends what a strict reader refuses: `\\`, `/.`, `%2e`.
    const isPlainPath = RAW_PATH.exec(request.url)?.[1] === url.pathname;
    const isOwnTarget = url.protocol === "http:" && url.username === "" && url.password === "" &&
      isOwnHost(url.host, port);
    if (!isOwnHost(host, port) || !isOwnTarget) {
      return textAnswer(421, "Misdirected Request");
    }
    if (!isPlainPath || ![CALLBACK_PATH, "/cancel", "/success"].includes(url.pathname)) {
      return textAnswer(404, "Not Found");
    }
    if (request.method !== "GET") return textAnswer(405, "Method Not Allowed", { allow: "GET" });
    if (url.pathname === "/cancel") return cancel(request.headers);
    if (url.pathname === "/success") {
      return hasSucceeded ? await successPage(hasSaved) : textAnswer(404, "Not Found");
    }
    const closed = answer.promise.then(() => undefined);
    const expected = await Promise.race([expectation.promise, closed]);
    if (expected === undefined) return answer.promise;
    hasBrowser = true;
    const ignoredFor = receive(url.searchParams, expected, CALLBACK_PATH);
    return ignoredFor ? await ignoredPage(ignoredFor) : await answer.promise;
  }

  function cancel(headers: Headers): PageAnswer {
    if (isFromWebPage(headers)) return textAnswer(403, "Forbidden");
    cancellation.abort(cancelledError());
    return textAnswer(200, taken ? "Login is ending" : "Login cancelled");
  }

  /** Takes a callback, or says why it is not the one; the same one again counts as taken. */
  function receive(
    query: URLSearchParams,
    expected: Expectation,
    way: typeof CALLBACK_PATH | "pasted",
  ): IgnoredReason | undefined {
    const verdict = judge(query, expected);
    if (verdict.kind !== "ignored" && taken && isSameCallback(taken, verdict)) {
      log.record({ event: "login callback joined the first one" });
      return undefined;
    }
    const isFirst = verdict.kind !== "ignored" && taken === undefined;
    const isLogged = isFirst || untakenCallbacks < LOGGED_CALLBACKS;
    const { state_valid, ...shape } = summarize(query, expected);
    const path = Loggable.word(way);
    if (isLogged) log.record({ event: "received login callback", path, ...shape, state_valid });
    if (!isFirst) untakenCallbacks++;
    if (!isLogged) unloggedCallbacks++;
    if (isFirst) {
      received.resolve(taken = verdict);
      return undefined;
    }
    const reason: IgnoredReason = verdict.kind === "ignored" ? verdict.reason : "another_code";
    ignored.set(IGNORED_WORDS[reason], (ignored.get(IGNORED_WORDS[reason]) ?? 0) + 1);
    if (way === CALLBACK_PATH) onIgnored(reason);
    if (isLogged) {
      log.record(
        reason === "state_mismatch"
          ? { event: "login callback state mismatch", path, ...shape }
          : { event: "login callback was ignored", reason: Loggable.word(reason) },
      );
    }
    return reason;
  }

  return {
    handlerFor: (port) => async (request, info) => {
      // Before the answer is known, so that a browser that waits for it counts.
      deliveries.track(info.completed);
      const given = await route(request, port);
      if (hasSucceeded && given.status === 200) {
        info.completed.then(successServed.resolve, () => {});
      }
      return toResponse(given);
    },
    received: received.promise,
    cancelled: cancellation.signal,
    ignored,
    expect: expectation.resolve,
    paste: async (query) => receive(query, await expectation.promise, "pasted"),
    answerSuccess(isSaved) {
      hasSucceeded = true;
      hasSaved = isSaved;
      answer.resolve(redirectToSuccess());
    },
    answerFailure: answer.resolve,
    async finish(stop) {
      const isDone = hasSucceeded && hasBrowser
        ? successServed.promise.then(deliveries.allOut)
        : deliveries.allOut();
      // An interruption that came too late still leaves the browser a moment for its page.
      const [limitMs, signal] = stop.aborted
        ? [LATE_FINISH_LIMIT_MS, new AbortController().signal]
        : [FINISH_LIMIT_MS, stop];
      await withTimeLimit(limitMs, signal, () => isDone).catch(() => {});
      if (unloggedCallbacks > 0) {
        log.record({
          event: "further login callbacks were ignored and not logged",
          count: unloggedCallbacks,
        });
      }
    },
  };
}
