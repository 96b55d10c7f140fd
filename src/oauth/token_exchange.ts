/**
 * The authorization-code grant (RFC 6749 section 4.1.3).
 *
 * Promise: it takes at most 30 s, and nothing of an answer's body leaves this file but as
 * {@linkcode BackendText} or as tokens. Permission: net on the issuer's host and port.
 *
 * @module
 */
import { authorizationCodeGrantRequest, None, validateAuthResponse } from "oauth4webapi";
import { readJwtPayload, unreadableClaim } from "./id_token.ts";
import { isSuccess, type IssuerAnswer, requestContext } from "./issuer_request.ts";
import type { InvalidTokenReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Secret } from "../log/text/secret.ts";
import type { LoginError } from "../errors/errors.ts";
import { tokenInvalidError, tokenStatusError } from "../errors/token_errors.ts";
import { tokenEndpointDetail } from "./token_endpoint_detail.ts";
import { askTokenEndpoint, authorizationServer, type TokenClient } from "./token_request.ts";

const EXCHANGE_LIMIT_MS = 30_000;

/** What a successful exchange gives. */
export interface Tokens {
  readonly idToken: Secret;
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly idTokenPayload: Record<string, unknown>;
  /** Makes the `token_invalid` for which they must not be kept, where there is a reason. */
  readonly refusal: (() => Promise<LoginError>) | undefined;
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
    issuer: Loggable.url(new URL(client.issuer), client.secrets),
    redirect_uri: Loggable.url(new URL(input.redirectUri), client.secrets),
  });
  const server = authorizationServer(client.issuer);
  // The brand that oauth4webapi wants; state and iss were compared when the callback came.
  const parameters = validateAuthResponse(
    server,
    { client_id: client.clientId },
    new URLSearchParams({ code: input.code.reveal(), state: input.state.reveal() }),
    input.state.reveal(),
  );
  const answer = await askTokenEndpoint(
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
    const detail = tokenEndpointDetail(answer.body, client.secrets);
    throw await tokenStatusError({ ...answer, detail }, requestContext(client));
  }
  const tokens = await readTokens(answer, client);
  log.record({ event: "oauth token exchange succeeded", status: Loggable.status(answer.status) });
  return tokens;
}

async function readTokens(answer: IssuerAnswer, client: TokenClient): Promise<Tokens> {
  const invalid = (reason: InvalidTokenReason) =>
    tokenInvalidError(answer, reason, requestContext(client));
  if (!answer.isWhole) throw await invalid("too_large");
  if (!answer.body.isObject) throw await invalid("not_json");
  const read = async (name: "id_token" | "access_token" | "refresh_token"): Promise<Secret> => {
    const secret = answer.body.secret(name);
    if (secret === undefined) throw await invalid(`missing_${name}`);
    client.secrets.add(secret);
    return secret;
  };
  const idToken = await read("id_token");
  const accessToken = await read("access_token");
  const refreshToken = await read("refresh_token");
  const idTokenPayload = readJwtPayload(idToken.reveal());
  if (idTokenPayload === undefined) throw await invalid("id_token_is_no_jwt");
  const claim = unreadableClaim(idTokenPayload);
  const refusal = claim === undefined ? undefined : () => invalid("id_token_claim");
  return { idToken, accessToken, refreshToken, idTokenPayload, refusal };
}
