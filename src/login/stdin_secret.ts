/**
 * Reads one secret from standard input, so that it stands in no argument list and no shell history.
 *
 * @module
 */
import { failed, type LoginError } from "../errors/errors.ts";
import type { StdinFailureReason } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import { Secret } from "../log/text/secret.ts";
import { readAtMost } from "../base/read_at_most.ts";
import { rejection } from "../base/time_limit.ts";

/** Longest input, in bytes; a real key or token has at most a few kilobytes. */
const LARGEST_SECRET_BYTES = 64 * 1024;

/** Standard input, as much of it as the reader of a secret uses. */
export interface StandardInput {
  isTerminal(): boolean;
  /** Its bytes; not opened before they are asked for. */
  readonly readable: ReadableStream<Uint8Array>;
}

/** How to speak of the secret. */
export interface SecretWords {
  /** As in "Reading … from stdin...". */
  readonly noun: "API key" | "access token";
  readonly option: "--with-api-key" | "--with-access-token";
  /** The variable that people keep it in. */
  readonly variable: "OPENAI_API_KEY" | "CODEX_ACCESS_TOKEN";
}

/**
 * Reads the secret: one line, white space around it dropped.
 *
 * @throws {LoginError} `secret_unusable`: a terminal, nothing, not UTF-8, more than one line, too long.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function readStdinSecret(
  words: SecretWords,
  stdin: StandardInput,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Secret> {
  const { noun, option, variable } = words;
  if (stdin.isTerminal()) {
    throw unusable(
      "terminal",
      `${option} expects the ${noun} on stdin. ` +
        `Try piping it, e.g. \`printenv ${variable} | codex-login ${option}\`.`,
    );
  }
  say(`Reading ${noun} from stdin...`);
  const text = await Promise.race([readText(stdin.readable, noun), rejection(signal)]);
  if (text === "") throw unusable("empty", `No ${noun} provided via stdin.`);
  if (/[\r\n]/.test(text)) {
    throw unusable(
      "many_lines",
      `More than one line came from stdin; pass the ${noun} alone. Nothing was saved.`,
    );
  }
  // It goes into an HTTP header, which takes nothing else (RFC 9110 section 5.5).
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw unusable(
      "unprintable",
      `The ${noun} on stdin holds a space, a control character or a letter that is not ASCII; ` +
        "pass it exactly as it was given to you. Nothing was saved.",
    );
  }
  return new Secret(text);
}

async function readText(readable: ReadableStream<Uint8Array>, noun: string): Promise<string> {
  const { text, isWhole } = await readAtMost(new Response(readable), LARGEST_SECRET_BYTES)
    .catch(() => {
      throw unusable("unreadable", "Failed to read stdin: it cannot be read. Nothing was saved.");
    });
  if (!isWhole) {
    throw unusable(
      "too_long",
      `More than ${LARGEST_SECRET_BYTES / 1024} KiB came from stdin, which is no ${noun}. ` +
        "Nothing was saved.",
    );
  }
  // PowerShell pipes UTF-16 in some versions; its zero bytes are valid UTF-8.
  if (/[\0\ufffd]/.test(text)) {
    throw unusable("not_utf8", "Failed to read stdin: it is not UTF-8 text. Nothing was saved.");
  }
  return text.trim();
}

function unusable(reason: StdinFailureReason, message: string): LoginError {
  return failed("secret_unusable", message, {
    events: [{ event: "no usable secret on stdin", reason: Loggable.word(reason) }],
  });
}
