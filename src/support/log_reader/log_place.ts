/**
 * Finds the log without changing anything: unlike a sign-in, nothing is created.
 *
 * Permission: env on CODEX_HOME, HOME and USERPROFILE; read on CODEX_HOME.
 *
 * @module
 */
import { loadSettings } from "../../config/config_settings.ts";
import { usageError } from "../../errors/errors.ts";
import { LOG_FILE_NAME } from "../../log/login_log.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/**
 * The absolute path of CODEX_HOME, whether it exists or not.
 *
 * @throws {LoginError} `usage` where no variable says where it would be.
 */
export function findCodexHome(readEnvironment: ReadEnvironment): string {
  const chosen = readEnvironment("CODEX_HOME");
  if (chosen) return absolute(chosen);
  const home = readEnvironment("HOME") || readEnvironment("USERPROFILE");
  if (home) return `${home}/.codex`;
  throw usageError(
    "Neither CODEX_HOME nor HOME is set; set CODEX_HOME to the folder of auth.json.",
  );
}

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
  return `${logDir ?? `${codexHome}/log`}/${LOG_FILE_NAME}`;
}

function absolute(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const isAbsolute = path.startsWith("/") ||
      (Deno.build.os === "windows" && /^([a-z]:)?[\\/]/i.test(path));
    return isAbsolute ? path : `${Deno.cwd()}/${path}`;
  }
}
