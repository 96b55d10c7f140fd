/**
 * CODEX_HOME and log_dir: where a sign-in would look for them, and whether they can be written to.
 *
 * Permission: read on both; write on both for the question in `mount_state.ts`; run on a keyring's
 * program, where credentials are kept there.
 *
 * @module
 */
import { READERS } from "../../config/layers/setting_readers.ts";
import { isFolder, lstatIfSeen } from "../../base/files/folder_entries.ts";
import { explainForbidden, type SpokenNames } from "../../base/forbidden.ts";
import { errorCode } from "../../base/system_words.ts";
import { findSaveObstacle } from "../../credentials/save_check.ts";
import { LoginError } from "../../errors/errors.ts";
import { findCodexHome } from "../../config/codex_home.ts";
import { LOG_FILE_NAME } from "../../log/login_log.ts";
import { type Check, checkOf, faultAndFix } from "./check.ts";
import { checkConfiguration, type ConfigFinding } from "./config_checks.ts";
import { type CheckedFolder, checkFolder, type Obstacle } from "./folder_checks.ts";
import { listFolder, placeWord } from "./commands.ts";
import { checkLog } from "./log_checks.ts";
import { mountStateOf } from "./mount_state.ts";
import { checkSignIn } from "./sign_in_check.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { capitalised } from "../../base/visible_text.ts";
import { ownSpelling, pathIn } from "../../base/paths.ts";

/** The folder of auth.json and config.toml, or that no variable tells where it is. */
export function findHome(
  readEnvironment: ReadEnvironment,
): { readonly home?: CheckedFolder; readonly homeChecks: Check[] } {
  try {
    const path = findCodexHome(readEnvironment);
    const isCreated = !readEnvironment("CODEX_HOME");
    const name = isCreated ? "~/.codex" : "CODEX_HOME";
    const mount = mountStateOf(path);
    const obstacle = findSaveObstacle(path, namesFor(path, isCreated ? name : "$CODEX_HOME"));
    const setting = "CODEX_HOME";
    const home = { id: "codex-home", name, setting, path, isCreated, mount, obstacle };
    return { home, homeChecks: [] };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const set = Deno.build.os === "windows"
      ? '$env:CODEX_HOME = "$HOME/.codex"'
      : "export CODEX_HOME=~/.codex";
    return { homeChecks: [checkOf("codex-home").failed(...faultAndFix(error), set)] };
  }
}

/** The places, and what configures them. */
export interface FoundPlaces {
  readonly home: CheckedFolder;
  readonly configuration: ConfigFinding;
  /** The log's folder, or why it cannot be told or used. */
  readonly log: CheckedFolder | Check;
  /** Who is signed in. */
  readonly signIn: readonly Check[];
}

/** Reads the configuration, finds the log's folder, and looks into the store of credentials. */
export async function findPlaces(
  home: CheckedFolder,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<FoundPlaces> {
  const configuration = await checkConfiguration(home.path, overrides, readEnvironment);
  const log = findLogFolder(home, configuration, readEnvironment);
  const signIn = await checkSignIn(home.path, configuration, readEnvironment);
  return { home, configuration, log, signIn };
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
  const chosen = READERS.logDir(values, readEnvironment);
  const path = chosen ?? pathIn(home.path, "log");
  // A sign-in resolves what a person chose, and refuses a link that it meets (login_log.ts).
  if (chosen === undefined && lstatIfSeen(path)?.isSymlink) {
    return checkOf("log-dir").warning(
      `log in ${home.name} is a symbolic link that no setting names, so sign-ins go without a log.`,
      isFolder(path)
        ? "Set log_dir to the folder behind it (-c log_dir=... or in config.toml), or put a folder there."
        : "Remove it: it leads to no folder.",
      isFolder(path) ? `codex-login -c log_dir="$(readlink -f {home}/log)"` : "rm {home}/log",
    );
  }
  const mount = mountStateOf(path);
  const obstacle = findLogObstacle(path);
  return {
    id: "log-dir",
    name: "log_dir",
    setting: "log_dir",
    path,
    isCreated: true,
    mount,
    obstacle,
  };
}

/** What the doctor calls what lies in a folder: paths hold names of people, and so do users' names. */
function namesFor(folder: string, spoken: string): SpokenNames {
  return {
    path: (path) => path.replace(folder, () => ownSpelling(spoken)),
    user: (uid) => uid === 0 ? "root" : "another user",
  };
}

function findLogObstacle(folder: string): Obstacle | undefined {
  const path = pathIn(folder, LOG_FILE_NAME);
  try {
    if (lstatIfSeen(path)?.isFile) Deno.openSync(path, { append: true }).close();
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EACCES" && code !== "EPERM" || error instanceof Deno.errors.NotCapable) {
      return undefined;
    }
    const [what, todo] = explainForbidden(path, code, namesFor(folder, "<log_dir>"));
    return { fault: `${LOG_FILE_NAME} cannot be written: ${what}`, todo };
  }
}

/** What a folder's own mode and mount do not tell. */
function checkObstacle({ id, name, obstacle, mount }: CheckedFolder): Check[] {
  if (obstacle === undefined || mount === "read-only") return [];
  const { fault, todo } = obstacle;
  const fix = todo === "" ? "Move it away." : `${capitalised(todo)}.`;
  // What is said of files that nobody may change ends with the command (forbidden.ts).
  const [, command = listFolder(placeWord(name))] = /: ((?:sudo|chmod) .+)$/.exec(todo) ?? [];
  const word = command.replace("<log_dir>", "{logDir}");
  return [checkOf(`${id}-files`).failed(`${fault}.`, fix, word)];
}

/** Everything about what is on the disk. Never throws. */
export async function checkPlaces(
  { home, configuration, log, signIn }: FoundPlaces,
): Promise<Check[]> {
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
    ...checkObstacle(home),
    ...signIn,
    ...("status" in log ? [log] : [
      ...await checkFolder(log),
      ...(log.obstacle ? checkObstacle(log) : checkLog(pathIn(log.path, LOG_FILE_NAME))),
    ]),
  ];
}

/** Whether what it holds can be looked for; in a missing folder that is nothing. */
function canBeEntered(path: string): boolean {
  try {
    // The dot asks for the right to enter it, too.
    return Deno.statSync(pathIn(path, ".")).isDirectory;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
