/**
 * One small request to the issuer outside the token endpoint: bounded in time and size, no redirect
 * followed, transport errors translated.
 *
 * Permission: net on the issuer's host and port.
 *
 * @module
 */
import { type NetworkRoute, PLAIN_ROUTE, type RequestContext } from "../errors/explanation.ts";
import { failedRequest, findCircumstances } from "../errors/network_circumstances.ts";
import { readClues, type ResponseClues } from "../errors/response_clues.ts";
import { endpoint } from "../base/endpoints.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText } from "../log/backend_text.ts";
import type { Secret } from "../log/secret.ts";
import { withTimeLimit } from "../base/time_limit.ts";
import type { Fetch } from "./issuer_fetch.ts";
import { describeTransportFailure, type TransportFailure } from "../errors/transport_failure.ts";

/** The longest that one request may take, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;

/** Whom to ask, and which secrets the answer must not show. */
export interface IssuerClient {
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly fetch: Fetch;
  readonly secrets: LiveSecrets;
  /** How requests leave this machine, for the explanation of a failure; by default direct. */
  readonly route?: NetworkRoute;
}

/** What to ask. */
export type IssuerRequest =
  | {
    readonly method: "POST";
    readonly json: Readonly<Record<string, string>>;
    /** It is asked again where it fails: nobody looks for the cause meanwhile. Default: false. */
    readonly isRepeated?: boolean;
  }
  | { readonly method: "GET"; readonly bearer: Secret };

/** What came back, or that nothing did. */
export type IssuerAnswer =
  | {
    readonly kind: "answer";
    readonly status: number;
    readonly body: BackendText;
    /** Whether `body` is all of it. */
    readonly isWhole: boolean;
    readonly retryAfter: string | null;
    readonly clues: ResponseClues;
    /** Cloudflare says that only a browser can pass (`cf-mitigated`). */
    readonly isMitigated: boolean;
  }
  | { readonly kind: "transport"; readonly failure: TransportFailure };

/**
 * Sends a request to `{issuer}{path}`.
 *
 * @throws The signal's reason once `signal` is aborted, and nothing else.
 */
export async function askIssuer(
  client: IssuerClient,
  path: string,
  request: IssuerRequest,
  signal: AbortSignal,
): Promise<IssuerAnswer> {
  let hasAnswerBegun = false;
  try {
    return await withTimeLimit(REQUEST_LIMIT_MS, signal, async (limited) => {
      const response = await client.fetch(endpoint(client.issuer, path).href, {
        ...requestInit(request),
        redirect: "manual",
        signal: limited,
      });
      hasAnswerBegun = true;
      return {
        kind: "answer",
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
        clues: readClues(response.status, response.headers, client.secrets, Date.now()),
        isMitigated: response.headers.has("cf-mitigated"),
        ...await BackendText.ofAnswer(response, LARGEST_ANSWER_BYTES, client.secrets),
      };
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failed = failedRequest(client.issuer, client.route ?? PLAIN_ROUTE, hasAnswerBegun);
    const isRepeated = request.method === "POST" && request.isRepeated === true;
    const circumstances = isRepeated
      ? failed
      : await findCircumstances(error, failed, client.fetch, signal);
    if (signal.aborted) throw signal.reason;
    const failure = describeTransportFailure(error, client.secrets, circumstances);
    return { kind: "transport", failure };
  }
}

/** What an explanation says of how `client` asks. */
export function requestContext(client: IssuerClient): RequestContext {
  return {
    ...(client.route ?? PLAIN_ROUTE),
    url: new URL(client.issuer),
    secrets: client.secrets,
  };
}

function requestInit(request: IssuerRequest): RequestInit {
  if (request.method === "GET") {
    return {
      method: "GET",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${request.bearer.reveal()}`,
      },
    };
  }
  return {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(request.json),
  };
}
