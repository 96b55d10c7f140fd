/**
 * Reads a bounded part of a stream.
 *
 * @module
 */

/** The first `limitBytes` of a body as text, and whether that was all of it. The rest is not read. */
export async function readAtMost(
  response: Response,
  limitBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let left = limitBytes;
  const reader = response.body?.getReader();
  while (reader) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
    if (left < 0) {
      // Not awaited: a server that never closes must not hold the login.
      reader.cancel().catch(() => {});
      return { text, isWhole: false };
    }
  }
  return { text: text + decoder.decode(), isWhole: true };
}
