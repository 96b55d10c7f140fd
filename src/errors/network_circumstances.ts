/**
 * Looks around after a request that got no answer, for what the runtime's words leave open: which step
 * hung, and whose certificate it was where an https proxy is in use.
 *
 * Only asked after a failure, with nothing that is secret. Permission: net on the issuer's host and port.
 *
 * @module
 */
import type { NetworkRoute } from "./explanation.ts";
import { acceptsConnections } from "./accepts_connections.ts";
import {
  classifyNetworkCause,
  isTlsCause,
  type RequestCircumstances,
  runtimeWords,
  type TlsSide,
} from "./network_cause.ts";
import { withTimeLimit } from "../base/time_limit.ts";

/** How the request went out. */
export interface FailedRequest {
  /** The issuer, or an endpoint of it. */
  readonly url: URL;
  /** A proxy carried it. */
  readonly hasProxy: boolean;
  /** That proxy is spoken to over TLS. */
  readonly isProxyTls: boolean;
  readonly hasAnswerBegun: boolean;
}

/** The same, from what a client of the issuer knows. */
export function failedRequest(
  issuer: string,
  { proxyVariable, isProxyTls = false }: NetworkRoute,
  hasAnswerBegun: boolean,
): FailedRequest {
  return {
    url: new URL(issuer),
    hasProxy: proxyVariable !== undefined,
    isProxyTls,
    hasAnswerBegun,
  };
}

/** Asks as the failed request did, over the same route. */
type Ask = (url: string, init: RequestInit) => Promise<Response>;

const QUESTION_LIMIT_MS = 2_000;

/**
 * What is known beside the error.
 *
 * @param fetch What the failed request went out with.
 * @param signal Ends the looking; what is known by then counts.
 */
export async function findCircumstances(
  error: unknown,
  { url, hasProxy, isProxyTls, hasAnswerBegun }: FailedRequest,
  fetch: Ask,
  signal: AbortSignal,
): Promise<RequestCircumstances> {
  const known = { hasAnswerBegun, hasProxy };
  if (hasAnswerBegun) return known;
  if (!hasProxy) {
    const isOurLimit = error instanceof DOMException && error.name === "TimeoutError";
    return isOurLimit ? { ...known, acceptsConnections: await acceptsConnections(url) } : known;
  }
  const cause = classifyNetworkCause(runtimeWords(error), known);
  if (!isProxyTls || url.protocol !== "https:" || !isTlsCause(cause)) return known;
  return { ...known, tlsSide: await findTlsSide(url, fetch, signal) };
}

/**
 * Whose TLS failed. A plain request to the same host and port makes the runtime shake hands with the
 * proxy and with nobody else: where that fails too, the proxy is it, and where anything answers, it is
 * not. Nothing stands in that request but the host's name, which the proxy knows already.
 */
async function findTlsSide(url: URL, fetch: Ask, signal: AbortSignal): Promise<TlsSide> {
  const plain = `http://${url.hostname}:${url.port || "443"}/`;
  try {
    return await withTimeLimit<TlsSide>(QUESTION_LIMIT_MS, signal, async (limited) => {
      const response = await fetch(plain, { method: "HEAD", redirect: "manual", signal: limited });
      await response.body?.cancel();
      return "issuer";
    });
  } catch (error) {
    const known = { hasAnswerBegun: false, hasProxy: true };
    return isTlsCause(classifyNetworkCause(runtimeWords(error), known)) ? "proxy" : "either";
  }
}
