/**
 * Writes a text whole, where the system may take it in parts.
 *
 * @module
 */

/** @throws What the system says; a part may have been written. */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}
