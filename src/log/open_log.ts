/**
 * Opens the log of a run: moved aside where it has grown large, its last line ended, and never a reason
 * not to go on.
 *
 * @module
 */
import { giveToFolderOwner, ownUid } from "../base/files/file_owner.ts";
import { mayHold, missingOf } from "../base/files/folder_entries.ts";
import { parseLogFilter } from "./log_filter.ts";
import { needsRotation, rotateLog } from "./log_rotation.ts";
import { type LoginLog, NO_LOG } from "./login_events.ts";
import {
  LOG_FILE_NAME,
  logWarning,
  openLoginLog,
  prepareLogFile,
  refuseLinkedFolder,
} from "./login_log.ts";
import { wordsOfFailure } from "../base/system_words.ts";
import { endTornLine, hasTornLine } from "./torn_line.ts";
import { pathIn } from "../base/paths.ts";

/** A log that was opened, or could not be. */
export interface OpenedLog {
  readonly log: LoginLog;
  /** `undefined` where no log can be written. */
  readonly path: string | undefined;
}

/**
 * Opens the log in `folder`; never rejects.
 *
 * Permission: read and write on the folder.
 *
 * @param rustLog What is logged, as the value of RUST_LOG.
 * @param attempt Tells this run from another in a log at `debug`.
 * @param say Is told what is wrong with the log.
 */
export async function openLog(
  folder: string,
  rustLog: string | undefined,
  attempt: number,
  say: (text: string) => void,
): Promise<OpenedLog> {
  const path = pathIn(folder, LOG_FILE_NAME);
  try {
    refuseLinkedFolder(folder);
    if (mayHold(folder, LOG_FILE_NAME)) {
      if (needsRotation(path)) await rotate(path, say);
      // Where that fails, our first line stands behind the torn one: no reason to go without a log.
      if (hasTornLine(path)) await endTornLine(path).catch(() => {});
    }
    const made = ownUid() === 0 ? missingOf(path) : [];
    prepareLogFile(folder, path);
    for (const entry of made) await giveToFolderOwner(entry);
    return { log: openLoginLog(path, say, parseLogFilter(rustLog), attempt), path };
  } catch (error) {
    say(logWarning(path, error));
    return { log: NO_LOG, path: undefined };
  }
}

/** A log that cannot be moved aside still takes lines, and is tried again at the next start. */
async function rotate(path: string, say: (text: string) => void): Promise<void> {
  await rotateLog(path).catch((error) => {
    const why = wordsOfFailure(error);
    say(`Warning: the log ${path} has grown large and cannot be moved aside (${why}).`);
  });
}
