/**
 * Looks around after a request that got no answer, for what the runtime's words leave open: which step
 * hung, and whose certificate it was where an https proxy is in use.
 *
 * Only asked after a failure, with nothing that is secret. Permission: net on the issuer's host and port.
 *
 * @module
 */
import { portOf, socketAddress } from "../base/endpoints.ts";
import type { NetworkRoute } from "./explanation.ts";
import {
  classifyWords,
  isTlsCause,
  type RequestCircumstances,
  runtimeWords,
  type TlsSide,
} from "./classify.ts";
import { isOwnLimit, NEVER, withTimeLimit } from "../base/time_limit.ts";

/** How the request went out. */
export interface FailedRequest extends Pick<NetworkRoute, "proxyVariable" | "isProxyTls"> {
  /** The issuer, or an endpoint of it. */
  readonly url: URL;
  readonly hasAnswerBegun: boolean;
}

/** Asks as the failed request did, over the same route. */
export type Ask = (url: string, init: RequestInit) => Promise<Response>;

const QUESTION_LIMIT_MS = 2_000;
const CONNECT_LIMIT_MS = 1_000;

/**
 * What is known beside the error.
 *
 * @param fetch What the failed request went out with.
 * @param signal Ends the looking; what is known by then counts.
 */
export async function findCircumstances(
  error: unknown,
  { url, hasAnswerBegun, ...route }: FailedRequest,
  fetch: Ask,
  signal: AbortSignal,
): Promise<RequestCircumstances> {
  const hasProxy = route.proxyVariable !== undefined;
  const known = { hasAnswerBegun, hasProxy };
  if (hasAnswerBegun) return known;
  if (!hasProxy) {
    return isOwnLimit(error)
      ? { ...known, acceptsConnections: await acceptsConnections(url) }
      : known;
  }
  const cause = classifyWords(runtimeWords(error), known);
  if (!route.isProxyTls || url.protocol !== "https:" || !isTlsCause(cause)) return known;
  return { ...known, tlsSide: await findTlsSide(url, fetch, signal) };
}

/** Whether the host of `url` takes a connection within a second. */
async function acceptsConnections(url: URL): Promise<boolean> {
  const attempt = Deno.connect(socketAddress(url)).then((connection) => {
    connection.close();
    return true;
  });
  return await withTimeLimit(CONNECT_LIMIT_MS, NEVER, () => attempt).catch(() => false);
}

/**
 * Whose TLS failed. A plain request to the same host and port makes the runtime shake hands with the
 * proxy and with nobody else: where that fails too, the proxy is it, and where anything answers, it is
 * not. Nothing stands in that request but the host's name, which the proxy knows already.
 */
async function findTlsSide(url: URL, fetch: Ask, signal: AbortSignal): Promise<TlsSide> {
  const plain = `http://${url.hostname}:${portOf(url)}/`;
  try {
    return await withTimeLimit<TlsSide>(QUESTION_LIMIT_MS, signal, async (limited) => {
      const response = await fetch(plain, { method: "HEAD", redirect: "manual", signal: limited });
      await response.body?.cancel();
      return "issuer";
    });
  } catch (error) {
    const known = { hasAnswerBegun: false, hasProxy: true };
    return isTlsCause(classifyWords(runtimeWords(error), known)) ? "proxy" : "either";
  }
}
