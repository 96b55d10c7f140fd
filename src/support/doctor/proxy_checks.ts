/**
 * The proxy variables: what they are, whether the runtime can use them, whether the proxy is open. What
 * the one that a sign-in would go by does with a request, the request itself tells (`network_checks.ts`).
 *
 * Permission: env on the names; net on the proxies' addresses (without it that check is skipped).
 *
 * @module
 */
import { withTimeLimit } from "../../base/time_limit.ts";
import { type Check, checkOf } from "./check.ts";
import { unset } from "./commands.ts";
import { connect } from "./connection.ts";
import { type NamedProxy, readProxyVariables } from "./proxy_variables.ts";
import type { CheckedRoute } from "./route_checks.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

const STEP_LIMIT_MS = 3_000;

const FLAWS = {
  unreadable: {
    what: "holds no proxy URL that can be read",
    fix: "Write it as http://host:port, without quotes; in a name or a password write a special " +
      "character by its code, as %22. Or unset it.",
  },
  socks_password: {
    what: "names a SOCKS proxy with a user name and no password",
    fix: "Write its password behind a colon, or leave the name out.",
  },
  scheme: {
    what: "has a scheme that cannot be used here",
    fix: "Use http, https, socks5 or socks5h.",
  },
};

/** What the checks need. */
export interface ProxySettings {
  readonly readEnvironment: ReadEnvironment;
  /** How a sign-in's requests would go. */
  readonly route: CheckedRoute;
}

/**
 * Checks each variable that is set.
 *
 * @param signal `undefined`: no proxy is asked.
 * @throws The signal's reason once it is aborted.
 */
export async function checkProxies(
  settings: ProxySettings,
  signal: AbortSignal | undefined,
): Promise<Check[]> {
  const variables = readProxyVariables(settings.readEnvironment);
  if (variables.length === 0) return [checkOf("proxy").ok("No proxy variable is set.")];
  return await Promise.all(variables.map((variable) => checkProxy(variable, settings, signal)));
}

async function checkProxy(
  { name, proxy }: NamedProxy,
  settings: ProxySettings,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const check = checkOf(`proxy-${name}`);
  const { route } = settings;
  const isCulprit = route.kind === "unusable" && route.variable === name;
  const so = isCulprit ? "no sign-in starts." : "no sign-in that would go by it starts.";
  if (!(proxy instanceof URL)) {
    const { what, fix } = FLAWS[proxy.why];
    return check.failed(`${name} ${what}; ${so}`, fix, unset(name));
  }
  const what = `${name} names a proxy (${proxy.protocol.slice(0, -1)})`;
  if (isCulprit && route.why === "not_granted") {
    return check.failed(
      `${what}, which this build may not reach; ${so}`,
      `Set ${name} to an http:// proxy, or unset it.`,
      unset(name),
    );
  }
  if (signal === undefined) return check.ok(`${what}; it was not asked.`);
  try {
    const ask = (stop: AbortSignal) => connect(proxy, stop);
    (await withTimeLimit(STEP_LIMIT_MS, signal, ask)).close();
    return check.ok(`${what}, and its port is open.`);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return error instanceof Deno.errors.NotCapable
      ? check.ok(`${what}; this build may not ask it by itself, the request below goes by it.`)
      : check.failed(
        `${what}, and its port does not answer.`,
        `Correct ${name}, or unset it where this network has no such proxy.`,
        unset(name),
      );
  }
}
