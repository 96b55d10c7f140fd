/**
 * Whether a folder lies on a file system that is mounted read-only, found without writing anything.
 *
 * Promise: nothing is created, changed or left behind. A rename of a name that nobody has is refused
 * before the name is looked up where the mount is read-only (EROFS), and finds nothing elsewhere
 * (ENOENT). Neither statfs nor `access` as the runtime has it knows; the list of mounts may only be
 * read with every permission. Permission: write on the folder, for as long as the question takes.
 *
 * @module
 */
import { isFolder, nearestOf } from "../../base/files/folder_entries.ts";
import { pathIn } from "../../base/paths.ts";
import { errorCode } from "../../base/system_words.ts";

/** What is known of a folder's mount. */
export type MountState = "writable" | "read-only" | "unknown";

/** Asks the system. Never throws. */
export function mountStateOf(path: string): MountState {
  const name = pathIn(nearestOf(path), `.codex-login-doctor-${crypto.randomUUID()}`);
  try {
    Deno.renameSync(`${name}.from`, `${name}.to`);
    return "unknown";
  } catch (error) {
    if (errorCode(error) === "EROFS") return "read-only";
    // Other systems look the name up first, so that this tells nothing there.
    const isTold = error instanceof Deno.errors.NotFound && Deno.build.os === "linux";
    return isTold && isFolder(nearestOf(path)) ? "writable" : "unknown";
  }
}
