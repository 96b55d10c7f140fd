/**
 * Where text goes: standard error for the person, standard output for what was asked for.
 *
 * @module
 */
import { wordsOfFailure } from "./system_words.ts";
import { writeAll } from "./files/write_all.ts";

/** Who reads what a command writes. */
export interface Output {
  /** Shows text to the person, a line break behind it. */
  say(text: string): void;
  /** Writes text and a line break to standard output; `false` where nobody reads it any more. */
  print(text: string): boolean | void;
}

/**
 * Writes all of `text`; a terminal that went away must not end a login, and `false` tells that it did.
 *
 * @param onFailure Is told why, but not of a reader that has enough, as `head` has.
 */
export function tryWriteAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
  onFailure?: (why: string) => void,
): boolean {
  try {
    writeAll(stream, text);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) onFailure?.(wordsOfFailure(error));
    return false;
  }
}
