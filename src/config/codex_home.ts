/**
 * Finds CODEX_HOME.
 *
 * @module
 */
import { usageError } from "../errors/errors.ts";
import { isFolder } from "../base/files/folder_entries.ts";
import { wordsOfFailure } from "../base/system_words.ts";
import { escapeUnprintable } from "../base/visible_text.ts";
import { workingFolder } from "./layers/project_folders.ts";
import { homeFolder } from "./home_folder.ts";
import type { ReadEnvironment } from "../base/environment_names.ts";
import { isUnc, ownSpelling, pathIn } from "../base/paths.ts";

const FOLDER_MODE = 0o700;

/**
 * The absolute path of CODEX_HOME, symbolic links resolved.
 *
 * The default `~/.codex` is created (0700). A path that the person chose must exist: a typing error
 * must not end in credentials that nobody finds.
 *
 * @param isNeeded Without it a default that is not there is not created: a command that only looks
 * leaves nothing behind.
 * @throws {LoginError} `usage`.
 */
export function resolveCodexHome(readEnvironment: ReadEnvironment, isNeeded = true): string {
  const chosen = readEnvironment("CODEX_HOME");
  if (chosen) return resolveFolder(ownSpelling(chosen));
  const folder = defaultFolder(readEnvironment);
  if (!isNeeded && !isFolder(folder)) return folder;
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    return realPath(folder);
  } catch (error) {
    throw usageError(
      `${folder} cannot be created (${wordsOfFailure(error)}); set CODEX_HOME to a folder.`,
    );
  }
}

/**
 * The absolute path of CODEX_HOME, whether it exists or not; nothing is created.
 *
 * @throws {LoginError} `usage` where nothing says where it would be.
 */
export function findCodexHome(readEnvironment: ReadEnvironment): string {
  const chosen = readEnvironment("CODEX_HOME");
  if (!chosen) return defaultFolder(readEnvironment);
  try {
    return Deno.realPathSync(chosen);
  } catch {
    const folder = workingFolder();
    return folder === undefined ? chosen : pathIn(folder, chosen);
  }
}

function defaultFolder(readEnvironment: ReadEnvironment): string {
  const home = homeFolder(readEnvironment);
  if (home !== undefined) return pathIn(home, ".codex");
  throw usageError(
    "Neither CODEX_HOME nor HOME is set; set CODEX_HOME to the folder for auth.json.",
  );
}

function resolveFolder(path: string): string {
  let info: Deno.FileInfo;
  let real: string;
  try {
    info = Deno.statSync(path);
    real = realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw usageError(
        `CODEX_HOME points to ${
          quote(path)
        }, which does not exist; create that folder or unset CODEX_HOME.`,
      );
    }
    throw usageError(
      `CODEX_HOME points to ${quote(path)}, which cannot be read (${wordsOfFailure(error)}).`,
    );
  }
  if (!info.isDirectory) {
    throw usageError(
      `CODEX_HOME points to ${quote(path)}, which is not a folder; set it to a folder or unset it.`,
    );
  }
  return real;
}

/** Symbolic links and mapped drives resolved. @throws What the system or the runtime says of the place. */
function realPath(path: string): string {
  const real = Deno.realPathSync(path);
  if (isUnc(real)) Deno.statSync(real);
  return real;
}

function quote(path: string): string {
  return escapeUnprintable(JSON.stringify(path));
}
