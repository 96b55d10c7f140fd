/**
 * One request to the token endpoint, and what it answered: the only reader of the endpoint's bodies.
 *
 * Promise: no redirect is followed, at most 64 KiB of an answer is read, and a request ends at its time
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
import type { NetworkRoute } from "../errors/explanation.ts";
import { failedRequest, findCircumstances } from "../errors/network_circumstances.ts";
import { readClues, type ResponseClues } from "../errors/response_clues.ts";
import { endpoint, PATHS } from "../base/endpoints.ts";
import type { Fetch } from "./issuer_fetch.ts";
import { requestContext } from "./issuer_request.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText } from "../log/backend_text.ts";
import { withTimeLimit } from "../base/time_limit.ts";
import { tokenTransportError } from "../errors/token_errors.ts";
import { describeTransportFailure } from "../errors/transport_failure.ts";

const LARGEST_ANSWER_BYTES = 64 * 1024;

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

/** An answer of any status, as far as it was read. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: BackendText;
  /** Whether `body` is all of it. */
  readonly isWhole: boolean;
  readonly clues: ResponseClues;
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
      return {
        status,
        clues,
        ...await BackendText.ofAnswer(response, LARGEST_ANSWER_BYTES, client.secrets),
      };
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const request = failedRequest(client.issuer, client.route, hasAnswerBegun);
    const circumstances = await findCircumstances(error, request, client.fetch, signal);
    if (signal.aborted) throw signal.reason;
    const failure = describeTransportFailure(error, client.secrets, circumstances);
    throw tokenTransportError(failure, requestContext(client));
  }
}

/** The issuer as oauth4webapi wants it. */
export function authorizationServer(issuer: string): AuthorizationServer {
  return { issuer, token_endpoint: endpoint(issuer, PATHS.token).href };
}

/** Whether a status is 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
