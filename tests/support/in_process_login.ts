// The flow of login.ts in this process: real port, real files, real log, and the two things that a test
// cannot have for real, the terminal and the signal, as closures.
import { fileAuthStore } from "../../src/auth_store.ts";
import type { OpenBrowser } from "../../src/browser.ts";
import {
  type Completion,
  type CompletionSettings,
  inProcessCompletion,
} from "../../src/completion.ts";
import { DEFAULT_CLIENT_ID } from "../../src/config.ts";
import { asLoginError, type LoginError, signalError } from "../../src/errors.ts";
import type { EndingSignal } from "../../src/log_words.ts";
import type { LoginEvent, LoginLog } from "../../src/login_events.ts";
import { login, type LoginSettings } from "../../src/login.ts";
import { openLoginLog, prepareLogFile } from "../../src/login_log.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { logLines } from "./log_lines.ts";
import { ask, type RawAnswer } from "./raw_http.ts";
import { within } from "./waiting.ts";

/** What differs from a login at `issuer` on a free port. */
export interface InProcessOptions extends Partial<LoginSettings> {
  readonly issuer: string;
  readonly openBrowser?: OpenBrowser;
  /** In place of exchange and save; gets the real one to wrap. */
  readonly wrapCompletion?: (real: Completion, settings: CompletionSettings) => Completion;
  /** Written to auth.json before the login starts. */
  readonly storedAuth?: unknown;
}

/** A login under way. Disposing it interrupts it, where it still runs, and removes its home. */
export interface InProcessLogin extends AsyncDisposable {
  readonly port: number;
  readonly home: ProgramHome;
  /** Everything that the terminal shows, so far. */
  terminal(): string;
  readonly events: readonly LoginEvent[];
  /** The lines of the log file, so far, without their times. */
  logLines(): string[];
  /** The log file as it is. */
  logText(): string;
  authorizeUrl(): Promise<URL>;
  /** The state of this login. */
  state(): Promise<string>;
  /** Asks the server for a code as a person who consents would, without going to the callback. */
  approve(): Promise<string>;
  /** Sends a callback with these parameters and the right state (`state: ""` leaves it out). */
  callback(parameters: Record<string, string>): Promise<RawAnswer>;
  /** As Ctrl-C and its like do. */
  interrupt(signal: EndingSignal): void;
  /** Settles with how it failed, or undefined where it did not. */
  end(limitMs?: number): Promise<LoginError | undefined>;
}

/** Starts a login. */
export async function startLogin(options: InProcessOptions): Promise<InProcessLogin> {
  const home = await makeProgramHome();
  if (options.storedAuth !== undefined) {
    await Deno.writeTextFile(home.authFile, JSON.stringify(options.storedAuth), { mode: 0o600 });
  }
  const { wrapCompletion, openBrowser, storedAuth: _, ...changes } = options;
  const settings: LoginSettings = {
    clientId: DEFAULT_CLIENT_ID,
    port: freePort(),
    workspaceIds: undefined,
    waitLimitSeconds: 900,
    ...changes,
  };
  const interruption = new AbortController();
  const shown = Promise.withResolvers<URL>();
  const events: LoginEvent[] = [];
  let terminal = "";

  function say(text: string): void {
    terminal += `${text}\n`;
    const url = /^https?:\/\/\S+\/oauth\/authorize\?\S+$/m.exec(text)?.[0];
    if (url) shown.resolve(new URL(url));
  }

  const log = recordingLog(home, events, say);
  let hasEnded = false;
  const ended = login(settings, {
    log,
    say,
    openBrowser,
    pastedLines: undefined,
    remoteHints: () => [],
    startCompletion(completionSettings) {
      const store = fileAuthStore(home.codexHome);
      const real = inProcessCompletion(completionSettings, { store, log, fetch });
      return wrapCompletion?.(real, completionSettings) ?? real;
    },
    signal: interruption.signal,
  }).then(() => undefined, asLoginError).finally(() => hasEnded = true);

  const authorizeUrl = () =>
    within(
      Promise.race([
        shown.promise,
        ended.then((error) => Promise.reject(error ?? new Error("it ended without a URL"))),
      ]),
      () => `the authorize URL; terminal: ${terminal}`,
    );
  const portOf = async () => Number(new URL(redirectUriOf(await authorizeUrl())).port);
  const state = async () => (await authorizeUrl()).searchParams.get("state") ?? "";

  return {
    get port() {
      return settings.port ?? Number(/localhost:(\d+)/.exec(terminal)?.[1] ?? 0);
    },
    home,
    terminal: () => terminal,
    events,
    logLines: () => logLines(Deno.readTextFileSync(home.logFile)),
    logText: () => Deno.readTextFileSync(home.logFile),
    authorizeUrl,
    state,
    async approve() {
      const answer = await fetch(await authorizeUrl(), { redirect: "manual" });
      await answer.body?.cancel();
      const location = answer.headers.get("location") ?? "";
      return URL.parse(location)?.searchParams.get("code") ?? "";
    },
    async callback(parameters) {
      const all = { state: await state(), ...parameters };
      const query = new URLSearchParams(
        Object.entries(all).filter(([name, value]) => name !== "state" || value !== ""),
      );
      return await ask(await portOf(), `/auth/callback?${query}`);
    },
    interrupt: (signal) => interruption.abort(signalError(signal)),
    end: (limitMs) => within(ended, () => `the end of the login; terminal: ${terminal}`, limitMs),
    async [Symbol.asyncDispose]() {
      if (!hasEnded) interruption.abort(signalError("SIGTERM"));
      await ended;
      await home[Symbol.asyncDispose]();
    },
  };
}

/** The real log file and, beside it, the events as they came. */
function recordingLog(
  home: ProgramHome,
  events: LoginEvent[],
  warn: (text: string) => void,
): LoginLog {
  prepareLogFile(`${home.codexHome}/log`, home.logFile);
  const file = openLoginLog(home.logFile, warn);
  return {
    record(event) {
      events.push(event);
      file.record(event);
    },
  };
}

function redirectUriOf(authorizeUrl: URL): string {
  return authorizeUrl.searchParams.get("redirect_uri") ?? "";
}
