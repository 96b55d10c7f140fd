/**
 * `codex-login doctor`: every check, in the order in which a sign-in would meet them.
 *
 * Promise: it changes nothing, and nothing that it says needs to be redacted. Permission: those of
 * `commandFlags(["doctor"])`.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";
import { LoginError } from "../errors.ts";
import { findCodexHome, findLog } from "../log_reader/log_place.ts";
import type { TargetOs } from "../permissions.ts";
import { checkAuthFile } from "./auth_check.ts";
import { checkCertificates } from "./certificate_checks.ts";
import { type Check, checkOf } from "./check.ts";
import { checkConfigFile } from "./config_checks.ts";
import { checkFolder } from "./folder_checks.ts";
import { checkLog } from "./log_checks.ts";
import { checkNetwork } from "./network_checks.ts";
import { checkPorts } from "./port_checks.ts";
import { checkProxies } from "./proxy_checks.ts";
import { checkSurroundings } from "./surroundings_checks.ts";

/** What the doctor needs to know. */
export interface DoctorSettings {
  /** Without a trailing slash. */
  readonly issuer: string;
  /** `-c key=value`, in their order. */
  readonly overrides: readonly string[];
  /** Leave out the network. */
  readonly isOffline: boolean;
  readonly readEnvironment: ReadEnvironment;
  readonly signal: AbortSignal;
}

/**
 * Makes every check.
 *
 * @throws The signal's reason once it is aborted.
 */
export async function examine(settings: DoctorSettings): Promise<Check[]> {
  const { issuer, overrides, isOffline, signal } = settings;
  const readEnvironment = tolerant(settings.readEnvironment);
  const { check: certificateCheck, certificates } = await checkCertificates(readEnvironment);
  const proxies = checkProxies(readEnvironment, isOffline ? undefined : signal);
  const network = isOffline
    ? [checkOf("network").skipped("The network was left out.")]
    : checkNetwork({ issuer, certificates, readEnvironment }, signal);
  // Both run while the disk is looked at; one that is interrupted must not go unheard.
  const overTheNetwork = Promise.all([proxies, network]);
  overTheNetwork.catch(() => {});
  const local = [
    ...await checkPlaces(overrides, readEnvironment),
    ...checkPorts(),
    ...checkSurroundings(readEnvironment, systemOs(), Deno.stdout.isTerminal()),
  ];
  const [proxyChecks, networkChecks] = await overTheNetwork;
  return [...local, ...proxyChecks, certificateCheck, ...networkChecks];
}

async function checkPlaces(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<Check[]> {
  let codexHome: string;
  try {
    codexHome = findCodexHome(readEnvironment);
  } catch {
    return [
      checkOf("codex-home").failed(
        "Neither CODEX_HOME nor HOME is set.",
        "Set CODEX_HOME to the folder for auth.json.",
      ),
    ];
  }
  const isCreated = !readEnvironment("CODEX_HOME");
  const home = {
    id: "codex-home",
    name: isCreated ? "~/.codex" : "CODEX_HOME",
    setting: "CODEX_HOME",
    path: codexHome,
    isCreated,
  };
  return [
    ...await checkFolder(home),
    ...await checkConfigFile(codexHome),
    ...checkAuthFile(codexHome),
    ...await checkLogPlace(overrides, readEnvironment),
  ];
}

async function checkLogPlace(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<Check[]> {
  try {
    const { logDir, logFile } = await findLog(overrides, readEnvironment);
    const folder = {
      id: "log-dir",
      name: "log_dir",
      setting: "log_dir",
      path: logDir,
      isCreated: true,
    };
    return [...await checkFolder(folder), ...checkLog(logFile)];
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return [
      checkOf("log-dir").skipped("Where the log is cannot be told before config.toml is right."),
    ];
  }
}

/** A variable that this build may not read counts as unset. */
function tolerant(readEnvironment: ReadEnvironment): ReadEnvironment {
  return (name) => {
    try {
      return readEnvironment(name);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) return undefined;
      throw error;
    }
  };
}

function systemOs(): TargetOs {
  const os = Deno.build.os;
  return os === "windows" || os === "darwin" ? os : "linux";
}
