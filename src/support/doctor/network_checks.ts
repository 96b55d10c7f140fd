/**
 * The way to the issuer: name, TCP, TLS and one GET, each within its own limit.
 *
 * Nothing is sent but that GET, without any credential. The host of the default issuer is public and
 * named; another one is called "the issuer". Permission: net on the issuer's host and port.
 *
 * @module
 */
import { runtimeWords } from "../../errors/classify.ts";
import { findCircumstances } from "../../errors/network_circumstances.ts";
import { DEFAULT_ISSUER, endpoint, PATHS, portOf } from "../../base/endpoints.ts";
import { isTlsProxy } from "../../config/proxy_route.ts";
import { withTimeLimit } from "../../base/time_limit.ts";
import type { Fetch } from "../../oauth/issuer_fetch.ts";
import { type Check, checkOf } from "./check.ts";
import { connect, isPrivateAddress } from "./connection.ts";
import { checkAnswer } from "./answer_checks.ts";
import { capitalised, describeNetworkFailure, type NetworkStep } from "./network_failure.ts";
import type { CheckedRoute } from "./route_checks.ts";

const STEP_LIMIT_MS = 5_000;
const REQUEST_LIMIT_MS = 8_000;
/** Public, small, and asked for by every OpenID client (OpenID Connect Discovery section 4). */

/** What the checks need. */
export interface NetworkSettings {
  readonly issuer: string;
  /** PEM texts to trust beside the built-in ones. */
  readonly certificates: readonly string[];
  /** How a sign-in's requests would go. */
  readonly route: CheckedRoute;
  /** Asks that way, with those certificates. */
  readonly fetch: Fetch;
}

/** What the issuer is called. */
function issuerName(issuer: string): string {
  return issuer === DEFAULT_ISSUER ? new URL(issuer).hostname : "the issuer";
}

/**
 * Checks each step until one fails.
 *
 * @throws The signal's reason once `signal` is aborted.
 */
export async function checkNetwork(
  settings: NetworkSettings,
  signal: AbortSignal,
): Promise<Check[]> {
  const { issuer, route } = settings;
  const url = endpoint(issuer, PATHS.discovery);
  const name = issuerName(issuer);
  if (route.kind === "unusable") {
    return [
      checkOf("http").skipped(`${capitalised(name)} was not asked: ${route.variable} is wrong.`),
    ];
  }
  const checks: Check[] = route.kind === "proxy"
    ? (["dns", "tcp", "tls"] as const).map((step) =>
      checkOf(step).skipped(`The proxy of ${route.variable} connects to ${name}, not this machine.`)
    )
    : await checkDirectWay(url, name, settings, signal);
  if (checks.some(({ status }) => status === "failed")) {
    return [
      ...checks,
      checkOf("http").skipped(`${capitalised(name)} was not asked, for the reason above.`),
    ];
  }
  return [...checks, ...await checkRequest(url, name, settings, signal)];
}

async function checkDirectWay(
  url: URL,
  name: string,
  settings: NetworkSettings,
  signal: AbortSignal,
): Promise<Check[]> {
  const address = { hostname: url.hostname, port: portOf(url) };
  let connection: Deno.TcpConn;
  try {
    connection = await withTimeLimit(STEP_LIMIT_MS, signal, (stop) => connect(address, stop));
  } catch (error) {
    return describeFailure(error, "tcp", name, signal);
  }
  const checks = [
    describeName(connection, name),
    checkOf("tcp").ok(`${capitalised(name)} accepts connections.`),
  ];
  if (url.protocol !== "https:") {
    connection.close();
    return [...checks, checkOf("tls").skipped(`${capitalised(name)} is asked without TLS.`)];
  }
  let secured: Deno.TlsConn | undefined;
  try {
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const caCerts = [...settings.certificates];
    await withTimeLimit(STEP_LIMIT_MS, signal, async () => {
      secured = await Deno.startTls(connection, { hostname, caCerts });
      await secured.handshake();
    });
    return [
      ...checks,
      checkOf("tls").ok(`${capitalised(name)} has a certificate that is trusted here.`),
    ];
  } catch (error) {
    return [...checks, ...describeFailure(error, "tls", name, signal)];
  } finally {
    (secured ?? connection).close();
  }
}

/** The checks up to the step that failed. */
function describeFailure(
  error: unknown,
  tried: NetworkStep,
  name: string,
  signal: AbortSignal,
): Check[] {
  if (signal.aborted) throw signal.reason;
  if (error instanceof Deno.errors.NotCapable) {
    return [checkOf(tried).skipped(`This build may not connect to ${name} by itself.`)];
  }
  const known = {
    hasAnswerBegun: false,
    hasProxy: false,
    acceptsConnections: tried !== "tcp",
  };
  const { step, sentence, fix } = describeNetworkFailure(runtimeWords(error), known, {
    tried,
    name,
    proxyVariable: undefined,
  });
  const failure = checkOf(step).failed(sentence, fix);
  return step === "tcp"
    ? [checkOf("dns").ok(`The name of ${name} can be resolved.`), failure]
    : [failure];
}

function describeName(connection: Deno.TcpConn, name: string): Check {
  const check = checkOf("dns");
  if (name === "the issuer" || !isPrivateAddress(connection.remoteAddr.hostname)) {
    return check.ok(`The name of ${name} can be resolved.`);
  }
  return check.warning(
    `The name of ${name} leads to a private address: this network answers in its place.`,
    "Ask whoever runs this network how programs reach it; a CA certificate or a proxy may be needed.",
  );
}

async function checkRequest(
  url: URL,
  name: string,
  { route, fetch }: NetworkSettings,
  signal: AbortSignal,
): Promise<Check[]> {
  const proxyVariable = route.kind === "proxy" ? route.variable : undefined;
  const way = proxyVariable === undefined ? name : `${name}, by the proxy of ${proxyVariable},`;
  const startedMs = Date.now();
  try {
    return await withTimeLimit(REQUEST_LIMIT_MS, signal, async (stop) => {
      const response = await fetch(url.href, { method: "GET", redirect: "manual", signal: stop });
      const endedMs = Date.now();
      await response.body?.cancel();
      const who = capitalised(way);
      return checkAnswer({ who, name, proxyVariable, response, startedMs, endedMs });
    });
  } catch (error) {
    const failed = { url, hasAnswerBegun: false, proxyVariable, isProxyTls: isTlsProxy(route) };
    const known = await findCircumstances(error, failed, fetch, signal);
    if (signal.aborted) throw signal.reason;
    const asked = { tried: "http", name, proxyVariable } as const;
    const { sentence, fix } = describeNetworkFailure(runtimeWords(error), known, asked);
    return [checkOf("http").failed(sentence, fix)];
  }
}
