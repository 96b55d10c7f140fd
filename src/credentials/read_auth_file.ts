/**
 * Reads `auth.json` and says where it is broken, without a word of what it holds.
 *
 * @module
 */
import { isObject } from "../json_object.ts";
import { parseKeepingNumbers } from "../json_numbers.ts";
import { jsonErrorPlace } from "../json_error_place.ts";
import { authUnreadableError } from "../terminal_errors.ts";

/**
 * The document in `path`, or `undefined` where there is none. A symbolic link is followed, as the real
 * CLI does. Permission: read on the file.
 *
 * @throws {LoginError} `auth_unreadable`: file, line and column, and what to do.
 */
export function readAuthFile(path: string): Record<string, unknown> | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  if (text.trim() === "") throw authUnreadableError(path, "the file is empty");
  let value: unknown;
  try {
    // Keys of other tools are written back as they came.
    value = parseKeepingNumbers(text);
  } catch {
    const { line, column } = jsonErrorPlace(text);
    throw authUnreadableError(`${path}:${line}:${column}`, "this is no valid JSON");
  }
  if (!isObject(value)) throw authUnreadableError(`${path}:1:1`, "this is no JSON object");
  return value;
}

function readText(path: string): string | undefined {
  try {
    // A FIFO would be waited for.
    const info = Deno.statSync(path);
    if (info.isDirectory) throw authUnreadableError(path, "this is a folder");
    if (!info.isFile) throw authUnreadableError(path, "this is not a regular file");
    // A byte order mark is no JSON (RFC 8259 section 8.1), and the real CLI refuses it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Deno.readFileSync(path),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof TypeError) throw authUnreadableError(path, "this is not UTF-8 text");
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
      throw authUnreadableError(path, "permission denied");
    }
    throw error;
  }
}
