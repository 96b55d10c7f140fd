/**
 * Finds the log without changing anything: unlike a sign-in, nothing is created.
 *
 * Permission: env on CODEX_HOME, HOME and USERPROFILE; read on CODEX_HOME.
 *
 * @module
 */
import { loadSettings } from "../../config/layers/config_settings.ts";
import { findCodexHome } from "../../config/codex_home.ts";
import { LOG_FILE_NAME } from "../../log/login_log.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { pathIn } from "../../base/paths.ts";

/**
 * The absolute path of the log that a sign-in with the same options would write.
 *
 * @param overrides `-c key=value`, in their order.
 * @throws {LoginError} `usage`, as a sign-in would for its configuration.
 */
export async function findLog(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<string> {
  const codexHome = findCodexHome(readEnvironment);
  const { logDir } = await loadSettings(codexHome, overrides, readEnvironment, () => {});
  return pathIn(logDir ?? pathIn(codexHome, "log"), LOG_FILE_NAME);
}
