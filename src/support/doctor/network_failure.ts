/**
 * A failed connection or request as one of the doctor's rows, in the words that a sign-in has for it.
 *
 * @module
 */
import { classifyWords, isTlsCause, type RequestCircumstances } from "../../errors/classify.ts";
import { explain } from "../../errors/explain.ts";

/** The steps to an answer, in their order. */
export type NetworkStep = "dns" | "tcp" | "tls" | "http";

/** What was being done. */
export interface AskedHost {
  readonly tried: NetworkStep;
  /** What the host is called. */
  readonly name: string;
  /** The variable that names the proxy in use, or `undefined`. */
  readonly proxyVariable: string | undefined;
}

/** A failure as a row. */
export interface NetworkFailure {
  readonly step: NetworkStep;
  readonly sentence: string;
  readonly fix: string;
}

/** The failure that the runtime's words tell; what they leave open belongs to the step that was tried. */
export function describeNetworkFailure(
  words: string,
  circumstances: RequestCircumstances,
  { tried, name, proxyVariable }: AskedHost,
): NetworkFailure {
  const told = classifyWords(words, circumstances);
  // A handshake that is cut or broken in some other way is a handshake that failed.
  const cause = tried === "tls" && (told === "connection_reset" || told === "other")
    ? "tls_handshake"
    : told;
  const step = stepOf(cause, tried);
  if (cause === "other") {
    return {
      step,
      sentence: `${capitalised(name)} could not be asked.`,
      fix: "Check the network and the firewall, or set HTTPS_PROXY as the browser has it.",
    };
  }
  const isProxyPossible = circumstances.tlsSide === "either";
  const { what, todo } = explain(cause, { host: name, proxyVariable, isProxyPossible });
  return { step, sentence: what, fix: todo };
}

function stepOf(cause: string, tried: NetworkStep): NetworkStep {
  if (cause === "dns") return "dns";
  const isConnecting = [
    "connection_refused",
    "connection_forbidden",
    "unreachable",
    "connect_timeout",
  ]
    .includes(cause);
  return isConnecting ? "tcp" : isTlsCause(cause) ? "tls" : tried;
}

/** What a name begins is a sentence. */
export function capitalised(text: string): string {
  return text.replace(/^the /, "The ");
}
