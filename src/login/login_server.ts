/**
 * The browser sign-in for a host: options in, a handle out.
 *
 * Promise: nothing is printed, nothing exits, and no global state is kept.
 *
 * @module
 */
import { type AuthStore, fileAuthStore } from "../credentials/auth_store.ts";
import { type OpenBrowser, systemBrowser } from "./browser.ts";
import { resolveCodexHome } from "../config/codex_home.ts";
import { inProcessAccountSide } from "./account_side.ts";
import { checkClientId, checkIssuer, DEFAULT_CLIENT_ID, isElsewhere } from "../config/issuer.ts";
import { DEFAULT_WAIT_LIMIT_SECONDS } from "../config/config.ts";
import { cancelledError, usageError } from "../errors/errors.ts";
import type { LoginEvent, LoginLog } from "../log/login_events.ts";
import { login, type LoginSettings } from "./login.ts";
import type { OnFinding } from "./finding.ts";
import type { OnPhase } from "../base/phases.ts";
import { Secret } from "../log/text/secret.ts";
import { readVariable } from "../config/read_environment.ts";
import { type Fetch, issuerFetch } from "../oauth/issuer_fetch.ts";
import { DEFAULT_ISSUER } from "../base/endpoints.ts";

/** The longest that a timer of the runtime can take. */
const LONGEST_WAIT_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/** What a sign-in is told; everything is optional. */
export interface LoginServerOptions {
  /**
   * An existing folder for `auth.json`; by default `$CODEX_HOME`, else `~/.codex`, which is created.
   * Of no account where a {@linkcode LoginServerOptions.credentialStore} is given.
   */
  readonly codexHome?: string;
  /** OAuth client; by default the one that Codex is registered as. */
  readonly clientId?: string;
  /** Authorization server; by default `https://auth.openai.com`. Plain http for loopback only. */
  readonly issuer?: string;
  /**
   * Port of loopback; 0 takes any free one. By default 1455, then 1457: the default issuer sends
   * browsers back to these two only.
   */
  readonly port?: number;
  /**
   * Whether to open the person's browser, or how. By default it is opened, with `$BROWSER` or the
   * platform's opener; a browser that does not open is noted in the log, and the login waits on.
   */
  readonly openBrowser?: boolean | OpenBrowser;
  /** In place of a random state (RFC 6749 section 10.12), for tests. */
  readonly forceState?: string;
  /** The workspaces that the account may belong to; by default any. */
  readonly forcedChatgptWorkspaceIds?: readonly string[];
  /** Where credentials are kept; by default `auth.json` in the folder. */
  readonly credentialStore?: AuthStore;
  /** How long to wait for the browser, in seconds; by default 900, at most 2147483 (24 days). */
  readonly waitLimitSeconds?: number;
  /**
   * Gets the reviewed events of every level, which hold no secret; by default nobody does. What it
   * throws is ignored.
   */
  readonly log?: LoginLog;
  /** Sends requests to the issuer; by default the runtime's `fetch`. */
  readonly fetch?: Fetch;
  /** Cancels the login when it aborts. */
  readonly signal?: AbortSignal;
  /** Whether to try ahead, with one harmless request, what the sign-in will need; by default for an issuer elsewhere. */
  readonly checkAhead?: boolean;
  /** Is told what that finds. What it throws is ignored. */
  readonly onFinding?: OnFinding;
  /** Is told each step as it begins; `done` means that the credentials are saved. What it throws is ignored. */
  readonly onPhase?: OnPhase;
}

/** A sign-in under way. */
export interface LoginServer {
  /** What the person is to visit. It holds the state, so show it to nobody else. */
  readonly authUrl: string;
  /** The port of loopback that waits for the browser. */
  readonly actualPort: number;
  /**
   * Resolves once credentials are saved and the browser has its page; the port is then free again.
   * Rejects with a {@linkcode LoginError} where the login ends without credentials.
   */
  readonly done: Promise<void>;
  /**
   * Ends the login; `done` then rejects with the kind `cancelled`. Once tokens are held, they are saved
   * all the same, and `done` resolves.
   */
  cancel(): void;
}

