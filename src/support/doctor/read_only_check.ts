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
import { type Check, checkOf } from "./check.ts";
import { placeWord } from "./commands.ts";

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

/** What the finding is about. */
interface MountedFolder {
  readonly id: string;
  /** What it is called, in place of its path. */
  readonly name: string;
  /** What chooses another folder. */
  readonly setting: string;
  readonly path: string;
  readonly mount: MountState;
}

/** The finding. */
export function checkMount({ id, name, setting, path, mount }: MountedFolder): Check[] {
  const check = checkOf(`${id}-mount`);
  switch (mount) {
    case "read-only":
      return [check.failed(
        `${isFolder(path) ? name : `The place of ${name}`} is on a file system that is mounted ` +
          "read-only: nothing can be saved there.",
        `Mount it writable (in a container: without "ro"), or set ${setting} to a folder that is.`,
        `sudo mount -o remount,rw "$(findmnt -no TARGET -T ${placeWord(name)})"`,
      )];
    case "writable":
      return [check.ok(`${name} is not mounted read-only.`)];
    case "unknown":
      return [check.skipped(`Whether ${name} is mounted read-only cannot be told here.`)];
  }
}
