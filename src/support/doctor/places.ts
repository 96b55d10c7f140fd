/**
 * CODEX_HOME and log_dir: where a sign-in would look for them, and whether they can be written to.
 *
 * Permission: read on both; write on both for the question in `read_only_check.ts`.
 *
 * @module
 */
import { logDirOf } from "../../config/config_settings.ts";
import { LoginError } from "../../errors/errors.ts";
import { findCodexHome } from "../../config/codex_home.ts";
import { LOG_FILE_NAME } from "../../log/login_log.ts";
import { checkAuthFile } from "./auth_check.ts";
import { type Check, checkOf } from "./check.ts";
import { checkConfiguration, type ConfigFinding } from "./config_checks.ts";
import { type CheckedFolder, checkFolder } from "./folder_checks.ts";
import { checkLog } from "./log_checks.ts";
import { isFolder, mountStateOf } from "./read_only_check.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** The folder of auth.json and config.toml, or what stands in for it where no variable tells. */
export function findHome(readEnvironment: ReadEnvironment): CheckedFolder | Check {
  try {
    const path = findCodexHome(readEnvironment);
    const isCreated = !readEnvironment("CODEX_HOME");
    const name = isCreated ? "~/.codex" : "CODEX_HOME";
    return {
      id: "codex-home",
      name,
      setting: "CODEX_HOME",
      path,
      isCreated,
      mount: mountStateOf(path),
    };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const [what = "", todo = ""] = error.message.split("; ");
    return checkOf("codex-home").failed(
      `${what}.`,
      `${todo.charAt(0).toUpperCase()}${todo.slice(1)}`,
    );
  }
}

/** The places, and what configures them. */
export interface FoundPlaces {
  readonly home: CheckedFolder;
  readonly configuration: ConfigFinding;
  /** The log's folder, or why it cannot be told or used. */
  readonly log: CheckedFolder | Check;
}

/** Reads the configuration and finds the log's folder. */
export async function findPlaces(
  home: CheckedFolder,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<FoundPlaces> {
  const configuration = await checkConfiguration(home.path, overrides, readEnvironment);
  return { home, configuration, log: findLogFolder(home, configuration, readEnvironment) };
}

function findLogFolder(
  home: CheckedFolder,
  { values, wrongKeys, isFileUsable }: ConfigFinding,
  readEnvironment: ReadEnvironment,
): CheckedFolder | Check {
  const isChosen = values.find("log_dir") !== undefined;
  if (wrongKeys.includes("log_dir") || !isFileUsable && !isChosen) {
    return checkOf("log-dir").skipped(
      "Where the log is cannot be told before the configuration is right.",
    );
  }
  const chosen = logDirOf(values, readEnvironment);
  const path = chosen ?? `${home.path}/log`;
  // A sign-in resolves what a person chose, and refuses a link that it meets (login_log.ts).
  if (chosen === undefined && isLink(path)) {
    return checkOf("log-dir").warning(
      `log in ${home.name} is a symbolic link that no setting names, so sign-ins go without a log.`,
      isFolder(path)
        ? "Set log_dir to the folder behind it (-c log_dir=... or in config.toml), or put a folder there."
        : "Remove it: it leads to no folder.",
    );
  }
  const mount = mountStateOf(path);
  return { id: "log-dir", name: "log_dir", setting: "log_dir", path, isCreated: true, mount };
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

/** Everything about what is on the disk. Never throws. */
export async function checkPlaces({ home, configuration, log }: FoundPlaces): Promise<Check[]> {
  const homeChecks = await checkFolder(home);
  if (!canBeEntered(home.path)) {
    // One cause, one row: nothing below it can be looked at.
    return [
      ...homeChecks,
      ...["config", "auth", "log-dir"].map((id) =>
        checkOf(id).skipped(`${home.name} is no folder that can be looked into.`)
      ),
      ...configuration.checks.filter(({ id }) => id === "config-override"),
    ];
  }
  return [
    ...homeChecks,
    ...configuration.checks,
    ...checkAuthFile(home.path),
    ...("status" in log
      ? [log]
      : [...await checkFolder(log), ...checkLog(`${log.path}/${LOG_FILE_NAME}`)]),
  ];
}

/** Whether what it holds can be looked for; in a missing folder that is nothing. */
function canBeEntered(path: string): boolean {
  try {
    // The dot asks for the right to enter it, too.
    return Deno.statSync(`${path}/.`).isDirectory;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
