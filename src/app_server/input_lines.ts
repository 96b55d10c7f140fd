/**
 * The lines of a byte stream, bounded in memory.
 *
 * @module
 */

/** Longest line that is taken, in bytes; the real server takes 10 MB and more. */
const LONGEST_LINE_BYTES = 32 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * Splits at line feeds. A line that is too long or no UTF-8 is dropped, and so is a last one without an
 * end: its writer is gone.
 */
export async function* inputLines(
  stream: AsyncIterable<Uint8Array>,
  longestBytes = LONGEST_LINE_BYTES,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (let end; (end = chunk.indexOf(LINE_FEED, start)) !== -1; start = end + 1) {
      const isWhole = length + end - start <= longestBytes;
      const line = isWhole ? decodeAll([...parts, chunk.subarray(start, end)]) : undefined;
      if (line !== undefined) yield line;
      parts = [];
      length = 0;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    // The count goes on, so that the end of a line that is too long is known as such.
    if (length > longestBytes) parts = [];
    else if (rest.length > 0) parts.push(rest);
  }
}

function decodeAll(parts: readonly Uint8Array[]): string | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    const text = parts.map((part) => decoder.decode(part, { stream: true })).join("");
    return text + decoder.decode();
  } catch {
    return undefined;
  }
}
