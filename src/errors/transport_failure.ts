/**
 * Translates what `fetch` throws, at the boundary: the original error is dropped, since its text holds
 * the whole URL.
 *
 * @module
 */
import {
  classifyNetworkCause,
  isTlsCause,
  type RequestCircumstances,
  runtimeWords,
} from "./network_cause.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText } from "../log/backend_text.ts";
import type { NetworkCause } from "../log/log_words.ts";

/** A request that got no (whole) answer. */
export interface TransportFailure {
  /** The time limit ran out, ours or the system's. */
  readonly isTimeout: boolean;
  /** No connection came about: name resolution, TCP, TLS or a proxy. */
  readonly isConnect: boolean;
  /** It happened before an answer began. */
  readonly isRequest: boolean;
  /** Why, as far as the runtime's words tell. */
  readonly cause: NetworkCause;
  /** A TLS failure of the issuer or of the https proxy in use: nothing tells which. */
  readonly isProxyPossible: boolean;
  /** The runtime's words, message and causes. */
  readonly text: BackendText<"runtime">;
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
  const found = runtimeWords(error);
  const cause = classifyNetworkCause(found, circumstances);
  return {
    isTimeout: found.isTimeout,
    isConnect: !hasAnswerBegun &&
      /client error \(Connect\)|tcp connect error|dns error|certificate|tls/i.test(found.text),
    isRequest: !hasAnswerBegun,
    cause,
    isProxyPossible: circumstances.tlsSide === "either" && isTlsCause(cause),
    text: BackendText.ofError(error, secrets),
  };
}
