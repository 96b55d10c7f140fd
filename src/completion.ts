/**
 * The side that holds the secrets: exchange, check, save, revoke. One port; it runs in this process
 * (here) or in a confined worker (`confined_completion.ts`).
 *
 * @module
 */
import type { AuthStore } from "./auth_store.ts";
import { asLoginError, cancelledError, type Failure, workspaceError } from "./errors.ts";
import { readAccountClaims } from "./id_token.ts";
import { LiveSecrets, secretsOfUrl } from "./live_secrets.ts";
import type { LoginLog } from "./loggable.ts";
import { type ProxyRoute, secretsOfProxy } from "./proxy_route.ts";
import { revoke, supersededToken } from "./revoke.ts";
import type { Secret } from "./secret.ts";
import {
  exchangeCode,
  type Fetch,
  obtainApiKey,
  type TokenClient,
  type Tokens,
} from "./token_exchange.ts";

/** How a completion ended. Plain data, so that it can cross from a worker. */
export type Outcome =
  | {
    readonly kind: "saved";
    /** Where the credentials are, for a person; `undefined` where nothing is kept. */
    readonly path: string | undefined;
  }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A checked callback. */
export interface CompletionInput {
  readonly code: Secret;
  readonly state: Secret;
}

/** The exchange-and-save side. */
export interface Completion {
  /** Resolves once a callback can be taken. */
  readonly ready: Promise<void>;
  /**
   * Exchanges the code and saves the credentials. Never rejects.
   *
   * Aborting `signal` before tokens are held ends it with `cancelled`; afterwards it only skips the
   * API key, so that no credentials are lost.
   */
  complete(input: CompletionInput, signal: AbortSignal): Promise<Outcome>;
  /** Resolves once nothing is left to be done after the save. Never rejects. */
  settled(signal: AbortSignal): Promise<void>;
}

/** What a completion needs. */
export interface CompletionSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeVerifier: Secret;
  /** Workspaces that the configuration allows, or `undefined` for any. */
  readonly workspaceIds: readonly string[] | undefined;
  /** How the issuer is reached; a proxy's credentials are masked in every text. */
  readonly proxy?: ProxyRoute;
}

/** The real things that a completion uses. */
export interface CompletionPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
}

/** A completion in this process. */
export function inProcessCompletion(
  settings: CompletionSettings,
  ports: CompletionPorts,
): Completion {
  const secrets = new LiveSecrets(settings.codeVerifier, ...secretsOfUrl(settings.issuer));
  if (settings.proxy?.kind === "proxy") secrets.add(...secretsOfProxy(settings.proxy.url));
  const client: TokenClient = { ...settings, fetch: ports.fetch, secrets };
  let afterwards: ((signal: AbortSignal) => Promise<void>) | undefined;

  async function exchangeAndSave(input: CompletionInput, signal: AbortSignal): Promise<Outcome> {
    const { codeVerifier, redirectUri } = settings;
    const tokens = await exchangeCode(
      client,
      { ...input, codeVerifier, redirectUri },
      ports.log,
      signal,
    );
    const accountId = allowedAccount(tokens, settings.workspaceIds);
    const apiKey = await obtainApiKey(client, tokens.idToken, ports.log, signal);
    const previous = await ports.store.load();
    const path = await ports.store.save({ ...tokens, ...settings, apiKey, accountId });
    ports.log.record({ event: "credentials saved", is_kept: path !== undefined });
    const superseded = supersededToken(previous, client, tokens);
    ports.log.record({
      event: "superseded credentials looked up",
      has_previous: previous !== undefined,
      is_revocable: superseded !== undefined,
    });
    if (superseded) afterwards = (signal) => revoke(superseded, client, ports.log, signal);
    return { kind: "saved", path };
  }

  return {
    ready: Promise.resolve(),
    async complete(input, signal) {
      secrets.add(input.code, input.state);
      try {
        return await exchangeAndSave(input, signal);
      } catch (error) {
        // The side that listens knows what interrupted and writes that line itself.
        if (signal.aborted && error === signal.reason) {
          return { kind: "failed", failure: cancelledError().failure };
        }
        const loginError = asLoginError(error);
        for (const event of loginError.events) ports.log.record(event);
        return { kind: "failed", failure: loginError.failure };
      }
    },
    settled: (signal) => afterwards?.(signal) ?? Promise.resolve(),
  };
}

function allowedAccount(
  tokens: Tokens,
  workspaceIds: readonly string[] | undefined,
): string | undefined {
  const { accountId } = readAccountClaims(tokens.idTokenPayload);
  if (workspaceIds && (accountId === undefined || !workspaceIds.includes(accountId))) {
    throw workspaceError(workspaceIds, accountId !== undefined);
  }
  return accountId;
}
