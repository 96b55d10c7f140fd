/**
 * Says why a file in CODEX_HOME could not be written, and what to do.
 *
 * @module
 */
import type { SaveFailureReason } from "../log/log_words.ts";

/** A failed write in words. */
export interface SaveFailure {
  readonly reason: SaveFailureReason;
  /** Path, cause and advice, for a person. */
  readonly explanation: string;
}

const CAUSES: Record<string, readonly [SaveFailureReason, (folder: string) => string]> = {
  ENOSPC: ["disk_full", (folder) => `the disk is full; free some space on the disk of ${folder}`],
  EDQUOT: ["disk_full", (folder) => `the disk quota is used up; free some space in ${folder}`],
  EROFS: ["read_only", (folder) => `the file system is read-only; mount ${folder} writable`],
  EACCES: ["permission_denied", (folder) => `permission denied; make ${folder} writable for you`],
  EPERM: ["permission_denied", (folder) => `permission denied; make ${folder} writable for you`],
  ENOTDIR: ["not_a_folder", (folder) => `${folder} is not a folder`],
  EISDIR: ["is_a_folder", () => "a folder is in the file's place; move it away"],
  ENOTEMPTY: ["is_a_folder", () => "a folder is in the file's place; move it away"],
  EEXIST: ["is_a_folder", () => "a folder is in the file's place; move it away"],
  ENOENT: ["folder_missing", (folder) => `${folder} does not exist any more; create it`],
  EBUSY: [
    "bind_mounted_file",
    (folder) => `the file itself is a mount point; mount the folder ${folder} instead of the file`,
  ],
};

/** Explains `error`, thrown on writing `path` in `folder`. */
export function explainSaveFailure(folder: string, path: string, error: unknown): SaveFailure {
  const cause = CAUSES[errorCode(error)];
  if (cause) {
    const [reason, advice] = cause;
    return { reason, explanation: `${path}: ${advice(folder)}.` };
  }
  const words = error instanceof Error ? error.message : "unknown error";
  return { reason: "other", explanation: `${path}: ${words}.` };
}

function errorCode(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  if (typeof code === "string") return code;
  // Older runtimes leave the code out where they have a class of their own.
  if (error instanceof Deno.errors.PermissionDenied) return "EACCES";
  if (error instanceof Deno.errors.NotFound) return "ENOENT";
  return "";
}
