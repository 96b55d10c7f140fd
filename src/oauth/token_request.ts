/**
 * One request to the token endpoint, and what it answered.
 *
 * Promise: no redirect is followed, at most 1 MiB of an answer is read, and a request ends at its time
 * limit. Permission: net on the issuer's host and port.
 *
 * @module
 */
import {
  allowInsecureRequests,
  type authorizationCodeGrantRequest,
  type AuthorizationServer,
  customFetch,
} from "oauth4webapi";
import { endpoint, PATHS } from "../base/endpoints.ts";
import {
  ask,
  type IssuerAnswer,
  type IssuerClient,
  LARGEST_TOKENS_BYTES,
  requestContext,
} from "./issuer_request.ts";
import { tokenTransportError } from "../errors/token_errors.ts";

/** Who asks, and whom. */
export interface TokenClient extends IssuerClient {
  readonly clientId: string;
}

/** What oauth4webapi is to do with a request. */
export type RequestOptions = NonNullable<Parameters<typeof authorizationCodeGrantRequest>[6]>;

/**
 * Sends within a time limit and reads a bounded answer.
 *
 * @throws {LoginError} `token_transport`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function askTokenEndpoint(
  client: TokenClient,
  limitMs: number,
  signal: AbortSignal,
  send: (options: RequestOptions) => Promise<Response>,
): Promise<IssuerAnswer> {
  const asked = await ask(
    client,
    limitMs,
    signal,
    (limited) => send(requestOptions(client, limited)),
    false,
    LARGEST_TOKENS_BYTES,
  );
  if (asked.kind === "answer") return asked;
  throw await tokenTransportError(asked.failure, requestContext(client));
}

/** How oauth4webapi is to ask, until `signal` is aborted. */
export function requestOptions({ fetch }: IssuerClient, signal: AbortSignal): RequestOptions {
  return {
    signal,
    [customFetch]: fetch as RequestOptions[typeof customFetch],
    // Plain http reaches this point for a loopback issuer only (see config/issuer.ts).
    [allowInsecureRequests]: true,
  };
}

/** The issuer as oauth4webapi wants it. */
export function authorizationServer(issuer: string): AuthorizationServer {
  return { issuer, token_endpoint: endpoint(issuer, PATHS.token).href };
}
