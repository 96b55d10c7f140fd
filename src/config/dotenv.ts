/**
 * `$CODEX_HOME/.env`, as upstream loads it: what it sets wins over the process environment, and names
 * that start with CODEX_ are ignored, so that the file cannot move the home that it lies in.
 *
 * @module
 */
import { mayHold } from "../base/folder_entries.ts";
import { DOTENV_NAMES, type ReadEnvironment } from "../base/environment_names.ts";
import { readRegularFile } from "../base/regular_file.ts";

const IGNORED_PREFIX = "CODEX_";

// One assignment at the start of a line; the value is a run of quoted, escaped and plain pieces.
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=[ \t]*((?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\.|(?<=[^\s=])#|[^\s'"#\\])*)[ \t]*(?:(?<=[\s=])#.*)?\r?$/gm;
const PIECE = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|([^'"\\]+|\\.)/g;
const IN_TEXT = /\\([^])|\$\{(\w+)\}|\$(\w+)/g;

/** What `$NAME` in the file may stand for: what this program may read at all. */
const EXPANDED_NAMES = [...DOTENV_NAMES, "HOME", "USERPROFILE", "USER", "PATH"];

/**
 * What the `.env` in `folder` sets, of the variables that this program reads; empty where there is no
 * such file. Lines that cannot be read are skipped, as upstream does.
 *
 * Permission: read on the file; `readEnvironment` is asked for the names in `permissions.ts` only.
 */
export function readDotenv(folder: string, readEnvironment: ReadEnvironment): Map<string, string> {
  if (!mayHold(folder, ".env")) return new Map();
  const path = `${folder}/.env`;
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFile(path));
  } catch {
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
    assigned.set(name, readValue(value, valueOf));
  }
  return assigned;
}

function readValue(text: string, valueOf: (name: string) => string): string {
  return text.replace(
    PIECE,
    (_piece, literal?: string, quoted?: string, plain?: string) =>
      literal ??
        (quoted ?? plain ?? "").replace(
          IN_TEXT,
          (_match, escaped?: string, braced?: string, bare?: string) =>
            escaped === undefined
              ? valueOf(braced ?? bare ?? "")
              : escaped === "n" && quoted !== undefined
              ? "\n"
              : escaped,
        ),
  );
}
