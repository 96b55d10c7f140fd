/**
 * The way to the issuer: name, TCP, TLS and one GET, each within its own limit.
 *
 * Nothing is sent but that GET, without any credential. The host of the default issuer is public and
 * named; another one is called "the issuer". Permission: net on the issuer's host and port.
 *
 * @module
 */
import { classifyWords, isTlsCause, runtimeWords } from "../../errors/classify.ts";
import { explain, type Facts, sentenceStart } from "../../errors/explain.ts";
import type { NetworkCause } from "../../log/log_words.ts";
import { findCircumstances } from "../../errors/network_circumstances.ts";
import { DEFAULT_ISSUER, endpoint, PATHS } from "../../base/endpoints.ts";
import { isTlsProxy } from "../../config/network/proxy_route.ts";
import { withTimeLimit } from "../../base/time_limit.ts";
import type { Fetch } from "../../oauth/issuer_fetch.ts";
import { type Check, checkOf } from "./check.ts";
import { TRY_ISSUER } from "./commands.ts";
import { connect, isPrivateAddress } from "./connection.ts";
import { checkAnswer } from "./answer_checks.ts";
import type { CheckedRoute } from "./route_checks.ts";

const STEP_LIMIT_MS = 5_000;
const REQUEST_LIMIT_MS = 8_000;

/** What the checks need. */
export interface NetworkSettings {
  readonly issuer: string;
  /** How a sign-in's requests would go. */
  readonly route: CheckedRoute;
  /** Asks that way, with the certificates of the configuration. */
  readonly fetch: Fetch;
}

/** The issuer, and what it is called. */
interface AskedIssuer extends Pick<NetworkSettings, "fetch"> {
  readonly url: URL;
  readonly name: string;
  readonly route: Exclude<CheckedRoute, { readonly kind: "unusable" }>;
}

/**
 * Checks each step until one fails.
 *
 * @throws The signal's reason once `signal` is aborted.
 */
export async function checkNetwork(
  { issuer, route, fetch }: NetworkSettings,
  signal: AbortSignal,
): Promise<Check[]> {
  const url = endpoint(issuer, PATHS.discovery);
  const name = issuer === DEFAULT_ISSUER ? url.hostname : "the issuer";
  const http = checkOf("http");
  if (route.kind === "unusable") {
    return [http.skipped(`${sentenceStart(name)} was not asked: ${route.variable} is wrong.`)];
  }
  const asked = { url, name, route, fetch };
  const checks: Check[] = route.kind === "proxy"
    ? (["dns", "tcp", "tls"] as const).map((step) =>
      checkOf(step).skipped(`The proxy of ${route.variable} connects to ${name}, not this machine.`)
    )
    : await checkConnection(asked, signal);
  if (!hasFailed(checks)) checks.push(...await checkRequest(asked, signal));
  if (!hasFailed(checks) || checks.at(-1)?.id === "http") return checks;
  return [...checks, http.skipped(`${sentenceStart(name)} was not asked, for the reason above.`)];
}

function hasFailed(checks: readonly Check[]): boolean {
  return checks.some(({ status }) => status === "failed");
}

async function checkConnection({ url, name }: AskedIssuer, signal: AbortSignal): Promise<Check[]> {
  try {
    const connection = await withTimeLimit(STEP_LIMIT_MS, signal, (stop) => connect(url, stop));
    const { hostname } = connection.remoteAddr;
    connection.close();
    const tcp = checkOf("tcp").ok(`${sentenceStart(name)} accepts connections.`);
    return [describeName(hostname, name), tcp];
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof Deno.errors.NotCapable) {
      return [checkOf("tcp").skipped(`This build may not connect to ${name} by itself.`)];
    }
    const known = { hasAnswerBegun: false, hasProxy: false, acceptsConnections: false };
    const cause = classifyWords(runtimeWords(error), known);
    if (cause === "dns") return [failure("dns", cause, { host: name })];
    // Our own limit may have run out over the name.
    const isResolved = cause !== "other" && !(error instanceof DOMException);
    const dns = isResolved
      ? checkOf("dns").ok(`The name of ${name} can be resolved.`)
      : checkOf("dns").skipped(`Whether the name of ${name} can be resolved is not known.`);
    return [dns, failure("tcp", cause, { host: name })];
  }
}

function describeName(address: string, name: string): Check {
  const check = checkOf("dns");
  if (name === "the issuer" || !isPrivateAddress(address)) {
    return check.ok(`The name of ${name} can be resolved.`);
  }
  return check.warning(
    `The name of ${name} leads to a private address: this network answers in its place.`,
    "Ask whoever runs this network how programs reach it; a CA certificate or a proxy may be needed.",
    TRY_ISSUER,
  );
}

/** The GET; without a proxy it tells of TLS as well. */
async function checkRequest(
  { url, name, route, fetch }: AskedIssuer,
  signal: AbortSignal,
): Promise<Check[]> {
  const proxyVariable = route.kind === "proxy" ? route.variable : undefined;
  const way = proxyVariable === undefined ? name : `${name}, by the proxy of ${proxyVariable},`;
  const tls = proxyVariable !== undefined
    ? []
    : url.protocol === "https:"
    ? [checkOf("tls").ok(`${sentenceStart(name)} has a certificate that is trusted here.`)]
    : [checkOf("tls").skipped(`${sentenceStart(name)} is asked without TLS.`)];
  const startedMs = Date.now();
  try {
    return await withTimeLimit(REQUEST_LIMIT_MS, signal, async (stop) => {
      const response = await fetch(url.href, { method: "GET", redirect: "manual", signal: stop });
      const endedMs = Date.now();
      await response.body?.cancel();
      const who = sentenceStart(way);
      return [...tls, ...checkAnswer({ who, name, proxyVariable, response, startedMs, endedMs })];
    });
  } catch (error) {
    const failed = { url, hasAnswerBegun: false, proxyVariable, isProxyTls: isTlsProxy(route) };
    const known = await findCircumstances(error, failed, fetch, signal);
    if (signal.aborted) throw signal.reason;
    const cause = classifyWords(runtimeWords(error), known);
    const facts = { host: name, proxyVariable, isProxyPossible: known.tlsSide === "either" };
    return proxyVariable === undefined && isTlsCause(cause)
      ? [failure("tls", cause, facts)]
      : [...tls, failure("http", cause, facts)];
  }
}

/** A failed connection or request in the words that a sign-in has for it. */
function failure(id: string, cause: NetworkCause, facts: Facts): Check {
  // Another issuer is not named; what is asked then is the same as before.
  const command = facts.host === "the issuer" ? undefined : TRY_ISSUER;
  if (cause === "other") {
    return checkOf(id).failed(
      `${sentenceStart(facts.host ?? "")} could not be asked.`,
      "Check the network and the firewall, or set HTTPS_PROXY as the browser has it.",
      command,
    );
  }
  const { what, todo } = explain(cause, facts);
  return checkOf(id).failed(what, todo, command);
}
