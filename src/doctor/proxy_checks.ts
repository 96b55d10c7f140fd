/**
 * The proxy variables: what they are, whether the runtime can use them, whether the proxy is open.
 *
 * Permission: env on the names; net on the proxies' addresses (without it that check is skipped).
 *
 * @module
 */
import { withTimeLimit } from "../time_limit.ts";
import type { ReadEnvironment } from "../browser.ts";
import { type Check, checkOf } from "./check.ts";
import { connect } from "./connection.ts";
import { isUsable, type ProxyVariable, readProxyVariables } from "./proxy_variables.ts";

const CONNECT_LIMIT_MS = 3_000;

/**
 * Checks each variable that is set.
 *
 * @param signal `undefined`: no proxy is asked.
 * @throws The signal's reason once it is aborted.
 */
export async function checkProxies(
  readEnvironment: ReadEnvironment,
  signal: AbortSignal | undefined,
): Promise<Check[]> {
  const variables = readProxyVariables(readEnvironment);
  if (variables.length === 0) return [checkOf("proxy").ok("No proxy variable is set.")];
  return await Promise.all(variables.map((variable) => checkProxy(variable, signal)));
}

async function checkProxy(
  variable: ProxyVariable,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const { name, scheme, address } = variable;
  const check = checkOf(`proxy-${name}`);
  if (scheme === undefined || address === undefined) {
    return check.failed(
      `${name} is set, and is no URL: requests would silently go without a proxy.`,
      `Write it as http://host:port, or unset it.`,
    );
  }
  if (!isUsable(variable)) {
    return check.failed(
      `${name} has a scheme that cannot be used here: requests would silently go without a proxy.`,
      "Use http, https, socks5 or socks5h.",
    );
  }
  const what = `${name} names a proxy (${scheme})`;
  if (signal === undefined) return check.ok(`${what}; it was not asked.`);
  try {
    const connection = await withTimeLimit(
      CONNECT_LIMIT_MS,
      signal,
      (stop) => connect(address, stop),
    );
    connection.close();
    return check.ok(`${what}, and its port is open.`);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof Deno.errors.NotCapable) {
      return check.ok(
        `${what}; this build may not ask it by itself, the request below goes by it.`,
      );
    }
    return check.failed(
      `${what}, and its port does not answer.`,
      `Correct ${name}, or unset it where this network has no such proxy.`,
    );
  }
}
