/**
 * What a check of the doctor found.
 *
 * Promise of the whole doctor: nothing that it says needs to be redacted. Folders are called by what
 * names them (`CODEX_HOME`, `log_dir`), never by their path; foreign values and texts are not shown.
 *
 * @module
 */

/** How a check ended; `skipped` where it could not be made, or was not asked for. */
export type CheckStatus = "ok" | "warning" | "failed" | "skipped";

/** A finding. */
export interface Check {
  /** A short name that stays the same from version to version. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What was found, one sentence or two. */
  readonly sentence: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Makes the checks of one id. */
export interface CheckMaker {
  ok(sentence: string): Check;
  skipped(sentence: string): Check;
  warning(sentence: string, fix: string): Check;
  failed(sentence: string, fix: string): Check;
}

/** The findings that a check with this id can have. */
export function checkOf(id: string): CheckMaker {
  return {
    ok: (sentence) => ({ id, status: "ok", sentence }),
    skipped: (sentence) => ({ id, status: "skipped", sentence }),
    warning: (sentence, fix) => ({ id, status: "warning", sentence, fix }),
    failed: (sentence, fix) => ({ id, status: "failed", sentence, fix }),
  };
}

/** Why the system refused, in a few words of ours: its own hold paths. */
export function wordsOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return SYSTEM_WORDS.find(([kind]) => error instanceof kind)?.[1] ?? CODE_WORDS[code] ??
    "the system refused";
}

/** What the runtime has no class for. */
const CODE_WORDS: Readonly<Record<string, string>> = {
  EROFS: "the file system is mounted read-only",
  ENOSPC: "the disk is full",
  ENOTEMPTY: "it is a folder",
  EXDEV: "it is on another file system",
};

const SYSTEM_WORDS: readonly [new (message?: string) => Error, string][] = [
  [Deno.errors.NotFound, "it does not exist"],
  [Deno.errors.PermissionDenied, "permission denied"],
  [Deno.errors.NotCapable, "this build may not use it"],
  [Deno.errors.NotADirectory, "a part of its path is no folder"],
  [Deno.errors.IsADirectory, "it is a folder"],
  [Deno.errors.FilesystemLoop, "its symbolic links go in a circle"],
];
