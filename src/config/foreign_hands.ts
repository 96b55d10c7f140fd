/**
 * Whether somebody else decides what stands in a configuration file, and so where a sign-in goes.
 *
 * @module
 */
import { modeWords } from "../base/files/file_owner.ts";
import { pathIn } from "../base/paths.ts";

const EVERYBODY_MAY_WRITE = 0o002;

/**
 * What is suspicious about the owner or mode of `file`, in words that follow its name; `undefined` where
 * nothing is, where it is not there, and on Windows.
 *
 * Root's files, and in a home of somebody else's those of whom it belongs to, are as they should be.
 * Permission: read on the file and the folder; sys on uid, else nothing is told.
 *
 * @param folder The folder that the file lies in.
 */
export function foreignHands(folder: string, file: string): string | undefined {
  if (Deno.build.os === "windows") return undefined;
  try {
    const uid = Deno.uid();
    const info = Deno.statSync(pathIn(folder, file));
    if (info.uid !== uid && info.uid !== 0 && info.uid !== Deno.statSync(folder).uid) {
      return `belongs to another user (uid ${info.uid})`;
    }
    if (((info.mode ?? 0) & EVERYBODY_MAY_WRITE) !== 0) {
      return `can be written to by every user (${modeWords(info)})`;
    }
  } catch {
    // Not there, or nobody may ask.
  }
  return undefined;
}
