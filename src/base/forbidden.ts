/**
 * Why the system lets nobody, or not this user, change a file or folder, and the command that mends it.
 *
 * @module
 */
import { modeWords, ownUid, userName } from "./files/file_owner.ts";
import { folderOf, lstatIfSeen, nearestOf } from "./files/folder_entries.ts";
import { errorCode, wordsOfFailure } from "./system_words.ts";
import { shellWord } from "./visible_text.ts";

/** What files and users are called; a path also stands in a command for the shell. */
export interface SpokenNames {
  path(path: string): string;
  user(uid: number): string;
}

/** Paths as they are, and users as the password file has them. */
export const REAL_NAMES: SpokenNames = { path: shellWord, user: userName };

/** Why `path` cannot be used; where a right to it is missing, to what of it is there, and how to get that. */
export function whyRefused(path: string, error: unknown): string {
  const code = errorCode(error);
  return code === "EACCES" || code === "EPERM"
    ? explainForbidden(nearestOf(path), code).join("; ")
    : wordsOfFailure(error);
}

/** Reads it from owner and mode; `code` is the system's. Never throws. */
export function explainForbidden(
  path: string,
  code: "EACCES" | "EPERM",
  names: SpokenNames = REAL_NAMES,
): readonly [what: string, todo: string] {
  const info = lstatIfSeen(path);
  const name = names.path(path);
  if (Deno.build.os === "windows") {
    return [
      "access denied: another program has it open, or it is not yours to change",
      `close that program, or make ${name} writable for you`,
    ];
  }
  if (info === undefined || info.uid === null || info.mode === null) {
    return ["permission denied", `make ${names.path(folderOf(path))} writable for you`];
  }
  // Where nobody may ask who we are: an owner who may write by the mode was not refused for it.
  const isOfAnother = info.uid !== (ownUid() ?? ((info.mode & 0o200) === 0 ? info.uid : undefined));
  const isSticky = ((lstatIfSeen(folderOf(path))?.mode ?? 0) & 0o1000) !== 0;
  if (isOfAnother && (code === "EACCES" || isSticky)) {
    return [
      `permission denied, it belongs to ${names.user(info.uid)}`,
      `give it to yourself: sudo chown "$(id -u)" ${name}`,
    ];
  }
  if (code === "EPERM") {
    const unmark = Deno.build.os === "darwin" ? "chflags nouchg,nouappnd" : "chattr -ia";
    return [
      "permission denied, it is marked immutable or append-only",
      `take the mark off: sudo ${unmark} ${name}`,
    ];
  }
  const rights = info.isDirectory ? "u+rwx" : "u+rw";
  return [
    `permission denied (${modeWords(info)})`,
    `make it writable: chmod ${rights} ${name}`,
  ];
}
