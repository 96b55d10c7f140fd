/**
 * The callback server: takes one authorization response, holds the browser until the outcome is known,
 * and answers it.
 *
 * Promise: only the awaited callback or a plain `/cancel` ends the wait; one callback is taken, once;
 * nothing of a request but its line and Host is looked at before {@linkcode CallbackServer.expect}; and
 * what is held of requests that are not taken does not grow with their number.
 * RFC 8252 section 7.3, RFC 9700 section 4.
 *
 * @module
 */
import { IGNORED_WORDS, ignoredPage } from "./callback_pages.ts";
import {
  type DecisiveCallback,
  type Expectation,
  isFromProgram,
  isOwnHost,
  isSameCallback,
  judge,
  summarize,
} from "./callback_request.ts";
import { CALLBACK_PATH } from "../base/endpoints.ts";
import { delay, NEVER, withTimeLimit } from "../base/time_limit.ts";
import { cancelledError } from "../errors/errors.ts";
import type { IgnoredReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { RequestHandler } from "./http_server.ts";
import { parsePastedCallback } from "./pasted_callback.ts";
import { type PageAnswer, redirectTo, textAnswer, waitingPage } from "./page.ts";
import { parseTarget, type RequestHead } from "./request_head.ts";

/** Callbacks beyond these, the taken one aside, are only counted: no web page can fill the log. */
const LOGGED_CALLBACKS = 20;
/** How long a browser is held without a page to show. */
const BLANK_LIMIT_MS = 800;
/** Shows that the sign-in goes on, and leads to where a browser is held until the outcome is known. */
const WAITING_PATH = "/waiting";
const OUTCOME_PATH = "/outcome";
const PATHS = [CALLBACK_PATH, WAITING_PATH, OUTCOME_PATH, "/cancel", "/success", "/error"];
/** How long a browser has to take its answer and to ask for the last page. */
const FINISH_LIMIT_MS = 2_000;
const LATE_FINISH_LIMIT_MS = 500;

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
   * @param texts What was pasted, as `parsePastedCallback` takes it.
   * @returns Why it was not taken, or `undefined` where it was.
   */
  paste(texts: readonly string[]): Promise<IgnoredReason | "no_callback" | undefined>;
  /**
   * Answers the taken callback, each repetition of it and those that still wait to be let in: sends the
   * browser on to `page`, at `/success` or `/error`, so that no code stays in its address bar.
   *
   * @param elsewhere A URL to which the browser goes in the place of `page`.
   */
  answer(page: PageAnswer, elsewhere?: string): void;
  /**
   * Waits until every answer is out and, for at most 2 s, until a browser that was sent on has its page.
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
  const redirect = Promise.withResolvers<PageAnswer>();
  const pageServed = Promise.withResolvers<void>();
  const answered = new AbortController();
  const cancellation = new AbortController();
  const deliveries = new Set<Promise<void>>();
  const ignored = new Map<string, number>();
  let taken: DecisiveCallback | undefined;
  let last: { readonly path: string; readonly page: PageAnswer } | undefined;
  /** The outcome or, where that takes longer, the way to the waiting page: one for every browser. */
  let soon: Promise<PageAnswer> | undefined;
  let untakenCallbacks = 0;
  let unloggedCallbacks = 0;
  // One promise for all: a race for each request would stay with the outcome for as long as that is awaited.
  const letIn = Promise.race([expectation.promise, redirect.promise.then(() => undefined)]);

  async function route(request: RequestHead, port: number): Promise<PageAnswer> {
    const target = parseTarget(request.target);
    const [host, ...moreHosts] = request.fields.flatMap(([name, value]) =>
      name === "host" ? [value] : []
    );
    if (!target || host === undefined || moreHosts.length > 0) {
      return textAnswer(400, "Bad Request");
    }
    const { path, query, authority = host } = target;
    if (!isOwnHost(host, port) || !isOwnHost(authority, port)) return await refuseHost(path);
    if (!PATHS.includes(path)) return textAnswer(404, "Not Found");
    if (request.method !== "GET") return textAnswer(405, "Method Not Allowed", { allow: "GET" });
    if (path === "/cancel") return cancel(request);
    if (soon && path === OUTCOME_PATH) return await redirect.promise;
    if (soon && path === WAITING_PATH) return await waitingPage(OUTCOME_PATH);
    if (path !== CALLBACK_PATH) {
      return path === last?.path ? last.page : textAnswer(404, "Not Found");
    }
    const expected = await letIn;
    const reason = expected && receive(query, expected, CALLBACK_PATH);
    if (reason) return await ignoredPage(reason);
    soon ??= Promise.race([redirect.promise, blankLimit()]);
    return await (showsPages(request) ? soon : redirect.promise);
  }

  function blankLimit(): Promise<PageAnswer> {
    return delay(BLANK_LIMIT_MS, answered.signal)
      .then(() => redirectTo(WAITING_PATH), () => redirect.promise);
  }

  /** A forwarded port has another name or number; what is foreign may as well be DNS rebinding. */
  async function refuseHost(path: string): Promise<PageAnswer> {
    if (path !== CALLBACK_PATH) return textAnswer(421, "Misdirected Request");
    if (!ignored.has(IGNORED_WORDS.other_host)) {
      log.record({ event: "login callback was ignored", reason: Loggable.word("other_host") });
    }
    ignore("other_host");
    return await ignoredPage("other_host");
  }

  function cancel(request: RequestHead): PageAnswer {
    if (!isFromProgram(request)) return textAnswer(403, "Forbidden");
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
    if (isFirst) {
      received.resolve(taken = verdict);
      return undefined;
    }
    untakenCallbacks++;
    if (!isLogged) unloggedCallbacks++;
    const reason: IgnoredReason = verdict.kind === "ignored" ? verdict.reason : "another_code";
    if (isLogged) {
      log.record(
        reason === "state_mismatch"
          ? { event: "login callback state mismatch", path, ...shape }
          : { event: "login callback was ignored", reason: Loggable.word(reason) },
      );
    }
    ignore(reason, way);
    return reason;
  }

  function ignore(reason: IgnoredReason, way: string = CALLBACK_PATH): void {
    const words = IGNORED_WORDS[reason];
    ignored.set(words, (ignored.get(words) ?? 0) + 1);
    if (way === CALLBACK_PATH) onIgnored(reason);
  }

  return {
    handlerFor: (port) => async (request, delivered) => {
      // Before the answer is known, so that a browser that waits for it counts.
      const done: Promise<void> = delivered.finally(() => deliveries.delete(done));
      deliveries.add(done);
      const answer = await route(request, port);
      if (answer === last?.page) void delivered.then(pageServed.resolve);
      return answer;
    },
    received: received.promise,
    cancelled: cancellation.signal,
    ignored,
    expect: expectation.resolve,
    async paste(texts) {
      const expected = await expectation.promise;
      const isAwaited = (query: URLSearchParams) => judge(query, expected).kind !== "ignored";
      const query = parsePastedCallback(texts, isAwaited);
      return query ? receive(query, expected, "pasted") : "no_callback";
    },
    answer(page, elsewhere) {
      last = { path: page.status === 200 ? "/success" : "/error", page };
      redirect.resolve(redirectTo(elsewhere ?? last.path));
      if (elsewhere !== undefined) pageServed.resolve();
      answered.abort();
    },
    async finish(stop) {
      const allOut = async () => {
        while (deliveries.size > 0) await Promise.all(deliveries);
      };
      // An interruption still leaves the browser a moment for its page.
      const [limitMs, signal] = stop.aborted
        ? [LATE_FINISH_LIMIT_MS, NEVER]
        : [FINISH_LIMIT_MS, stop];
      await withTimeLimit(limitMs, signal, async () => {
        await allOut();
        if (soon) await pageServed.promise.then(allOut);
      }).catch(() => {});
      if (unloggedCallbacks > 0) {
        log.record({
          event: "further login callbacks were ignored and not logged",
          count: unloggedCallbacks,
        });
      }
    },
  };
}

/** Whether a person looks at what it is answered; any other program is held, and follows no `Refresh`. */
function showsPages({ fields }: RequestHead): boolean {
  return fields.some(([name, value]) => name === "accept" && value.includes("text/html"));
}
