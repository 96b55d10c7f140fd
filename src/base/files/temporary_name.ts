/**
 * Names of files that are about to take the place of another, or were when their writer was killed.
 *
 * @module
 */
import { pathIn } from "../paths.ts";

/** A name in `folder` that nobody has yet; should its writer be killed, {@linkcode isTemporary} knows it. */
export function temporaryPath(folder: string, name: string): string {
  return pathIn(folder, `.${name}.${crypto.randomUUID()}.tmp`);
}

/** Whether a killed writer of `name` left this entry, which may hold all that `name` was to hold. */
export function isTemporary(entry: string, name: string): boolean {
  return entry.startsWith(`.${name}.`) && /\.[0-9a-f-]{36}\.tmp$/.test(entry);
}
