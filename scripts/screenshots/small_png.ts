// A browser's PNG again with 256 colours: a picture of words on plain ground shrinks to a third, and looks the same.
import { Buffer } from "node:buffer";
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE_LENGTH = 8;
const MOST_COLOURS = 256;

/** `png` with its most frequent colours; every other one becomes the nearest of these. RGB of 8 bits alone. */
export function smallPng(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png);
  const header = chunks(bytes, "IHDR")[0] ?? Buffer.alloc(0);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header[8] !== 8 || header[9] !== 2) return png;
  const pixels = unfiltered(inflateSync(Buffer.concat(chunks(bytes, "IDAT"))), width * 3, height);
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length; i += 3) {
    const colour = pixels.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = [...counts].sort((one, other) => other[1] - one[1]).map(([colour]) => colour);
  const palette = colours.slice(0, MOST_COLOURS);
  const places = new Map(colours.map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < width * height; i++) {
    rows[i + 1 + Math.floor(i / width)] = places.get(pixels.readUIntBE(i * 3, 3)) ?? 0;
  }
  const entries = Buffer.alloc(palette.length * 3);
  palette.forEach((colour, place) => entries.writeUIntBE(colour, place * 3, 3));
  header[9] = 3;
  return Buffer.concat([
    bytes.subarray(0, SIGNATURE_LENGTH),
    chunk("IHDR", header),
    chunk("PLTE", entries),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunks(bytes: Buffer, wanted: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = SIGNATURE_LENGTH; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === wanted) {
      found.push(Buffer.from(bytes.subarray(at + 8, at + 8 + length)));
    }
    at += length + 12;
  }
  return found;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Takes off what each row was written as the difference to (PNG specification section 9). */
function unfiltered(rows: Buffer, rowLength: number, height: number): Buffer {
  const pixels = Buffer.alloc(rowLength * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (rowLength + 1)] ?? 0;
    for (let x = 0; x < rowLength; x++) {
      const at = y * rowLength + x;
      const left = x < 3 ? 0 : pixels[at - 3]!;
      const up = y === 0 ? 0 : pixels[at - rowLength]!;
      const corner = x < 3 || y === 0 ? 0 : pixels[at - rowLength - 3]!;
      const base = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[at] = (rows[y * (rowLength + 1) + 1 + x] ?? 0) + base;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(sum - value)) as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function nearest(colour: number, palette: readonly number[]): number {
  let [best, least] = [0, Infinity];
  for (const [place, other] of palette.entries()) {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + Math.abs((colour >> shift & 255) - (other >> shift & 255)),
      0,
    );
    if (distance < least) [best, least] = [place, distance];
    if (distance === 0) break;
  }
  return best;
}
