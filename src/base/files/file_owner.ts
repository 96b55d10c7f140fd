/**
 * Whose files are, and who may use them, where the system has users.
 *
 * @module
 */

import { folderOf } from "./folder_entries.ts";

/** The user that this program runs as; `undefined` on Windows, and where it may not ask (sys on `uid`). */
export function ownUid(): number | undefined {
  try {
    return Deno.uid() ?? undefined;
  } catch {
    return undefined;
  }
}

/** A user's name, as far as the password file knows it. Permission: read on it, else there is a number. */
export function userName(uid: number): string {
  return uid === 0 ? "root" : passwordEntry(uid)?.[0] || `user ${uid}`;
}

/** A user's home, as the password file has it. Permission: read on it. */
export function userHome(uid: number): string | undefined {
  return passwordEntry(uid)?.[5] || undefined;
}

/** A file's rights, as in `mode 0644`. */
export function modeWords({ mode }: Deno.FileInfo): string {
  return `mode ${((mode ?? 0) & 0o777).toString(8).padStart(4, "0")}`;
}

/** Whether others than a file's owner may use it, where the system has modes. */
export function isLoose({ mode }: Deno.FileInfo): boolean {
  return Deno.build.os !== "windows" && mode !== null && (mode & 0o077) !== 0;
}

/** passwd(5). Not every system has one, and the confined worker may not read it. */
function passwordEntry(uid: number): string[] | undefined {
  try {
    return Deno.readTextFileSync("/etc/passwd").split("\n").map((line) => line.split(":"))
      .find(([, , id]) => id === String(uid));
  } catch {
    return undefined;
  }
}

/**
 * Gives what root made to the owner of the folder that it lies in; no more than a try, and nothing is
 * done to what belongs to a user or lies in a folder of root's. Never throws.
 *
 * Promise: only what lies there under this very name is given away, never what a link leads to, however
 * its folder's owner swaps things meanwhile. Permission: read and write on it.
 */
export async function giveToFolderOwner(path: string): Promise<void> {
  try {
    const info = Deno.lstatSync(path);
    const { uid, gid } = Deno.statSync(folderOf(path));
    const isPlain = info.isDirectory || info.isFile && info.nlink === 1;
    if (info.uid !== 0 || !uid || gid === null || !isPlain) return;
    const { closeSync, constants, fchownSync, fstatSync, openSync } = await import("node:fs");
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { dev, ino } = fstatSync(descriptor);
      if (dev === info.dev && ino === info.ino) fchownSync(descriptor, uid, gid);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Root without the right to it, as in some containers.
  }
}
