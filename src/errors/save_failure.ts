/**
 * Says why a file in CODEX_HOME could not be written, and what to do.
 *
 * @module
 */
import { explainForbidden, REAL_NAMES, type SpokenNames } from "../base/forbidden.ts";
import { lstatIfSeen } from "../base/files/folder_entries.ts";
import { errorCode, wordsOfFailure } from "../base/system_words.ts";
import type { SaveFailureReason } from "../log/log_words.ts";

/** A failed write in words. */
export interface SaveFailure {
  readonly reason: SaveFailureReason;
  /** The file or folder that is the trouble, and what is wrong with it. */
  readonly fault: string;
  /** What to do; empty where nobody knows. */
  readonly todo: string;
  /** Both in a sentence. */
  readonly explanation: string;
}

/** A file or folder that could not be used, where it is not the file that was to be written. */
export class PathError extends Error {
  override readonly name = "PathError";

  /** `path` is absolute. */
  constructor(readonly path: string, override readonly cause: unknown) {
    super(`${path} cannot be used`);
  }
}

type Words = readonly [reason: SaveFailureReason, what: string, todo: string];

const IS_A_FOLDER: Words = ["is_a_folder", "a folder is in the file's place", "move it away"];
const isMountPoint = (folder: string): Words => [
  "bind_mounted_file",
  "the file itself is a mount point",
  `mount the folder ${folder} instead of the file`,
];
const IS_HELD: Words = ["locked", "another program has it open", "close that program"];
const CAUSES: Readonly<Record<string, (folder: string) => Words>> = {
  ENOSPC: (folder) => ["disk_full", "the disk is full", `free some space on the disk of ${folder}`],
  EDQUOT: (folder) => ["disk_full", "the disk quota is used up", `free some space in ${folder}`],
  EFBIG: () => ["size_limit", "it may not grow that large", "raise the limit (ulimit -f)"],
  EMFILE: () => [
    "descriptor_limit",
    "this process may open too few files",
    "raise the limit (ulimit -n)",
  ],
  EROFS: (folder) => ["read_only", "the file system is read-only", `mount ${folder} writable`],
  ENOTDIR: (folder) => ["not_a_folder", `${folder} is not a folder`, "move it away"],
  EISDIR: () => IS_A_FOLDER,
  ENOTEMPTY: () => IS_A_FOLDER,
  EEXIST: () => IS_A_FOLDER,
  ENOENT: (folder) => ["folder_missing", `${folder} does not exist any more`, "create it"],
  EBUSY: (folder) => Deno.build.os === "windows" ? IS_HELD : isMountPoint(folder),
  // A link across mounts.
  EXDEV: isMountPoint,
};

/**
 * Explains `error`, thrown on writing `path` in `folder`.
 *
 * @param names Default: paths as they are, and users as the password file has them.
 */
export function explainSaveFailure(
  folder: string,
  path: string,
  error: unknown,
  names: SpokenNames = REAL_NAMES,
): SaveFailure {
  const isElsewhere = error instanceof PathError;
  const cause = isElsewhere ? error.cause : error;
  const code = errorCode(cause);
  const known = CAUSES[code]?.(names.path(folder));
  // What is wrong with the folder is told of the file that matters to the person.
  let trouble = isElsewhere && (!known || known === IS_A_FOLDER) ? error.path : path;
  // Windows and macOS say no more of it than of what nobody may touch.
  const isFolder = !isElsewhere && code === "EPERM" && lstatIfSeen(path)?.isDirectory;
  let words = isFolder ? IS_A_FOLDER : known;
  if (!words && (code === "EACCES" || code === "EPERM")) {
    // A file is replaced, or made, by right of its folder, unless nobody may touch it.
    const isFile = (isElsewhere || code === "EPERM") && lstatIfSeen(trouble) !== undefined;
    if (!isFile && lstatIfSeen(folder)) trouble = folder;
    words = ["permission_denied", ...explainForbidden(trouble, code, names)];
  }
  const [reason, what, todo] = words ?? ["other", wordsOfFailure(cause), ""];
  const fault = `${names.path(trouble)}: ${what}`;
  return { reason, fault, todo, explanation: todo ? `${fault}; ${todo}.` : `${fault}.` };
}
