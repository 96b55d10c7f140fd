/**
 * Paths in this system's own spelling; the one place that joins them.
 *
 * Not `node:path`: to load it takes milliseconds of every start.
 *
 * @module
 */

const IS_WINDOWS = Deno.build.os === "windows";
const SEPARATOR = IS_WINDOWS ? "\\" : "/";

/** A path on a network, or one that names a device. */
const UNC = /^[\\/]{2}/;
const DRIVE_ROOT = /^[a-z]:[\\/]/i;
const DRIVE = /^[a-z]:/i;

/** Whether a path starts at a root, by the rules of this system: on Windows at that of a drive. */
export function isAbsolute(path: string): boolean {
  return IS_WINDOWS ? UNC.test(path) || DRIVE_ROOT.test(path) : path.startsWith("/");
}

/** Whether Windows would ask another machine, or a device, for it. */
export function isUnc(path: string): boolean {
  return IS_WINDOWS && UNC.test(path);
}

/** Whether a path is a whole disk. */
export function isRoot(path: string): boolean {
  return (IS_WINDOWS ? /^([a-z]:)?[\\/]*$/i : /^\/+$/).test(path);
}

/** With the separators of this system. */
export function ownSpelling(path: string): string {
  return IS_WINDOWS ? path.replaceAll("/", SEPARATOR) : path;
}

/** What `path`, as a person wrote it, means in `folder`, which is absolute; without a name, the folder itself. */
export function pathIn(folder: string, path: string): string {
  if (isAbsolute(path)) return ownSpelling(path);
  const drive = IS_WINDOWS ? DRIVE.exec(folder)?.[0] : undefined;
  // At the root of the folder's drive.
  if (drive !== undefined && /^[\\/]/.test(path)) return ownSpelling(drive + path);
  const joined = folder.endsWith(SEPARATOR) ? folder + path : folder + SEPARATOR + path;
  return ownSpelling(joined);
}
