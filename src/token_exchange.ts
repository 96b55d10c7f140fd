/**
 * The authorization-code grant (RFC 6749 section 4.1.3): the only reader of token-endpoint bodies.
 *
 * Promise: no redirect is followed, at most 64 KiB of an answer is read, everything takes at most
 * 30 s, and no body leaves this file but as {@linkcode BackendText} or as tokens.
 * Permission: net on the issuer's host and port.
 *
 * @module
 */
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type AuthorizationServer,
  customFetch,
  genericTokenEndpointRequest,
  None,
  validateAuthResponse,
} from "oauth4webapi";
import type { NetworkRoute, NetworkSetting } from "./diagnosis/explanation.ts";
import { failedRequest, lookAround } from "./diagnosis/network_circumstances.ts";
import { readClues, type ResponseClues } from "./diagnosis/response_clues.ts";
import { endpoint } from "./endpoints.ts";
import { tokenInvalidError, tokenStatusError, tokenTransportError } from "./token_errors.ts";
import { isObject, readJwtPayload } from "./id_token.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { type InvalidTokenReason, Loggable, type LoginLog } from "./loggable.ts";
import { readAtMost } from "./read_at_most.ts";
import { Secret } from "./secret.ts";
import { withTimeLimit } from "./time_limit.ts";
import { tokenEndpointDetail } from "./token_endpoint_detail.ts";
import { describeTransportFailure } from "./transport_failure.ts";

const EXCHANGE_LIMIT_MS = 30_000;
const API_KEY_LIMIT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;
const TOKEN_EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

/** Sends a request; `fetch`, with the CA certificates of the configuration. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a successful exchange gives. */
export interface Tokens {
  readonly idToken: Secret;
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly idTokenPayload: Record<string, unknown>;
}

/** Who asks, and whom. */
export interface TokenClient {
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly fetch: Fetch;
  readonly secrets: LiveSecrets;
  /** How requests leave this machine, for the explanation of a failure. */
  readonly route: NetworkRoute;
}

/** A checked callback, to be exchanged. */
export interface ExchangeInput {
  readonly code: Secret;
  readonly state: Secret;
  readonly codeVerifier: Secret;
  readonly redirectUri: string;
}

/**
 * Exchanges the code for tokens.
 *
 * @throws {LoginError} `token_transport`, `token_status` or `token_invalid`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function exchangeCode(
  client: TokenClient,
  input: ExchangeInput,
  log: LoginLog,
  signal: AbortSignal,
): Promise<Tokens> {
  log.record({
    event: "starting oauth token exchange",
    issuer: Loggable.url(new URL(client.issuer)),
    redirect_uri: Loggable.url(new URL(input.redirectUri)),
  });
  const server = authorizationServer(client.issuer);
  // The brand that oauth4webapi wants; state and iss were compared when the callback came.
  const parameters = validateAuthResponse(
    server,
    { client_id: client.clientId },
    new URLSearchParams({ code: input.code.reveal(), state: input.state.reveal() }),
    input.state.reveal(),
  );
  const answer = await ask(
    client,
    EXCHANGE_LIMIT_MS,
    signal,
    (options) =>
      authorizationCodeGrantRequest(
        server,
        { client_id: client.clientId },
        None(),
        parameters,
        input.redirectUri,
        input.codeVerifier.reveal(),
        options,
      ),
  );
  if (!isSuccess(answer.status)) {
    const detail = tokenEndpointDetail(answer.text, client.secrets);
    throw tokenStatusError({ ...answer, detail }, networkSetting(client));
  }
  const tokens = readTokens(answer, client);
  log.record({ event: "oauth token exchange succeeded", status: Loggable.status(answer.status) });
  return tokens;
}

/**
 * Exchanges the id_token for an API key (RFC 8693), best effort.
 *
 * @returns `undefined` where it takes longer than 10 s, is refused, or `signal` is aborted.
 */
export async function obtainApiKey(
  client: TokenClient,
  idToken: Secret,
  log: LoginLog,
  signal: AbortSignal,
): Promise<Secret | undefined> {
  try {
    const answer = await ask(
      client,
      API_KEY_LIMIT_MS,
      signal,
      (options) =>
        genericTokenEndpointRequest(
          authorizationServer(client.issuer),
          { client_id: client.clientId },
          None(),
          TOKEN_EXCHANGE_GRANT,
          {
            requested_token: "openai-api-key",
            subject_token: idToken.reveal(),
            subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
          },
          options,
        ),
    );
    const json = isSuccess(answer.status) ? parseObject(answer.text) : undefined;
    const key = json?.["access_token"];
    const apiKey = typeof key === "string" && key !== "" ? new Secret(key) : undefined;
    const status = Loggable.status(answer.status);
    log.record({ event: "api key exchange answered", status, has_api_key: apiKey !== undefined });
    return apiKey;
  } catch {
    log.record({ event: "api key exchange got no answer", was_interrupted: signal.aborted });
    return undefined;
  }
}

function authorizationServer(issuer: string): AuthorizationServer {
  return { issuer, token_endpoint: endpoint(issuer, "/oauth/token").href };
}

interface TokenAnswer {
  readonly status: number;
  readonly text: string;
  readonly isWhole: boolean;
  readonly clues: ResponseClues;
}

type RequestOptions = NonNullable<Parameters<typeof authorizationCodeGrantRequest>[6]>;

/** Sends within a time limit, reads a bounded answer, and translates what the runtime throws. */
async function ask(
  client: TokenClient,
  limitMs: number,
  signal: AbortSignal,
  send: (options: RequestOptions) => Promise<Response>,
): Promise<TokenAnswer> {
  let hasAnswerBegun = false;
  try {
    return await withTimeLimit(limitMs, signal, async (limited) => {
      const response = await send({
        signal: limited,
        [customFetch]: client.fetch as RequestOptions[typeof customFetch],
        // Plain http reaches this point for a loopback issuer only (see config.ts).
        [allowInsecureRequests]: true,
      });
      hasAnswerBegun = true;
      const { status, headers } = response;
      const clues = readClues(status, headers, client.secrets, Date.now());
      return { status, clues, ...await readAtMost(response, LARGEST_ANSWER_BYTES) };
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const circumstances = await lookAround(
      error,
      failedRequest(client.issuer, client.route, hasAnswerBegun),
      client.fetch,
      signal,
    );
    if (signal.aborted) throw signal.reason;
    const failure = describeTransportFailure(error, client.secrets, circumstances);
    throw tokenTransportError(failure, networkSetting(client));
  }
}

function networkSetting(client: TokenClient): NetworkSetting {
  return { ...client.route, url: new URL(client.issuer) };
}

function readTokens(answer: TokenAnswer, client: TokenClient): Tokens {
  const invalid = (reason: InvalidTokenReason) =>
    tokenInvalidError(answer, reason, networkSetting(client));
  if (!answer.isWhole) throw invalid("too_large");
  const json = parseObject(answer.text);
  if (json === undefined) throw invalid("not_json");
  const read = (name: "id_token" | "access_token" | "refresh_token"): Secret => {
    const value = json[name];
    if (typeof value !== "string" || value === "") {
      throw invalid(`missing_${name}`);
    }
    const secret = new Secret(value);
    client.secrets.add(secret);
    return secret;
  };
  const idToken = read("id_token");
  const accessToken = read("access_token");
  const refreshToken = read("refresh_token");
  const idTokenPayload = readJwtPayload(idToken.reveal());
  if (idTokenPayload === undefined) throw invalid("id_token_is_no_jwt");
  return { idToken, accessToken, refreshToken, idTokenPayload };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
