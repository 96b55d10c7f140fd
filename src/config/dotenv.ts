/**
 * `$CODEX_HOME/.env`, as upstream loads it: what it sets wins over the process environment, and names
 * that start with CODEX_ are ignored, so that the file cannot move the home that it lies in.
 *
 * @module
 */
import { mayHold } from "../base/files/folder_entries.ts";
import { DOTENV_NAMES, type ReadEnvironment } from "../base/environment_names.ts";
import { readRegularFile, UnusableFileError } from "../base/files/regular_file.ts";
import { usageError } from "../errors/errors.ts";
import { pathIn } from "../base/paths.ts";

const IGNORED_PREFIX = "CODEX_";

// One assignment at the start of a line; the value is a run of quoted, escaped and plain pieces.
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=[ \t]*((?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\.|(?<=[^\s=])#|[^\s'"#\\])*)[ \t]*(?:(?<=[\s=])#.*)?\r?$/gm;
const PIECE = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|([^'"\\]+|\\.)/g;
const IN_TEXT = /\\([^])|\$\{(\w+)\}|\$(\w+)/g;

/** What `$NAME` in the file may stand for: what this program may read at all. */
const EXPANDED_NAMES = [...DOTENV_NAMES, "HOME", "USERPROFILE", "USER", "PATH"];

/** More than any environment needs: the system itself takes 128 KiB for one variable. */
const FILE_LIMIT_BYTES = 64 * 1024;
/** What one value may grow to by what it names. */
const VALUE_LIMIT = 64 * 1024;

/**
 * What the `.env` in `folder` sets, of the variables that this program reads; empty where there is no
 * such file. Lines that cannot be read are skipped, as upstream does.
 *
 * Permission: read on the file; `readEnvironment` is asked for the names in `base/environment_names.ts` only.
 *
 * @throws {LoginError} `usage`: larger than 64 KiB, or a value that grows beyond that. To go on without
 * it could mean to go by another way than the person set.
 */
export function readDotenv(folder: string, readEnvironment: ReadEnvironment): Map<string, string> {
  if (!mayHold(folder, ".env")) return new Map();
  const path = pathIn(folder, ".env");
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFile(path, FILE_LIMIT_BYTES));
  } catch (error) {
    if (error instanceof UnusableFileError && error.reason === "too_large") {
      throw usageError(`${path} cannot be used: ${error.message}; shorten it.`);
    }
    return new Map();
  }
  const readable = (name: string) =>
    EXPANDED_NAMES.includes(name) ? readEnvironment(name) : undefined;
  const assigned = parseDotenv(text, readable);
  return new Map([...assigned].filter(([name]) => DOTENV_NAMES.includes(name)));
}

/**
 * The assignments of a `.env` file; of several to one name the last.
 *
 * @param readEnvironment Gives the value of `$NAME` and `${NAME}` where the file did not set it before.
 */
export function parseDotenv(text: string, readEnvironment: ReadEnvironment): Map<string, string> {
  const assigned = new Map<string, string>();
  const valueOf = (name: string) => assigned.get(name) ?? readEnvironment(name) ?? "";
  for (const [, name = "", value = ""] of text.matchAll(ASSIGNMENT)) {
    if (name.toUpperCase().startsWith(IGNORED_PREFIX)) continue;
    const expanded = readValue(value, valueOf);
    if (expanded === undefined) {
      throw usageError(
        `.env in CODEX_HOME: what ${name} names makes its value longer than 64 KiB; shorten it.`,
      );
    }
    assigned.set(name, expanded);
  }
  return assigned;
}

/** The value that `text` stands for; `undefined` where it grows beyond all bounds. */
function readValue(text: string, valueOf: (name: string) => string): string | undefined {
  let room = VALUE_LIMIT;
  const bounded = (name: string) => {
    const value = valueOf(name);
    room -= value.length;
    return room < 0 ? "" : value;
  };
  const value = text.replace(
    PIECE,
    (_piece, literal?: string, quoted?: string, plain?: string) =>
      literal ??
        (quoted ?? plain ?? "").replace(
          IN_TEXT,
          (_match, escaped?: string, braced?: string, bare?: string) =>
            escaped === undefined
              ? bounded(braced ?? bare ?? "")
              : escaped === "n" && quoted !== undefined
              ? "\n"
              : escaped,
        ),
  );
  return room < 0 ? undefined : value;
}
