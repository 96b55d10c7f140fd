/**
 * The signature that is embedded in an executable for Windows (Authenticode, in a PE file) or macOS (in a
 * Mach-O file): whether somebody made one, and what the file is without it.
 * @module
 */

/** Where a signature begins in the file, and the bytes elsewhere that change when one is made. */
interface Signature {
  readonly isSomebodys: boolean;
  readonly offset: number;
  readonly size: number;
  /** Ranges that hold its place and size, or a sum over the file. */
  readonly touched: readonly (readonly [offset: number, length: number])[];
}

/** Signers fill the file up to a multiple of this before they append to it. */
const ALIGNMENT = 16;

/** Whether somebody signed `program`; a Mach-O file's seal of itself ("ad hoc") is nobody's. */
export function isSigned(program: Uint8Array): boolean {
  return findSignature(program)?.isSomebodys ?? false;
}

/** What two executables that differ only by their signatures have in common. */
export function withoutSignature(program: Uint8Array): Uint8Array {
  const signature = findSignature(program);
  if (signature === undefined) return program;
  const end = signature.size > 0 ? signature.offset : program.length;
  const bytes = new Uint8Array(Math.ceil(end / ALIGNMENT) * ALIGNMENT);
  bytes.set(program.subarray(0, end));
  for (const [offset, length] of signature.touched) bytes.fill(0, offset, offset + length);
  return bytes;
}

/** `undefined` where the format is another, or the file is cut. */
function findSignature(program: Uint8Array): Signature | undefined {
  try {
    const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
    if (view.getUint16(0) === 0x4d5a) return ofPortable(view);
    if (view.getUint32(0) === 0xcffaedfe) return ofMachO(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

/** The PE format: the sum over the file, and the fifth row of the optional header's table. */
function ofPortable(view: DataView): Signature {
  const optionalHeader = view.getUint32(0x3c, true) + 24;
  const row = optionalHeader + 112 + 4 * 8;
  const [offset, size] = [view.getUint32(row, true), view.getUint32(row + 4, true)];
  return {
    isSomebodys: size > 0,
    offset,
    size,
    touched: [[optionalHeader + 64, 4], [row, 8]],
  };
}

/** The load commands: LC_CODE_SIGNATURE, which may be missing, and the size of the segment around it. */
function ofMachO(view: DataView): Signature {
  // How many commands there are, and how long they are.
  const touched: [number, number][] = [[16, 8]];
  let [offset, size] = [0, 0];
  for (let left = view.getUint32(16, true), at = 32; left > 0; left--) {
    const [command, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (command === 0x19 && view.getBigUint64(at + 8) === LINKEDIT) {
      touched.push([at + 32, 8], [at + 48, 8]);
    } else if (command === 0x1d) {
      [offset, size] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)];
      touched.push([at, length]);
    }
    if (length < 8) throw new RangeError("no load command is that short");
    at += length;
  }
  return { isSomebodys: size > 0 && hasSigner(view, offset), offset, size, touched };
}

/** `__LINKEDIT`, of which eight letters tell. */
const LINKEDIT = 0x5f5f4c494e4b4544n;

/** Whether the signature at `offset` of a Mach-O file has the part that holds a certificate. */
function hasSigner(view: DataView, offset: number): boolean {
  const kinds = Array.from(
    { length: view.getUint32(offset + 8) },
    (_, index) => view.getUint32(offset + 12 + 8 * index),
  );
  return kinds.includes(0x10000);
}
