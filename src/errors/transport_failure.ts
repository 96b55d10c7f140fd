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
  withoutUrls,
} from "./network_cause.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText, redactUrlsIn } from "../log/redaction.ts";
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
  /** The runtime's words, message and causes, URLs redacted. */
  readonly text: BackendText;
}

const LONGEST_CAUSE_CHAIN = 5;

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
  const texts: string[] = [];
  let current = error;
  for (let i = 0; i < LONGEST_CAUSE_CHAIN && current instanceof Error; i++) {
    const { message } = current;
    if (!texts.some((text) => text.includes(message))) texts.push(message);
    current = current.cause;
  }
  // What TLS says of a connection that was cut ends with a link into its own manual.
  const words = texts.join(": ").replace(/:?\s*https:\/\/docs\.rs\/\S*/g, "");
  const text = redactUrlsIn(words) || "unknown error";
  const found = runtimeWords(error);
  const cause = classifyNetworkCause(found, circumstances);
  return {
    isTimeout: found.isTimeout,
    isConnect: !hasAnswerBegun &&
      /client error \(Connect\)|tcp connect error|dns error|certificate|tls/i.test(
        withoutUrls(text),
      ),
    isRequest: !hasAnswerBegun,
    cause,
    isProxyPossible: circumstances.tlsSide === "either" && isTlsCause(cause),
    text: new BackendText(text, secrets),
  };
}
