/**
 * Translates what `fetch` throws, at the boundary: the original error is dropped, since its text holds
 * the whole URL.
 *
 * @module
 */
import {
  classifyWords,
  isTimeout,
  isTlsCause,
  type RequestCircumstances,
  runtimeWords,
} from "./classify.ts";
import type { NetworkCause } from "../log/log_words.ts";
import type { LiveSecrets } from "../log/text/live_secrets.ts";
import { BackendText } from "../log/text/backend_text.ts";
import { type Ask, type FailedRequest, findCircumstances } from "./network_circumstances.ts";

/** A request that got no (whole) answer. */
export interface TransportFailure {
  /** The time limit ran out, ours or the system's. */
  readonly isTimeout: boolean;
  /** No connection came about: name resolution, TCP, TLS or a proxy. */
  readonly isConnect: boolean;
  /** It happened before an answer began. */
  readonly isRequest: boolean;
  /** Why, as far as codes or the runtime's words tell. */
  readonly cause: NetworkCause;
  /** A TLS failure of the issuer or of the https proxy in use: nothing tells which. */
  readonly isProxyPossible: boolean;
  /** The runtime's words, message and causes. */
  readonly text: BackendText<"runtime">;
}

/**
 * Describes what a request threw, and looks for what it leaves open.
 *
 * @param fetch What the request went out with; `undefined`: nobody looks.
 */
export async function findTransportFailure(
  error: unknown,
  request: FailedRequest,
  secrets: LiveSecrets,
  fetch: Ask | undefined,
  signal: AbortSignal,
): Promise<TransportFailure> {
  const { hasAnswerBegun, proxyVariable } = request;
  const circumstances = fetch
    ? await findCircumstances(error, request, fetch, signal)
    : { hasAnswerBegun, hasProxy: proxyVariable !== undefined };
  return describeTransportFailure(error, secrets, circumstances);
}

/**
 * Describes a thrown transport error.
 *
 * @param circumstances What is known beside the error.
 */
export function describeTransportFailure(
  error: unknown,
  secrets: LiveSecrets,
  circumstances: RequestCircumstances,
): TransportFailure {
  const { hasAnswerBegun } = circumstances;
  const said = runtimeWords(error);
  const cause = classifyWords(said, circumstances);
  return {
    isTimeout: isTimeout(said),
    isConnect: !hasAnswerBegun &&
      /client error \(Connect\)|tcp connect error|dns error|certificate|tls/i.test(said),
    isRequest: !hasAnswerBegun,
    cause,
    isProxyPossible: circumstances.tlsSide === "either" && isTlsCause(cause),
    text: BackendText.ofError(error, secrets),
  };
}
