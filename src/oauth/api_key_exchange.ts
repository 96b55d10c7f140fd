/**
 * The exchange of an id_token for an API key (RFC 8693), which a sign-in also works without.
 *
 * Permission: net on the issuer's host and port.
 *
 * @module
 */
import { genericTokenEndpointRequest, None } from "oauth4webapi";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Secret } from "../log/text/secret.ts";
import { isSuccess } from "./issuer_request.ts";
import { askTokenEndpoint, authorizationServer, type TokenClient } from "./token_request.ts";

const API_KEY_LIMIT_MS = 10_000;
const TOKEN_EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

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
    const answer = await askTokenEndpoint(
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
    const apiKey = isSuccess(answer.status) ? answer.body.secret("access_token") : undefined;
    const status = Loggable.status(answer.status);
    log.record({ event: "api key exchange answered", status, has_api_key: apiKey !== undefined });
    return apiKey;
  } catch {
    log.record({ event: "api key exchange got no answer", was_interrupted: signal.aborted });
    return undefined;
  }
}
