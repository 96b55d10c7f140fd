/**
 * Finds the log without changing anything: unlike a sign-in, nothing is created.
 *
 * Permission: env on CODEX_HOME, HOME and USERPROFILE; read on CODEX_HOME.
 *
 * @module
 */
import { loadSettings } from "../../config/config_settings.ts";
import { findCodexHome } from "../../config/codex_home.ts";
import { LOG_FILE_NAME } from "../../log/login_log.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** Where things are, or would be. */
export interface LogPlace {
  /** Absolute. */
  readonly codexHome: string;
  /** Absolute. */
  readonly logDir: string;
  /** Absolute. */
  readonly logFile: string;
}

/**
 * The places that a sign-in with the same options would use.
 *
 * @param overrides `-c key=value`, in their order.
 * @throws {LoginError} `usage`, as a sign-in would for its configuration.
 */
export async function findLog(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<LogPlace> {
  const codexHome = findCodexHome(readEnvironment);
  const settings = await loadSettings(codexHome, overrides, readEnvironment, () => {});
  const logDir = settings.logDir ?? `${codexHome}/log`;
  return { codexHome, logDir, logFile: `${logDir}/${LOG_FILE_NAME}` };
}
