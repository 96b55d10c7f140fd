/**
 * Credentials that lie beside `auth.json`: in what a killed writer left, and under other names of the file.
 *
 * @module
 */
import { lstatIfSeen, namesIn } from "../base/files/folder_entries.ts";
import { isTemporary } from "../base/files/temporary_name.ts";
import { pathIn } from "../base/paths.ts";
import { shellWord } from "../base/visible_text.ts";
import { PathError } from "../errors/save_failure.ts";
import { AUTH_FILE_NAME } from "./auth_lock.ts";

/** The real CLI's temporary files, which it keeps beside the file as we do. */
const TEMPORARY_OF_CODEX = /^\.auth-[A-Za-z0-9]{6}$/;

/**
 * Removes temporary files under the locks: whoever writes one holds them, so that its writer is dead.
 *
 * @returns One that could not be removed.
 */
export function removeLeftovers(folder: string): PathError | undefined {
  let failure: PathError | undefined;
  for (const name of namesIn(folder)) {
    if (!isTemporary(name, AUTH_FILE_NAME) && !TEMPORARY_OF_CODEX.test(name)) continue;
    try {
      Deno.removeSync(pathIn(folder, name));
    } catch (error) {
      failure = new PathError(pathIn(folder, name), error);
    }
  }
  return failure;
}

/** What to say of another place with the same credentials, which outlive a change of ours there. */
export function whereElse(path: string): string | undefined {
  const info = lstatIfSeen(path);
  const what = info?.isSymlink && leadsSomewhere(path)
    ? `was a link${targetOf(path)}, which`
    : info?.isFile && (info.nlink ?? 1) > 1
    ? "has another name (a hard link), which"
    : undefined;
  return what &&
    `Warning: ${shellWord(path)} ${what} still holds the older credentials; they may ` +
      "be revoked by now, so delete it.";
}

function leadsSomewhere(link: string): boolean {
  try {
    return Deno.statSync(link).isFile;
  } catch {
    return false;
  }
}

/** Nothing where its name is no UTF-8 text: that must not cost anybody a sign-in. */
function targetOf(link: string): string {
  try {
    return ` to ${shellWord(Deno.readLinkSync(link))}`;
  } catch {
    return "";
  }
}