/**
 * Starts a sign-in: binds the callback port, makes the URL, and waits for the browser.
 *
 * Permission: net on `127.0.0.1`, `[::1]` and the issuer; read and write on the folder; with `openBrowser`,
 * run on the opener and env on what it is handed.
 *
 * ```ts
 * import { formatEvent, LoginError, runLoginServer } from "@codex/login";
 *
 * const aborted = AbortSignal.abort();
 * try {
 *   const login = await runLoginServer({
 *     codexHome: await Deno.makeTempDir(),
 *     port: 0,
 *     openBrowser: false,
 *     log: { record: (event) => console.log(formatEvent(event)) },
 *     signal: aborted,
 *   });
 *   await login.done;
 * } catch (error) {
 *   if (!(error instanceof LoginError)) throw error;
 *   console.log(error.failure.kind, error.failure.message); // "cancelled", "Login cancelled"
 * }
 * ```
 *
 * @returns Once the port is bound.
 * @throws {LoginError} `usage` for a bad option, `port_unavailable`, or `cancelled`.
 */
export async function runLoginServer(options: LoginServerOptions = {}): Promise<LoginServer> {
  const settings = settingsOf(options);
  if (options.signal?.aborted) throw cancelledError();
  const store = options.credentialStore ?? fileAuthStore(folderOf(options));
  const log = { record: harmless((event: LoginEvent) => options.log?.record(event)) };
  const { onPhase, onFinding } = options;
  const ownFetch = issuerFetch([]);
  const cancellation = new AbortController();
  const cancel = () => cancellation.abort(cancelledError());
  options.signal?.addEventListener("abort", cancel, { once: true });
  const invitation = Promise.withResolvers<Pick<LoginServer, "authUrl" | "actualPort">>();
  const done = login(settings, {
    log,
    say() {},
    openBrowser: opener(options.openBrowser),
    checkSave: async () => await store.check?.("chatgpt"),
    onAuthorizeUrl: (authUrl, actualPort) => invitation.resolve({ authUrl, actualPort }),
    startAccounts: () => inProcessAccountSide({ store, log, fetch: options.fetch ?? ownFetch }),
    onPhase: onPhase && harmless(onPhase),
    onFinding: onFinding && harmless(onFinding),
    signal: cancellation.signal,
  }).finally(() => {
    options.signal?.removeEventListener("abort", cancel);
    ownFetch.close();
  });
  // This also takes care of a host that never looks at `done`: its rejection is not left alone.
  const invited = await Promise.race([invitation.promise, done.then(() => invitation.promise)]);
  return { ...invited, done, cancel };
}

function settingsOf(options: LoginServerOptions): LoginSettings {
  const { port, forceState, forcedChatgptWorkspaceIds: workspaceIds } = options;
  const { waitLimitSeconds = DEFAULT_WAIT_LIMIT_SECONDS } = options;
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535)) {
    throw usageError(`port takes a number from 0 to 65535; got ${port}.`);
  }
  if (!(waitLimitSeconds > 0)) throw usageError("waitLimitSeconds takes a number above 0.");
  if (forceState === "") throw usageError("forceState must not be empty.");
  const issuer = checkIssuer(options.issuer ?? DEFAULT_ISSUER, "issuer");
  return {
    issuer,
    hasCheck: options.checkAhead ?? isElsewhere(issuer),
    clientId: checkClientId(options.clientId ?? DEFAULT_CLIENT_ID, "clientId"),
    port,
    workspaceIds: workspaceIds?.length ? workspaceIds : undefined,
    waitLimitSeconds: Math.min(waitLimitSeconds, LONGEST_WAIT_SECONDS),
    forceState: forceState === undefined ? undefined : new Secret(forceState),
  };
}

function folderOf({ codexHome }: LoginServerOptions): string {
  if (codexHome === undefined) return resolveCodexHome(readEnvironment);
  if (codexHome === "") throw usageError("codexHome must not be empty.");
  return resolveCodexHome((name) => name === "CODEX_HOME" ? codexHome : undefined);
}

function opener(wanted: boolean | OpenBrowser = true): OpenBrowser | undefined {
  if (typeof wanted === "function") return wanted;
  return wanted ? systemBrowser(readEnvironment) : undefined;
}

/** What a host may not read counts as unset. */
function readEnvironment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? readVariable(name) : undefined;
}

/** A host that fails to take news, at once or later, must not cost anybody a sign-in, nor end the host. */
function harmless<T>(take: (news: T) => unknown): (news: T) => void {
  return (news) => {
    (async () => await take(news))().catch(() => {
      // It is the host's to mend.
    });
  };
}
