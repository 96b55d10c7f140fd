/** What goes into an archive. @module */

/** A file, or a folder where the path ends with a slash. */
export interface Entry {
  /** With `/` between its parts. */
  readonly path: string;
  readonly content: Uint8Array | string;
  /** 0o644 by default, and 0o755 for a folder. */
  readonly mode?: number;
}

/** The bytes of what an entry holds. */
export function bytesOf({ content }: Entry): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** One after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
