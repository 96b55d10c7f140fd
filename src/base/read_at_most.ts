/**
 * Reads a bounded part of a stream.
 *
 * @module
 */

/**
 * The first `limitBytes` of a body as text, and whether that was all of it. The rest is not read.
 *
 * It is read as UTF-8, which JSON is (RFC 8259 section 8.1), or where it is none, as the page of a proxy may
 * be, in the encoding that its header names.
 */
export async function readAtMost(
  response: Response,
  limitBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let left = limitBytes;
  const reader = response.body?.getReader();
  while (reader) {
    const { value, done } = await reader.read();
    if (done) break;
    chunks.push(value.subarray(0, left));
    left -= value.length;
    if (left < 0) {
      // Not awaited: a server that never closes must not hold the login.
      reader.cancel().catch(() => {});
      break;
    }
  }
  const isWhole = left >= 0;
  return { text: decode(chunks, isWhole, response.headers), isWhole };
}

function decode(chunks: readonly Uint8Array[], isWhole: boolean, headers: Headers): string {
  const [, named = "utf-8"] = /charset=["']?([^\s"';]+)/i.exec(headers.get("content-type") ?? "") ??
    [];
  const decodeAs = (encoding: string, fatal: boolean): string => {
    const decoder = new TextDecoder(encoding, { fatal });
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("");
    return isWhole ? text + decoder.decode() : text;
  };
  for (const [encoding, isStrict] of [["utf-8", true], [named, false]] as const) {
    try {
      return decodeAs(encoding, isStrict);
    } catch {
      // It is none, or nobody knows that encoding.
    }
  }
  return decodeAs("utf-8", false);
}
