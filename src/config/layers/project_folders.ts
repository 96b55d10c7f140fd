/**
 * Finds the project that the working directory lies in, and whether the person trusts it: only then may it
 * configure anything, as for the real CLI.
 *
 * Permission: read on the working directory and the folders around it.
 *
 * @module
 */
import type { ConfigValues } from "./config_values.ts";
import { folderOf, isFolder, isThere, realPathIfSeen } from "../../base/files/folder_entries.ts";
import { readRegularFile } from "../../base/files/regular_file.ts";
import { pathIn } from "../../base/paths.ts";

/** Git writes one path into it. */
const LONGEST_POINTER_BYTES = 64 * 1024;

/**
 * The `.codex` folders of a trusted project, the outermost first.
 *
 * @param values What says which folders are trusted, and what marks a project's root.
 * @param codexHome Is no project's.
 * @param cwd Where it is looked from; `undefined` where that is gone.
 */
export function trustedProjectFolders(
  values: ConfigValues,
  codexHome: string,
  cwd: string | undefined,
): string[] {
  const trust = new Map(
    [...values.keysBelow("projects").keys()].map((path) => [
      spelled(path),
      values.find("projects", path, "trust_level")?.value,
    ]),
  );
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
    .filter((folder) => realPathIfSeen(folder) !== codexHome);
}

/** Windows does not tell upper from lower case. */
function spelled(path: string): string {
  return Deno.build.os === "windows" ? path.toLowerCase() : path;
}

/** The working directory; `undefined` where it is gone, or its path no UTF-8 text. */
export function workingFolder(): string | undefined {
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

/** The repository; of a linked worktree the one that it belongs to. */
function repositoryOf(ancestors: readonly string[]): string | undefined {
  const checkout = ancestors.find((folder) => isMarker(`${folder}/.git`));
  if (checkout === undefined || isFolder(`${checkout}/.git`)) return checkout;
  try {
    return ownerOfWorktree(checkout) ?? checkout;
  } catch {
    return checkout; // A submodule's, or nothing of git's.
  }
}

/**
 * The repository that lists `checkout` among its worktrees (gitrepository-layout(5)). What stands in the checkout
 * alone says nothing: anybody who makes one could name a folder there that is trusted.
 */
function ownerOfWorktree(checkout: string): string | undefined {
  const real = (folder: string, path: string) => Deno.realPathSync(pathIn(folder, path));
  const [, pointer = ""] = /^gitdir:(.*)$/.exec(oneLine(checkout, ".git")) ?? [];
  const entry = real(checkout, pointer.trim());
  const repository = real(entry, oneLine(entry, "commondir"));
  const listed = pathIn(entry, oneLine(entry, "gitdir"));
  const isListed = folderOf(entry) === pathIn(repository, "worktrees") &&
    real(folderOf(listed), ".") === real(checkout, ".");
  return isListed && /[\\/]\.git$/.test(repository) ? folderOf(repository) : undefined;
}

function oneLine(folder: string, name: string): string {
  const bytes = readRegularFile(pathIn(folder, name), LONGEST_POINTER_BYTES);
  return new TextDecoder().decode(bytes).trim();
}
