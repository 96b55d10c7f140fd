/**
 * Where text goes, whole: the terminal, standard output, a file.
 *
 * @module
 */
import { wordsOfFailure } from "./system_words.ts";

/** Who reads what a command writes. */
export interface Output {
  /** Shows text to the person, a line break behind it. */
  say(text: string): void;
  /** Writes text and a line break to standard output; `false` where nobody reads it any more. */
  print(text: string): boolean | void;
}

/** What text can be written to, such as `Deno.stderr` or an open file. */
export interface ByteSink {
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes all of `text`.
 *
 * @throws What the system says where it cannot.
 */
export function writeAll(sink: ByteSink, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += sink.writeSync(bytes.subarray(written));
  }
}

/**
 * Writes all of `text`; a terminal that went away must not end a login, and `false` tells that it did.
 *
 * @param onFailure Is told why, but not of a reader that has enough, as `head` has.
 */
export function tryWriteAll(
  sink: ByteSink,
  text: string,
  onFailure?: (why: string) => void,
): boolean {
  try {
    writeAll(sink, text);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) onFailure?.(wordsOfFailure(error));
    return false;
  }
}
