/**
 * The browser sign-in, from top to bottom:
 *
 * 1. Log the start, look whether credentials could be saved, and bind the callback port.
 * 2. Make state, verifier and the authorize URL; show the URL and open the browser.
 * 3. Wait for the one callback that carries our state (or a `/cancel`, a signal, the time limit), and
 *    meanwhile look whether the rest could work.
 * 4. Hand its code to the side that exchanges it and saves the credentials.
 * 5. Tell the person, then answer the browser: nobody reads "signed in" before it is true.
 * 6. Give the browser, and a last revocation, at most two seconds.
 *
 * @module
 */
import { createAuthorizeRequest } from "../oauth/authorize_url.ts";
import type { OpenBrowser, OpenFailure } from "./browser.ts";
import { openCallbackServer } from "../callback/callback_server.ts";
import type { DecisiveCallback } from "../callback/callback_request.ts";
import type { FlowPorts, FlowSettings } from "./flow_ports.ts";
import type { AccountSide } from "./account_side.ts";
import type { Completion } from "./completion.ts";
import { tellFinding } from "./finding.ts";
import { issuerIdentifier, redirectUri } from "../base/endpoints.ts";
import { announcementOf, recordFailure, timedOutError } from "../errors/errors.ts";
import { callbackDeniedError, missingCodeError } from "../errors/callback_errors.ts";
import { Loggable } from "../log/loggable.ts";
import { bindLoopback, type BindPorts, type LoopbackServer } from "../callback/loopback.ts";
import { errorPage, successPage } from "../callback/page.ts";
import { revokeWithin, successWords, untilSaved } from "./outcome.ts";
import { liveSecretsOf, logRoute } from "../config/network/proxy_route.ts";
import type { Secret } from "../log/text/secret.ts";
import { delay, withTimeLimit } from "../base/time_limit.ts";
import { heartbeat, takePastes, tellOfIgnored } from "../callback/while_waiting.ts";

/** What a browser sign-in needs to know. */
export interface LoginSettings extends FlowSettings {
  /** `undefined`: 1455, then 1457; 0: any free port. */
  readonly port: number | undefined;
  /** How long to wait for the callback, in seconds. */
  readonly waitLimitSeconds: number;
  /** In place of a random state, for tests of a host. */
  readonly forceState?: Secret | undefined;
  /** Who asks, as the issuer is told; `codex_cli_rs` by default. */
  readonly originator?: string | undefined;
  /** A URL where the browser ends in the place of our page, where there is nothing to be set up. */
  readonly hostedSuccessPage?: string | undefined;
}

/** The real things that a sign-in uses. */
export interface LoginPorts extends FlowPorts, Pick<BindPorts, "claimed"> {
  /** `undefined` with `--no-browser`. */
  readonly openBrowser?: OpenBrowser | undefined;
  /** What the person pastes into the terminal; gives `undefined` where nobody can. */
  readonly pastedLines?: ((signal: AbortSignal) => AsyncIterable<Secret> | undefined) | undefined;
  /** Where the log is, for the page of a failure; absent where there is none. */
  readonly logPath?: string | undefined;
  /** Words for whoever's browser runs on another machine; one hint where the callback can be pasted. */
  remoteHints?(port: number, canPaste: boolean): string[];
  /** Is told the URL that the person is to visit. */
  onAuthorizeUrl?(url: string, port: number): void;
  /**
   * Finds out whether the credentials could be saved, before anything is bound or shown.
   *
   * @throws {LoginError} `not_saved`.
   */
  checkSave?(): Promise<void>;
  /** Starts the side that exchanges and saves. */
  startAccounts(): LoginAccounts;
}

/** As much of the side that exchanges and saves as a sign-in through the browser uses. */
export type LoginAccounts = Pick<AccountSide, "ready" | "startCompletion" | "checkAhead">;

/** How long the exchange-and-save side may take to be ready; it takes some 30 ms. */
const READY_LIMIT_MS = 10_000;

/**
 * Signs a person in through the browser; resolves once credentials are saved and the browser knows.
 *
 * @throws {LoginError} Of any kind but `usage`; its events are in the log already.
 */
