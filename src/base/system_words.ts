/**
 * What the system says of a file, in words of ours: its own repeat the path and name the call.
 *
 * @module
 */

/** `undefined` for what is no error of the system, or one that has no words here. */
export function systemWords(error: unknown): string | undefined {
  if (isWhollyForbidden(error)) return WHOLLY_FORBIDDEN;
  return SYSTEM_WORDS.find(([kind]) => error instanceof kind)?.[1] ?? CODE_WORDS[errorCode(error)];
}

/** The system's name of an error, such as `EPERM`; empty for what is none of the system's. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  const number = error instanceof Error ? /\(os error (\d+)\)/.exec(error.message)?.[1] : undefined;
  if (number !== undefined && number in NAMELESS) return NAMELESS[number] ?? "";
  // Older runtimes leave the code out where they have a class of their own.
  if (error instanceof Deno.errors.PermissionDenied) return "EACCES";
  return error instanceof Deno.errors.NotFound ? "ENOENT" : "";
}

/** The same, else whatever the error says, without the call and the path that the runtime puts behind it. */
export function wordsOfFailure(error: unknown): string {
  const own = () => error instanceof Error ? error.message : "unknown error";
  return systemWords(error) ?? own().replace(/(\(os error \d+\)): .*$/s, "$1");
}

/**
 * Whether Deno lets only those use it who may do everything, as no program here may: `/proc` and the like, on
 * Windows whatever is on the network.
 */
export function isWhollyForbidden(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable && error.message.includes("all access");
}

const WHOLLY_FORBIDDEN = Deno.build.os === "windows"
  ? "this program can use nothing on the network, only what is on this machine"
  : "Deno lets no program use it";

/** What the runtime has no name for, by its number on Linux and macOS. */
const NAMELESS: Readonly<Record<string, string>> = { 27: "EFBIG", 69: "EDQUOT", 122: "EDQUOT" };

/** What the runtime has no class for. */
const CODE_WORDS: Readonly<Record<string, string>> = {
  EROFS: "the file system is mounted read-only",
  ENOSPC: "the disk is full",
  EFBIG: "it may not grow that large (ulimit -f)",
  ENOTEMPTY: "it is a folder",
  EISDIR: "it is a folder",
  EBUSY: "another program uses it",
  EXDEV: "it is on another file system",
};

const SYSTEM_WORDS: readonly [new (message?: string) => Error, string][] = [
  [Deno.errors.NotFound, "it does not exist"],
  [Deno.errors.PermissionDenied, "permission denied"],
  [Deno.errors.NotCapable, "this build may not use it"],
  [Deno.errors.NotADirectory, "a part of its path is no folder"],
  // Of a folder that was to be made.
  [Deno.errors.AlreadyExists, "a part of its path is no folder"],
  [Deno.errors.IsADirectory, "it is a folder"],
  [Deno.errors.FilesystemLoop, "its symbolic links go in a circle"],
];
