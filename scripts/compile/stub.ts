/** Which target a runtime stub is for, by the first bytes of the file. @module */

/** First bytes, in hexadecimal, from the given offset. */
const MARKS: readonly (readonly [target: string, magic: string, offset: number, mark: string])[] = [
  ["x86_64-unknown-linux-gnu", "7f454c46", 18, "3e00"],
  ["aarch64-unknown-linux-gnu", "7f454c46", 18, "b700"],
  ["x86_64-apple-darwin", "cffaedfe", 4, "07000001"],
  ["aarch64-apple-darwin", "cffaedfe", 4, "0c000001"],
  // Deno compiles to one Windows target only.
  ["x86_64-pc-windows-msvc", "4d5a", 0, "4d5a"],
];

/** The target of the stub at `path`, or `undefined` for a file that is none. */
export function targetOfStub(path: string): string | undefined {
  const bytes = new Uint8Array(32);
  try {
    using file = Deno.openSync(path);
    file.readSync(bytes);
  } catch {
    return undefined;
  }
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return MARKS.find(([, magic, offset, mark]) =>
    hex.startsWith(magic) && hex.startsWith(mark, offset * 2)
  )?.[0];
}
