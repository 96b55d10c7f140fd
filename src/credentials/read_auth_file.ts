/**
 * Reads `auth.json` and says where it is broken, without a word of what it holds.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import { parseKeepingNumbers } from "../base/json_numbers.ts";
import { jsonErrorPlace } from "../base/json_error_place.ts";
import { readRegularFile, UnusableFileError } from "../base/regular_file.ts";
import { authUnreadableError } from "../errors/terminal_errors.ts";

/**
 * The document in `path`, or `undefined` where there is none. A symbolic link is followed, as the real
 * CLI does. Permission: read on the file.
 *
 * @param name What an error calls it.
 * @param allowByteOrderMark Whether a byte order mark is passed over. Default: it is an error, since it is no
 * JSON (RFC 8259 section 8.1), and the real CLI refuses it.
 * @throws {LoginError} `auth_unreadable`: file, line and column, and what to do.
 */
export function readAuthFile(
  path: string,
  name: string = path,
  { allowByteOrderMark = false }: { readonly allowByteOrderMark?: boolean } = {},
): Record<string, unknown> | undefined {
  const text = readText(path, name, allowByteOrderMark);
  if (text === undefined) return undefined;
  if (text.trim() === "") throw authUnreadableError(name, "the file is empty");
  let value: unknown;
  try {
    // Keys of other tools are written back as they came.
    value = parseKeepingNumbers(text);
  } catch {
    const { line, column } = jsonErrorPlace(text);
    throw authUnreadableError(`${name}:${line}:${column}`, "this is no valid JSON");
  }
  if (!isObject(value)) throw authUnreadableError(`${name}:1:1`, "this is no JSON object");
  return value;
}

function readText(path: string, name: string, allowByteOrderMark: boolean): string | undefined {
  try {
    if (Deno.statSync(path).isDirectory) throw authUnreadableError(name, "this is a folder");
    // "Ignoring" it is the standard's word for leaving the mark in the text.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: !allowByteOrderMark });
    return decoder.decode(readRegularFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof UnusableFileError) {
      throw authUnreadableError(name, error.message.replace(/^it /, "this "));
    }
    if (error instanceof TypeError) throw authUnreadableError(name, "this is not UTF-8 text");
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
      throw authUnreadableError(name, "permission denied");
    }
    if (error instanceof Deno.errors.FilesystemLoop) {
      throw authUnreadableError(name, "its symbolic links go in a circle");
    }
    throw error;
  }
}
