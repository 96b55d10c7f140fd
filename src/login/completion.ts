/**
 * The side that holds the secrets: exchange, check, save, revoke. One port; it runs in this process
 * (here) or in a confined worker (`confined_completion.ts`).
 *
 * @module
 */
import type { AuthStore } from "../credentials/auth_store.ts";
import { issuerIdentifier } from "../base/endpoints.ts";
import { type CertificateSource, networkRoute } from "../config/network_route.ts";
import { asLoginError, cancelledError, type Failure } from "../errors/errors.ts";
import { workspaceError } from "../errors/token_errors.ts";
import { readAccountClaims } from "../oauth/id_token.ts";
import { LiveSecrets, secretsOfUrl } from "../log/live_secrets.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import { type ProxyRoute, secretsOfRoute } from "../config/proxy_route.ts";
import { revoke, supersededToken } from "../oauth/revoke.ts";
import type { Secret } from "../log/secret.ts";
import { exchangeCode, type Tokens } from "../oauth/token_exchange.ts";
import { obtainApiKey } from "../oauth/api_key_exchange.ts";
import type { TokenClient } from "../oauth/token_request.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";

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
   * Exchanges the code and saves the credentials. Rejects only where a worker dies on it.
   *
   * Aborting `signal` before tokens are held ends it with `cancelled`; afterwards it only skips the
   * API key, so that no credentials are lost.
   */
  complete(input: CompletionInput, signal: AbortSignal): Promise<Outcome>;
  /** Resolves once nothing is left to be done after the save. Never rejects. */
  revocationDone(signal: AbortSignal): Promise<void>;
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
  readonly proxy?: ProxyRoute | undefined;
  /** The certificates of the configuration, for the words of a failure. */
  readonly certificates?: CertificateSource | undefined;
  /** After a device code no API key is asked for, as by the real CLI. Default: `browser`. */
  readonly flow?: "browser" | "device_code";
}

/** The real things that a completion uses. */
export interface CompletionPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
  readonly onPhase?: OnPhase;
}

/** A completion in this process. */
export function inProcessCompletion(
  settings: CompletionSettings,
  ports: CompletionPorts,
): Completion {
  const secrets = new LiveSecrets(
    settings.codeVerifier,
    ...secretsOfUrl(settings.issuer),
    ...secretsOfRoute(settings.proxy),
  );
  const client: TokenClient = {
    ...settings,
    route: networkRoute(settings.proxy, settings.certificates),
    fetch: ports.fetch,
    secrets,
  };
  let afterwards: ((signal: AbortSignal) => Promise<void>) | undefined;

  async function exchangeAndSave(input: CompletionInput, signal: AbortSignal): Promise<Outcome> {
    const { codeVerifier, redirectUri } = settings;
    ports.onPhase?.("exchange");
    const tokens = await exchangeCode(
      client,
      { ...input, codeVerifier, redirectUri },
      ports.log,
      signal,
    );
    ports.onPhase?.("check_account");
    const accountId = allowedAccount(tokens, settings.workspaceIds);
    const isDevice = settings.flow === "device_code";
    const apiKey = isDevice ? undefined : await askForApiKey(tokens, signal);
    ports.onPhase?.("save");
    // What cannot be read cannot be revoked either; it is replaced all the same.
    const previous = await ports.store.load().catch(() => undefined);
    const path = await ports.store.save({
      method: "chatgpt",
      ...tokens,
      clientId: settings.clientId,
      issuer: issuerIdentifier(settings.issuer),
      apiKey,
      accountId,
    });
    ports.log.record({ event: "credentials saved", is_kept: path !== undefined });
    const superseded = supersededToken(previous, client, tokens);
    ports.log.record({
      event: "superseded credentials looked up",
      has_previous: previous !== undefined,
      is_revocable: superseded !== undefined,
    });
    if (superseded) {
      afterwards = (signal) => {
        ports.onPhase?.("revoke");
        return revoke(superseded, client, ports.log, signal);
      };
    }
    return { kind: "saved", path };
  }

  async function askForApiKey(
    { idToken }: Tokens,
    signal: AbortSignal,
  ): Promise<Secret | undefined> {
    ports.onPhase?.("api_key");
    return await obtainApiKey(client, idToken, ports.log, signal);
  }

  return {
    ready: Promise.resolve(),
    async complete(input, signal) {
      secrets.add(input.code, input.state);
      return await exchangeAndSave(input, signal)
        .catch((error) => failedOutcome(error, ports.log, signal));
    },
    revocationDone: (signal) => afterwards?.(signal) ?? Promise.resolve(),
  };
}

/** The outcome of a run that threw `error`, whose lines it writes. */
export function failedOutcome(error: unknown, log: LoginLog, signal: AbortSignal): Outcome {
  // The side that waits for the person knows what interrupted and writes that line itself.
  if (signal.aborted && error === signal.reason) {
    return { kind: "failed", failure: cancelledError().failure };
  }
  const loginError = asLoginError(error);
  for (const event of loginError.events) log.record(event);
  return { kind: "failed", failure: loginError.failure };
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
