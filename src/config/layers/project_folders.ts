/**
 * Finds the project that the working directory lies in, and whether the person trusts it: only then may it
 * configure anything, as for the real CLI.
 *
 * Permission: read on the working directory and the folders around it.
 *
 * @module
 */
import type { ConfigValues } from "./config_values.ts";
import { folderOf, isThere } from "../../base/files/folder_entries.ts";
import { pathIn } from "../../base/paths.ts";

/**
 * The `.codex` folders of a trusted project, the outermost first.
 *
 * @param values What says which folders are trusted, and what marks a project's root.
 * @param codexHome Is no project's.
 */
export function trustedProjectFolders(values: ConfigValues, codexHome: string): string[] {
  const trust = new Map(
    [...values.keysBelow("projects").keys()].map((path) => [
      spelled(path),
      values.find("projects", path, "trust_level")?.value,
    ]),
  );
  const cwd = workingFolder();
  if (trust.size === 0 || cwd === undefined) return [];
  const ancestors = withAncestors(cwd);
  const markers = values.find("project_root_markers")?.value;
  const names = Array.isArray(markers) ? markers.map(String) : [".git"];
  const root = ancestors.find((folder) => names.some((name) => isMarker(`${folder}/${name}`))) ??
    cwd;
  const repository = repositoryOf(ancestors);
  const isTrusted = (folder: string) =>
    [folder, root, ...(repository ? [repository] : [])]
      .map((path) => trust.get(spelled(path)))
      .find((level) => level !== undefined) === "trusted";
  return ancestors.slice(0, ancestors.indexOf(root) + 1).reverse()
    .filter((folder) => isTrusted(folder) && isFolder(pathIn(folder, ".codex")))
    .map((folder) => pathIn(folder, ".codex"))
    .filter((folder) => realPath(folder) !== codexHome);
}

/** Windows does not tell upper from lower case. */
function spelled(path: string): string {
  return Deno.build.os === "windows" ? path.toLowerCase() : path;
}

function workingFolder(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    return undefined;
  }
}

function withAncestors(folder: string): string[] {
  const outer = folderOf(folder);
  return outer === folder ? [folder] : [folder, ...withAncestors(outer)];
}

/** An empty `.git` folder is none of git's. */
function isMarker(path: string): boolean {
  return isThere(path) && (!/[\\/]\.git$/.test(path) || !isFolder(path) || isThere(`${path}/HEAD`));
}

/** The repository, of which a linked worktree is a part. */
function repositoryOf(ancestors: readonly string[]): string | undefined {
  const checkout = ancestors.find((folder) => isMarker(`${folder}/.git`));
  if (checkout === undefined || isFolder(`${checkout}/.git`)) return checkout;
  try {
    const pointer = Deno.readTextFileSync(`${checkout}/.git`);
    return /^gitdir: *(.+?)[\\/]\.git[\\/]worktrees[\\/][^\\/\n]+\s*$/.exec(pointer)?.[1] ??
      checkout;
  } catch {
    return checkout;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