export async function login(settings: LoginSettings, ports: LoginPorts): Promise<void> {
  ports.log.record({ event: "starting browser login flow" });
  let canPaste = false;
  const callbackServer = openCallbackServer(ports.log, tellOfIgnored(ports.say, () => canPaste));
  const stop = AbortSignal.any([ports.signal, callbackServer.cancelled]);
  const waiting = new AbortController();
  const over = new AbortController();
  let server: LoopbackServer | undefined;
  try {
    await ports.checkSave?.();
    ports.onPhase?.("bind");
    server = await bindLoopback(settings.port, callbackServer.handlerFor, ports, stop);
    if (settings.proxy) logRoute(settings.proxy, ports.log);
    // A side that lives on must not wait for a callback that nobody awaits any more.
    const untilOver = { ...ports, signal: AbortSignal.any([stop, over.signal]) };
    const { state, accounts, completion } = await invite(settings, server.port, untilOver);
    // Before this side has given up what it takes.
    const lines = ports.pastedLines?.(waiting.signal);
    canPaste = lines !== undefined;
    const hints = ports.isOnTerminal ? ports.remoteHints?.(server.port, canPaste) ?? [] : [];
    await withTimeLimit(READY_LIMIT_MS, stop, () => accounts.ready);
    ports.log.record({ event: "exchange side is ready" });
    callbackServer.expect({ state, issuer: issuerIdentifier(settings.issuer) });
    void heartbeat(callbackServer, ports.say, waiting.signal);
    if (lines) void takePastes(callbackServer, lines, ports.say, hints[0]).catch(() => {});
    else hints.forEach(ports.say);
    ports.onPhase?.("wait_for_callback");
    if (settings.hasCheck) void lookAhead(accounts, settings, ports, waiting.signal);
    const callback = await withTimeLimit(
      settings.waitLimitSeconds * 1000,
      stop,
      () => callbackServer.received,
      () => timedOutError(settings.waitLimitSeconds, callbackServer.ignored),
    );
    waiting.abort();
    ports.onPhase?.("validate");
    const code = await codeOf(callback);
    const saved = await untilSaved(completion.complete({ code, state }), stop);
    ports.onPhase?.("done");
    ports.say(successWords(saved, ports.isOnTerminal));
    const { path, signedIn, onboardingUrl } = saved;
    const hosted = onboardingUrl === undefined ? settings.hostedSuccessPage : undefined;
    callbackServer.answer(await successPage(path !== undefined, signedIn, onboardingUrl), hosted);
    await Promise.all([callbackServer.finish(stop), revokeWithin(saved, stop)]);
  } catch (error) {
    waiting.abort();
    const failure = recordFailure(error, ports.log);
    const announcement = announcementOf(failure.failure);
    // At a terminal nothing is said twice.
    const isTwice = ports.isOnTerminal && announcement?.endsWith(`: ${failure.message}`);
    if (announcement && !isTwice) ports.say(announcement);
    callbackServer.answer(await errorPage(failure.failure.page, ports.logPath));
    await callbackServer.finish(stop);
    throw failure;
  } finally {
    over.abort();
    await server?.close();
  }
}

/** Shows the URL, opens the browser, and hands the verifier to the side that will need it. */
async function invite(
  settings: LoginSettings,
  port: number,
  ports: LoginPorts,
): Promise<{ state: Secret; accounts: LoginAccounts; completion: Completion }> {
  const addressed = { ...settings, redirectUri: redirectUri(port) };
  const { url, state, codeVerifier } = await createAuthorizeRequest(addressed);
  ports.say(
    `Starting local login server on http://localhost:${port}.\n` +
      `If your browser did not open, navigate to this URL to authenticate:\n\n${url}\n\n` +
      `On a remote or headless machine? Use \`codex-login --device-auth\` instead.`,
  );
  // At a terminal the one that fits comes once it is known whether the callback can be pasted.
  if (!ports.isOnTerminal) ports.remoteHints?.(port, false).forEach(ports.say);
  ports.onAuthorizeUrl?.(url, port);
  ports.log.record({
    event: "authorize request made",
    authorize_url: Loggable.url(new URL(url), liveSecretsOf(settings, state)),
    opens_browser: ports.openBrowser !== undefined,
  });
  ports.onPhase?.("open_browser");
  if (ports.openBrowser) void tellIfNotOpened(ports.openBrowser, url, ports);
  const accounts = ports.startAccounts();
  const completion = accounts.startCompletion({ ...addressed, codeVerifier }, ports.onPhase, ports);
  return { state, accounts, completion };
}

/** Opens the browser; one that does not open is told, and the login waits on. Never throws. */
async function tellIfNotOpened(open: OpenBrowser, url: string, ports: LoginPorts): Promise<void> {
  const failure = await Promise.try(open, url)
    .catch((): OpenFailure => ({ reason: "other", explanation: "its opener failed" }));
  if (failure === undefined) return;
  ports.log.record({ event: "browser did not open", reason: Loggable.word(failure.reason) });
  ports.say(`The browser did not open (${failure.explanation}). Open the URL above yourself.`);
}

/** Has the rest of the sign-in looked at while its person is in the browser. Never rejects. */
async function lookAhead(
  accounts: LoginAccounts,
  settings: LoginSettings,
  ports: LoginPorts,
  signal: AbortSignal,
): Promise<void> {
  // A callback that had come already is taken within this turn, and ends the waiting.
  try {
    await delay(0, signal);
    await accounts.checkAhead(settings, (found) => tellFinding(found, ports), signal);
    if (!signal.aborted) await (await import("../callback/rehearsal.ts")).rehearseCallback();
  } catch {
    // The sign-in goes on as it would without.
  }
}

/** The code of a callback that has one. */
async function codeOf(callback: DecisiveCallback): Promise<Secret> {
  if (callback.kind === "code") return callback.code;
  if (callback.kind === "missing_code") throw missingCodeError();
  throw await callbackDeniedError(callback.error, callback.description);
}
