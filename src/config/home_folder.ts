/**
 * The person's home folder.
 *
 * @module
 */
import type { ReadEnvironment } from "../base/environment_names.ts";

/**
 * HOME; on Windows USERPROFILE before HOME, which Git for Windows sets. Empty counts as unset, as for
 * the real CLI; `undefined` where neither is set.
 */
export function homeFolder(readEnvironment: ReadEnvironment): string | undefined {
  const ofWindows = Deno.build.os === "windows" ? readEnvironment("USERPROFILE") : undefined;
  return ofWindows || readEnvironment("HOME") || undefined;
}
