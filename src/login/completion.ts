/**
 * Exchange, check, save, revoke: what a sign-in does with the secrets.
 *
 * @module
 */
import type { AuthStore } from "../credentials/auth_store.ts";
import { issuerIdentifier } from "../base/endpoints.ts";
import { type CertificateSource, routeAndSecrets } from "../config/network/network_route.ts";
import { workspaceError } from "../errors/token_errors.ts";
import { isAllowed, readAccountClaims } from "../oauth/id_token.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import type { ProxyRoute } from "../config/network/proxy_route.ts";
import { revoke } from "../oauth/revoke.ts";
import { revocableToken } from "../credentials/stored_login.ts";
import type { Secret } from "../log/text/secret.ts";
import { onboardingUrl } from "../oauth/onboarding.ts";
import { exchangeCode } from "../oauth/token_exchange.ts";
import { obtainApiKey } from "../oauth/api_key_exchange.ts";
import type { TokenClient } from "../oauth/token_request.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";
import { unlessAborted } from "../base/time_limit.ts";
import type { SignedInAccount } from "../callback/page.ts";
import { shownValue } from "./account_words.ts";
import type { Interruption } from "./interruption.ts";

/** What a sign-in came to, once its credentials are saved. */
export interface Saved {
  /** Where they are, for a person; `undefined` where nothing is kept. */
  readonly path: string | undefined;
  /** Whose they are, as the id_token says: secrets masked, every value on one line. */
  readonly signedIn: SignedInAccount;
  /** Where the person has something to set up yet; `undefined` for most. */
  readonly onboardingUrl?: string | undefined;
  /** Revokes what they replaced, best effort; called once. Never rejects. */
  revokeSuperseded(): Promise<void>;
}

/** What a checked callback brings. */
export interface CompletionInput {
  readonly code: Secret;
  readonly state: Secret;
}

/** The end of one browser sign-in, on the side that holds its verifier. */
export interface Completion {
  /**
   * Exchanges the code and saves the credentials, once.
   *
   * @throws {LoginError} Where nothing was saved; the reason of an interruption that came first.
   */
  complete(input: CompletionInput): Promise<Saved>;
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
  /** After a device code no API key is asked for, as by the real CLI. Default: `browser`. */
  readonly flow?: "browser" | "device_code";
}

/** What of it tells how the issuer is asked, before there is anything secret. */
export type CheckSettings = Pick<CompletionSettings, "issuer" | "proxy" | "flow">;

/** The real things that a completion uses. */
export interface CompletionPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
  /** What it trusts, for the words of a failure. */
  readonly certificates?: CertificateSource | undefined;
  readonly onPhase?: OnPhase | undefined;
}

/** The exchange-and-save side of one browser sign-in, in this process. */
export function inProcessCompletion(
  settings: CompletionSettings,
  { store, log, fetch, certificates, onPhase }: CompletionPorts,
  { signal, secondInterrupt }: Interruption,
): Completion {
  const { codeVerifier, redirectUri, clientId, issuer } = settings;
  const { route, secrets } = routeAndSecrets(settings, certificates, codeVerifier);
  const client: TokenClient = { ...settings, route, fetch, secrets };

  async function complete(input: CompletionInput): Promise<Saved> {
    secrets.add(input.code, input.state);
    onPhase?.("exchange");
    const tokens = await exchangeCode(client, { ...input, codeVerifier, redirectUri }, log, signal);
    onPhase?.("check_account");
    const claims = readAccountClaims(tokens.idTokenPayload);
    const { workspaceIds } = settings;
    if (workspaceIds && !isAllowed(claims, workspaceIds)) {
      throw workspaceError(workspaceIds, claims.accountId !== undefined);
    }
    if (tokens.refusal) throw await tokens.refusal();
    const isDevice = settings.flow === "device_code";
    if (!isDevice) onPhase?.("api_key");
    const apiKey = isDevice ? undefined : await obtainApiKey(client, tokens.idToken, log, signal);
    onPhase?.("save");
    // What cannot be read cannot be revoked either; it is replaced all the same.
    const previous = await unlessAborted(store.load(), secondInterrupt).catch(() => undefined);
    const path = await store.save({
      method: "chatgpt",
      ...tokens,
      clientId,
      issuer: issuerIdentifier(issuer),
      apiKey,
      accountId: claims.accountId,
    }, secondInterrupt);
    log.record({ event: "credentials saved", is_kept: path !== undefined });
    const { refreshToken, accessToken, idToken } = tokens;
    const superseded = revocableToken(previous, client, [refreshToken, accessToken, idToken]);
    log.record({
      event: "superseded credentials looked up",
      has_previous: previous !== undefined,
      is_revocable: superseded !== undefined,
    });
    const shown = (claim = "") => shownValue(secrets.mask(claim));
    return {
      path,
      signedIn: {
        email: shown(claims.email),
        workspace: shown(claims.accountId),
        plan: shown(claims.plan),
      },
      onboardingUrl: isDevice ? undefined : onboardingUrl(tokens, issuer),
      async revokeSuperseded() {
        if (superseded === undefined) return;
        onPhase?.("revoke");
        await revoke(superseded, client, log, signal);
      },
    };
  }

  return { complete };
}
