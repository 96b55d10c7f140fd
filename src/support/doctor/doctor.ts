/**
 * `codex-login doctor`: every check, in the order in which a sign-in would meet them.
 *
 * Promise: it changes nothing, and nothing that it says needs to be redacted. Permission: those of
 * `commandFlags(["doctor"])`.
 *
 * @module
 */
import { LoginError } from "../../errors/errors.ts";
import { checkHands } from "./config_checks.ts";
import { readDotenv } from "../../config/dotenv.ts";
import { issuerFetch } from "../../oauth/issuer_fetch.ts";
import { pinnedEnvironment } from "../../config/network/proxy_route.ts";
import { checkCertificates, checkStores } from "./certificate_checks.ts";
import { type Check, checkOf } from "./check.ts";
import { readyToCopy } from "./commands.ts";
import { checkNetwork } from "./network_checks.ts";
import { checkPlaces, findHome, findPlaces } from "./places.ts";
import { checkPorts } from "./port_checks.ts";
import { checkProxies } from "./proxy_checks.ts";
import { findRoute } from "./route_checks.ts";
import { checkHost } from "./host_checks.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { checkIssuer, defaultIssuer } from "../../config/issuer.ts";
import type { DoctorOptions } from "../support_options.ts";
import type { SupportPorts } from "../support_ports.ts";
import { currentOs } from "../../base/platform.ts";

/**
 * Makes every check.
 *
 * @param isOffline Leaves out the network.
 * @param givenUp What is given up once nothing has to be written to or started any more, before the network is
 * asked.
 * @throws {LoginError} `usage` for an issuer that is no URL.
 * @throws The signal's reason once it is aborted.
 */
export async function examine(
  { overrides, ...asked }: Pick<DoctorOptions, "issuer" | "overrides">,
  isOffline: boolean,
  ports: SupportPorts,
  givenUp: readonly Deno.PermissionName[],
): Promise<Check[]> {
  const issuer = checkIssuer(asked.issuer ?? defaultIssuer());
  const { signal } = ports;
  const { home, homeChecks } = findHome(ports.readEnvironment);
  const processEnvironment = tolerant(ports.readEnvironment);
  const { dotenv, dotenvChecks } = findDotenv(home?.path, processEnvironment);
  const readEnvironment = (name: string) => dotenv.get(name) ?? processEnvironment(name);
  const places = home && await findPlaces(home, overrides, readEnvironment);
  ports.giveUp?.(givenUp);
  const stores = checkStores(readEnvironment);
  const { check: certificateCheck, certificates } = await checkCertificates(readEnvironment);
  const route = findRoute(issuer, readEnvironment);
  const proxies = checkProxies({ readEnvironment, route }, isOffline ? undefined : signal);
  if (route.kind !== "unusable") ports.changeEnvironment(pinnedEnvironment(issuer, route));
  const network = isOffline
    ? [checkOf("network").skipped("The network was left out.")]
    : checkNetwork(
      { issuer, route, fetch: issuerFetch([...certificates, ...stores.certificates]) },
      signal,
    );
  // Both run while the disk is looked at; one that is interrupted must not go unheard.
  const overTheNetwork = Promise.all([proxies, network]);
  overTheNetwork.catch(() => {});
  const local = [
    ...(places ? await checkPlaces(places) : homeChecks),
    ...dotenvChecks,
    ...checkPorts(ports.callbackPorts),
    ...checkHost(readEnvironment, currentOs(), Deno.stdout.isTerminal()),
  ];
  const [proxyChecks, networkChecks] = await overTheNetwork;
  const isHomeSet = Boolean(ports.readEnvironment("CODEX_HOME"));
  return [...local, ...proxyChecks, stores.check, certificateCheck, ...networkChecks]
    .map((check) => readyToCopy(check, isHomeSet));
}

/** The names are the program's own; what they are set to stays where it is. */
function findDotenv(
  home: string | undefined,
  readEnvironment: ReadEnvironment,
): { dotenv: ReadonlyMap<string, string>; dotenvChecks: Check[] } {
  if (home === undefined) return { dotenv: new Map(), dotenvChecks: [] };
  const check = checkOf("dotenv");
  try {
    const dotenv = readDotenv(home, readEnvironment);
    const names = [...dotenv.keys()].sort().join(", ");
    const found = `The file .env in CODEX_HOME sets ${names}, which counts.`;
    return {
      dotenv,
      dotenvChecks: [...dotenv.size > 0 ? [check.ok(found)] : [], ...checkHands(home, ".env")],
    };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const failed = check.failed(
      "The file .env in CODEX_HOME, or a value in it, is longer than 64 KiB; no sign-in starts.",
      "Shorten it.",
    );
    return { dotenv: new Map(), dotenvChecks: [failed] };
  }
}

/** A variable that this build may not read, or that is no text, counts as unset. */
function tolerant(readEnvironment: ReadEnvironment): ReadEnvironment {
  return (name) => {
    try {
      return readEnvironment(name);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable || error instanceof LoginError) return undefined;
      throw error;
    }
  };
}
