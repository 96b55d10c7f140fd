/**
 * Files and folders that may not be there, for which the system has an error only.
 *
 * @module
 */

import { isUnc } from "../paths.ts";

const SHARE = /^..[^\\/]*(?:[\\/]+[^\\/]*)?[\\/]*$/;

/**
 * Whether `folder` may hold an entry called `name`, in any letter case: not every file system tells those
 * apart. Permission: read on the folder.
 *
 * Asked before the port is bound: an error that is thrown and caught takes a millisecond.
 *
 * @returns Also `true` where the folder cannot be listed: one may still read from it.
 */
export function mayHold(folder: string, name: string): boolean {
  try {
    const sought = name.toLowerCase();
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.name.toLowerCase() === sought) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** The names in `folder`; none where it cannot be listed, though one may still write to it. */
export function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}

/** What is not there of a path and the folders around it, the outermost first. */
export function missingOf(path: string): string[] {
  return isThere(path) || folderOf(path) === path ? [] : [...missingOf(folderOf(path)), path];
}

/** The path itself, or the nearest folder around it that is there: what is missing is made in it. */
export function nearestOf(path: string): string {
  const [outermost] = missingOf(path);
  return outermost === undefined ? path : folderOf(outermost);
}

/** The folder that a path lies in; a share of the network lies in none. */
export function folderOf(path: string, isWindows = Deno.build.os === "windows"): string {
  if (isUnc(path, isWindows) && SHARE.test(path)) return path;
  const folder = path.replace(/[\\/]+[^\\/]*[\\/]*$/, "");
  // Without its separator it would be the drive's working directory.
  return /^[a-z]:$/i.test(folder) ? `${folder}\\` : folder || "/";
}

/**
 * What is there under this very name, a symbolic link itself included; `undefined` for nothing.
 *
 * @throws Whatever else the system says.
 */
export function lstatIfThere(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The same where the system may also not let us look, which counts as nothing. */
export function lstatIfSeen(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Whether something is seen under this very name. */
export function isThere(path: string): boolean {
  return lstatIfSeen(path) !== undefined;
}

/** Whether a folder is there, links followed. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Removes a file of ours that is of no more use, where that can be done. Never throws. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or cannot be removed either.
  }
}

/** Symbolic links resolved; as it is where that cannot be told. */
export function realPathIfSeen(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
