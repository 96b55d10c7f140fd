/**
 * A tar archive (POSIX ustar), compressed by gzip, equal for equal entries and time: no owner, order or
 * time of this machine gets in.
 * @module
 */
import { gzipSync } from "node:zlib";
import { bytesOf, type Entry, joined } from "./entries.ts";

const BLOCK = 512;

/** The entries as `.tar.gz`. @param seconds Since 1970, the time of every entry. */
export function tarGz(entries: readonly Entry[], seconds: number): Uint8Array {
  return gzip(tar(entries, seconds));
}

/** Gzip without a name, a time and the system; for little ones that `level` is 9, as Debian wants it. */
export function gzip(bytes: Uint8Array, level?: number): Uint8Array {
  const compressed = new Uint8Array(gzipSync(bytes, level === undefined ? {} : { level }));
  compressed[9] = 255; // RFC 1952, 2.3.1: the system is not known.
  return compressed;
}

function tar(entries: readonly Entry[], seconds: number): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const bytes = bytesOf(entry);
    return [header(entry, bytes.length, seconds), bytes, new Uint8Array(-bytes.length & BLOCK - 1)];
  });
  return joined([...parts, new Uint8Array(2 * BLOCK)]);
}

function header({ path, mode }: Entry, size: number, seconds: number): Uint8Array {
  const isFolder = path.endsWith("/");
  const bytes = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => bytes.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  if (path.length > 99) throw new Error(`too long for a tar header: ${path}`);
  put(0, path);
  put(100, octal(mode ?? (isFolder ? 0o755 : 0o644), 7));
  put(108, octal(0, 7)); // owner
  put(116, octal(0, 7)); // group
  put(124, octal(size, 11));
  put(136, octal(seconds, 11));
  put(148, " ".repeat(8)); // the sum is made with blanks in its own place
  put(156, isFolder ? "5" : "0");
  put(257, "ustar\x0000");
  put(265, "root");
  put(297, "root");
  put(148, `${octal(bytes.reduce((sum, byte) => sum + byte, 0), 6)}\0`);
  return bytes;
}
