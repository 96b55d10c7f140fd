/**
 * Looks whether a file is there, for which the system has an error only.
 *
 * @module
 */

/**
 * Whether `folder` may hold an entry called `name`. Permission: read on the folder.
 *
 * Asked before the port is bound: an error that is thrown and caught takes a millisecond.
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

/** Whether something is seen under this very name; not where the system does not let us look. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
