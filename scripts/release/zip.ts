/** A ZIP archive, equal for equal entries and time. @module */
import { gzipSync } from "node:zlib";
import { bytesOf, type Entry, joined } from "./entries.ts";

/** The entries as `.zip`. @param seconds Since 1970, in UTC the time of every entry; not before 1980. */
export function zip(entries: readonly Entry[], seconds: number): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.path);
    const bytes = bytesOf(entry);
    // A gzip file is ten bytes, what ZIP calls deflated, and the sum that ZIP wants, too.
    const gzip = new Uint8Array(gzipSync(bytes));
    const deflated = gzip.subarray(10, -8);
    const common = [
      ...[u16(20), u16(0x0800), u16(8), dosTime(seconds)], // version 2.0, names in UTF-8, deflated
      ...[gzip.subarray(-8, -4), u32(deflated.length), u32(bytes.length), u16(name.length), u16(0)],
    ];
    const local = joined([u32(0x04034b50), ...common, name, deflated]);
    const attributes = u32(((entry.mode ?? 0o644) | 0o100000) * 0x10000);
    directory.push(joined([
      ...[u32(0x02014b50), u16(0x0314), ...common], // made on Unix, so that its modes count
      ...[u16(0), u16(0), u16(0), attributes, u32(offset), name],
    ]));
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = u16(entries.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(size), u32(offset), u16(0)];
  return joined([...locals, ...directory, ...end]);
}

function dosTime(seconds: number): Uint8Array {
  const time = new Date(Math.max(seconds, Date.UTC(1980, 0, 1) / 1000) * 1000);
  return joined([
    u16(time.getUTCHours() << 11 | time.getUTCMinutes() << 5 | time.getUTCSeconds() >> 1),
    u16(time.getUTCFullYear() - 1980 << 9 | time.getUTCMonth() + 1 << 5 | time.getUTCDate()),
  ]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value, value >> 8]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
