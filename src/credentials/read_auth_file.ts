/**
 * Reads `auth.json` and says where it is broken, without a word of what it holds.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import { parseKeepingNumbers } from "../base/json_numbers.ts";
import { jsonErrorPlace } from "../base/json_error_place.ts";
import {
  CONFIGURATION_LIMIT_BYTES,
  readRegularFile,
  UnusableFileError,
} from "../base/files/regular_file.ts";
import { systemWords } from "../base/system_words.ts";
import { readStoredLogin, type StoredLogin } from "./stored_login.ts";

/** Why a document cannot be read, as in `auth.json:3:1: this is no valid JSON`. */
export class UnreadableAuthError extends Error {
  override readonly name = "UnreadableAuthError";
}

/** A document and the text that it was parsed from. */
export interface AuthDocument {
  readonly document: Record<string, unknown>;
  readonly text: string;
}

/**
 * What `path` holds, or `undefined` where there is no file. A symbolic link is followed, as by the real
 * CLI. Permission: read on the file.
 *
 * @param name What an error calls it.
 * @throws {UnreadableAuthError} Naming file, line and column.
 */
export function readAuthFile(path: string, name: string = path): StoredLogin | undefined {
  const found = readAuthDocument(path, name);
  return found && readStoredLogin(found.document, found.text);
}

/**
 * The same before anything is made of it.
 *
 * @param allowByteOrderMark Whether a byte order mark is passed over. Default: it is an error, since it is no
 * JSON (RFC 8259 section 8.1), and the real CLI refuses it.
 * @throws {UnreadableAuthError} Likewise.
 */
export function readAuthDocument(
  path: string,
  name: string,
  { allowByteOrderMark = false }: { readonly allowByteOrderMark?: boolean } = {},
): AuthDocument | undefined {
  const text = readText(path, name, allowByteOrderMark);
  if (text === undefined) return undefined;
  if (text.trim() === "") throw new UnreadableAuthError(`${name}: the file is empty`);
  let document: unknown;
  try {
    // Keys of other tools are written back as they came.
    document = parseKeepingNumbers(text);
  } catch (error) {
    // The parser calls itself for each level; the real CLI takes 127 of them.
    if (error instanceof RangeError) {
      throw new UnreadableAuthError(`${name}: this is nested too deeply`);
    }
    const { line, column } = jsonErrorPlace(text);
    throw new UnreadableAuthError(`${name}:${line}:${column}: this is no valid JSON`);
  }
  if (!isObject(document)) throw new UnreadableAuthError(`${name}:1:1: this is no JSON object`);
  return { document, text };
}

/** What is saved must be read again: tokens of 1 MiB, and what stood beside them. */
export const LARGEST_AUTH_BYTES = 4 * CONFIGURATION_LIMIT_BYTES;

function readText(path: string, name: string, allowByteOrderMark: boolean): string | undefined {
  try {
    // "Ignoring" it is the standard's word for leaving the mark in the text.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: !allowByteOrderMark });
    if (Deno.statSync(path).isDirectory) throw new UnreadableAuthError(`${name}: this is a folder`);
    return decoder.decode(readRegularFile(path, LARGEST_AUTH_BYTES));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const what = whatIsWrong(error);
    if (what === undefined) throw error;
    throw new UnreadableAuthError(`${name}: ${what}`);
  }
}

function whatIsWrong(error: unknown): string | undefined {
  if (error instanceof UnusableFileError) return `this ${error.what}`;
  if (error instanceof TypeError) return "this is not UTF-8 text";
  return systemWords(error);
}
