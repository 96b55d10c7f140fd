/**
 * One harmless question to the issuer, asked the way that the exchange will be.
 *
 * Promise: nothing secret stands in it, and no answer is followed. Permission: net on the issuer's host and
 * port.
 *
 * @module
 */
import { discoveryRequest, type DiscoveryRequestOptions } from "oauth4webapi";
import type { Explanation } from "../errors/explanation.ts";
import type { FailureClass } from "../log/log_words.ts";
import { ask, type IssuerClient, requestContext } from "./issuer_request.ts";
import { requestOptions } from "./token_request.ts";

/** Whoever takes longer is told of, and asked again. */
const CHECK_LIMIT_MS = 10_000;

/** Why an exchange would fail now. */
export interface CheckedFlaw {
  readonly class: FailureClass | "clock_skew";
  readonly explanation: Explanation;
  /** How far this machine's clock is ahead of the issuer's, where that is the flaw. */
  readonly clockSkewSeconds?: number;
}

/** What keeps an answer that came without TLS from being the issuer's. */
const OF_THE_NETWORK: readonly string[] = ["captive_portal", "login_page", "proxy_authentication"];

/**
 * Asks for the issuer's metadata (OpenID Connect Discovery section 4). Any answer over TLS is the issuer's
 * own and passes, whatever its status: a challenge or a 404 there says nothing about the token endpoint.
 *
 * @returns `undefined` where nothing speaks against an exchange.
 * @throws The signal's reason once `signal` is aborted, and nothing else.
 */
export async function askAhead(
  client: IssuerClient,
  signal: AbortSignal,
): Promise<CheckedFlaw | undefined> {
  const url = new URL(client.issuer);
  url.search = "";
  let movedTo: string | null = null;
  const answer = await ask(client, CHECK_LIMIT_MS, signal, async (limited) => {
    const options = requestOptions(client, limited) as DiscoveryRequestOptions;
    const response = await discoveryRequest(url, options);
    movedTo = response.headers.get("location");
    return response;
  });
  const context = requestContext(client);
  if (answer.kind === "transport") {
    const { isTimeout, isRequest } = answer.failure;
    // A head that came is an answer.
    if (isTimeout && !isRequest) return undefined;
    const { explainTransport } = await import("../errors/explain.ts");
    const { failure } = answer;
    return { class: failure.cause, explanation: explainTransport(failure, context) };
  }
  const { clues, status } = answer;
  if (url.protocol === "https:") {
    const { clockSkewSeconds } = clues;
    if (clockSkewSeconds === undefined) return undefined;
    const { explainClock } = await import("../errors/explain.ts");
    const explanation = explainClock(clockSkewSeconds, context);
    return { class: "clock_skew", explanation, clockSkewSeconds };
  }
  const isMoved = status >= 300 && status < 400 && movedTo !== null &&
    URL.parse(movedTo, url)?.host !== url.host;
  const { classifyAnswer } = await import("../errors/classify.ts");
  const name = isMoved ? "captive_portal" : classifyAnswer(answer);
  if (!OF_THE_NETWORK.includes(name)) return undefined;
  const { explainAnswer } = await import("../errors/explain.ts");
  return { class: name, explanation: explainAnswer(name, clues, context) };
}
