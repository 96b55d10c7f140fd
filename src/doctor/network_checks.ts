/**
 * The way to the issuer: name, TCP, TLS and one GET, each within its own limit.
 *
 * Nothing is sent but that GET, without any credential. The host of the default issuer is public and
 * named; another one is called "the issuer". Permission: net on the issuer's host and port.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";
import { endpoint } from "../endpoints.ts";
import { DEFAULT_ISSUER } from "../permissions.ts";
import { withTimeLimit } from "../time_limit.ts";
import { type Check, checkOf } from "./check.ts";
import { connect, isPrivateAddress } from "./connection.ts";
import { checkAnswer } from "./answer_checks.ts";
import { explainNetworkError, type NetworkStep } from "./network_words.ts";
import { proxyFor } from "./proxy_variables.ts";

const STEP_LIMIT_MS = 5_000;
const REQUEST_LIMIT_MS = 8_000;
/** Public, small, and asked for by every OpenID client (OpenID Connect Discovery section 4). */
const ASKED_PATH = "/.well-known/openid-configuration";

/** What the checks need. */
export interface NetworkSettings {
  readonly issuer: string;
  /** PEM texts to trust beside the built-in ones. */
  readonly certificates: readonly string[];
  readonly readEnvironment: ReadEnvironment;
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
  const url = endpoint(settings.issuer, ASKED_PATH);
  const name = settings.issuer === DEFAULT_ISSUER ? url.hostname : "the issuer";
  const proxy = proxyFor(url, settings.readEnvironment);
  const checks: Check[] = proxy
    ? (["dns", "tcp", "tls"] as const).map((step) =>
      checkOf(step).skipped(`The proxy of ${proxy.name} connects to ${name}, not this machine.`)
    )
    : await checkDirectWay(url, name, settings, signal);
  if (checks.some(({ status }) => status === "failed")) {
    return [...checks, checkOf("http").skipped(`${name} was not asked, for the reason above.`)];
  }
  const route = proxy ? `${name}, by the proxy of ${proxy.name}` : name;
  return [...checks, ...await checkRequest(url, route, settings, signal)];
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
    checkOf("tcp").ok(`${name} accepts connections.`),
  ];
  if (url.protocol !== "https:") {
    connection.close();
    return [...checks, checkOf("tls").skipped(`${name} is asked without TLS.`)];
  }
  let secured: Deno.TlsConn | undefined;
  try {
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const caCerts = [...settings.certificates];
    await withTimeLimit(STEP_LIMIT_MS, signal, async () => {
      secured = await Deno.startTls(connection, { hostname, caCerts });
      await secured.handshake();
    });
    return [...checks, checkOf("tls").ok(`${name} has a certificate that is trusted here.`)];
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
  const { step, what, fix } = explainNetworkError(error, tried);
  const failure = checkOf(step).failed(`${name}: ${what}.`, fix);
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
  route: string,
  { certificates }: NetworkSettings,
  signal: AbortSignal,
): Promise<Check[]> {
  const client = certificates.length === 0
    ? undefined
    : Deno.createHttpClient({ caCerts: [...certificates] });
  const startedMs = Date.now();
  try {
    return await withTimeLimit(REQUEST_LIMIT_MS, signal, async (stop) => {
      const init = { method: "GET", redirect: "manual", signal: stop } as const;
      const response = await fetch(url.href, client ? { ...init, client } : init);
      const endedMs = Date.now();
      await response.body?.cancel();
      return checkAnswer({ name: route, response, startedMs, endedMs });
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { what, fix } = explainNetworkError(error, "http");
    return [checkOf("http").failed(`${route}: ${what}.`, fix)];
  } finally {
    client?.close();
  }
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === "http:" ? 80 : 443);
}
