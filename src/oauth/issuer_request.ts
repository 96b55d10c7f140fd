/**
 * One request to the issuer and what came back: bounded in time and size, no redirect followed, transport
 * errors translated.
 *
 * Permission: net on the issuer's host and port.
 *
 * @module
 */
import {
  type Flow,
  type NetworkRoute,
  PLAIN_ROUTE,
  type RequestContext,
} from "../errors/explanation.ts";
import { readClues, type ResponseClues } from "../errors/response_clues.ts";
import type { TransportFailure } from "../errors/transport_failure.ts";
import { endpoint } from "../base/endpoints.ts";
import type { LiveSecrets } from "../log/text/live_secrets.ts";
import { BackendText } from "../log/text/backend_text.ts";
import type { Secret } from "../log/text/secret.ts";
import { withTimeLimit } from "../base/time_limit.ts";
import type { Fetch } from "./issuer_fetch.ts";

/** The longest that one request may take, in milliseconds. */
export const REQUEST_LIMIT_MS = 30_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;
/** The same of an answer with tokens: an id_token names each organization of the account. */
export const LARGEST_TOKENS_BYTES = 1024 * 1024;

/** Whom to ask, and which secrets the answer must not show. */
export interface IssuerClient {
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly fetch: Fetch;
  readonly secrets: LiveSecrets;
  /** How requests leave this machine, for the explanation of a failure; by default direct. */
  readonly route?: NetworkRoute;
  /** What the requests are for; by default a sign-in through the browser. */
  readonly flow?: Flow | undefined;
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

/** An answer of any status, as far as it was read. */
export interface IssuerAnswer {
  readonly status: number;
  readonly body: BackendText;
  /** Whether `body` is all of it. */
  readonly isWhole: boolean;
  readonly clues: ResponseClues;
}

/** What came back, or that nothing did. */
export type Asked =
  | ({ readonly kind: "answer" } & IssuerAnswer)
  | { readonly kind: "transport"; readonly failure: TransportFailure };

/**
 * Sends a request to `{issuer}{path}`, within 30 s.
 *
 * @throws The signal's reason once `signal` is aborted, and nothing else.
 */
export function askIssuer(
  client: IssuerClient,
  path: string,
  request: IssuerRequest,
  signal: AbortSignal,
): Promise<Asked> {
  const url = endpoint(client.issuer, path).href;
  const send = (limited: AbortSignal) =>
    client.fetch(url, { ...requestInit(request), redirect: "manual", signal: limited });
  const isRepeated = request.method === "POST" && request.isRepeated === true;
  return ask(client, REQUEST_LIMIT_MS, signal, send, isRepeated);
}

/**
 * Sends within a time limit and reads a bounded answer.
 *
 * @param isRepeated Where it fails, nobody looks for the cause.
 * @param largestBytes How much of a successful answer is read.
 * @throws The signal's reason once `signal` is aborted, and nothing else.
 */
export async function ask(
  client: IssuerClient,
  limitMs: number,
  signal: AbortSignal,
  send: (limited: AbortSignal) => Promise<Response>,
  isRepeated = false,
  largestBytes = LARGEST_ANSWER_BYTES,
): Promise<Asked> {
  let hasAnswerBegun = false;
  const askedMs = Date.now();
  try {
    return await withTimeLimit(limitMs, signal, async (limited): Promise<Asked> => {
      const response = await send(limited);
      hasAnswerBegun = true;
      const readBytes = response.ok ? largestBytes : LARGEST_ANSWER_BYTES;
      return {
        kind: "answer",
        status: response.status,
        clues: readClues(response.headers, client.secrets, Date.now(), askedMs),
        ...await BackendText.ofAnswer(response, readBytes, client.secrets),
      };
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { findTransportFailure } = await import("../errors/transport_failure.ts");
    const failed = { ...requestContext(client), hasAnswerBegun };
    const fetch = isRepeated ? undefined : client.fetch;
    const failure = await findTransportFailure(error, failed, client.secrets, fetch, signal);
    if (signal.aborted) throw signal.reason;
    return { kind: "transport", failure };
  }
}

/** What an explanation says of how `client` asks. */
export function requestContext(client: IssuerClient): RequestContext {
  const { issuer, route = PLAIN_ROUTE, flow = "browser", secrets } = client;
  return { ...route, url: new URL(issuer), flow, secrets };
}

/** Whether a status is 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

const JSON_TYPE = "application/json";

function requestInit(request: IssuerRequest): RequestInit {
  const { method } = request;
  if (method === "GET") {
    const authorization = `Bearer ${request.bearer.reveal()}`;
    return { method, headers: { accept: JSON_TYPE, authorization } };
  }
  const headers = { accept: JSON_TYPE, "content-type": JSON_TYPE };
  return { method, headers, body: JSON.stringify(request.json) };
}
