/**
 * Paths in this system's own spelling; the one place that joins them.
 *
 * Not `node:path`: to load it takes milliseconds of every start.
 *
 * @module
 */

const IS_WINDOWS = Deno.build.os === "windows";

/** Whether Windows would ask another machine, or a device, for it. */
export function isUnc(path: string, isWindows = IS_WINDOWS): boolean {
  return isWindows && /^[\\/]{2}/.test(path);
}

/** Whether a path is a whole disk. */
export function isRoot(path: string, isWindows = IS_WINDOWS): boolean {
  return (isWindows ? /^([a-z]:)?[\\/]*$/i : /^\/+$/).test(path);
}

/** With the separators of this system. */
export function ownSpelling(path: string, isWindows = IS_WINDOWS): string {
  return isWindows ? path.replaceAll("/", "\\") : path;
}

/**
 * What `path`, as a person wrote it, means in `folder`, which is absolute.
 *
 * On Windows `C:logs` lies in the folder, as for the real CLI, where its drive is C.
 */
export function pathIn(folder: string, path: string, isWindows = IS_WINDOWS): string {
  if (!isWindows) return path.startsWith("/") ? path : `${folder.replace(/\/$/, "")}/${path}`;
  if (isUnc(path, isWindows)) return ownSpelling(path, isWindows);
  const [, drive, root, rest] = /^([a-z]:)?([\\/]?)(.*)$/is.exec(path) ?? [];
  const ownDrive = folder.slice(0, 2);
  const isElsewhere = drive !== undefined && drive.toLowerCase() !== ownDrive.toLowerCase();
  const base = root || isElsewhere ? drive ?? ownDrive : folder.replace(/[\\/]$/, "");
  return ownSpelling(`${base}\\${rest}`, isWindows);
}
