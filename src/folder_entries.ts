/**
 * Looks whether a file is there without an error: one that is thrown and caught takes a millisecond,
 * and these come before the port is bound.
 *
 * @module
 */

/**
 * Whether `folder` may hold an entry called `name`. Permission: read on the folder.
 *
 * @returns Also `true` where the folder cannot be listed: one may still read from it.
 */
export function mayHold(folder: string, name: string): boolean {
  try {
    for (const entry of Deno.readDirSync(folder)) if (entry.name === name) return true;
    return false;
  } catch {
    return true;
  }
}
