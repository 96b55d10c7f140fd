/**
 * The signature that is embedded in an executable for Windows (Authenticode, in a PE file) or macOS (in a
 * Mach-O file): whether somebody made one, and what the file is without it.
 * @module
 */

/** What is known of a file that has, or could have, a signature at its end. */
interface Signature {
  readonly isSomebodys: boolean;
  /** Where it begins; the file's end where there is none. */
  readonly offset: number;
  /** Ranges that hold its place and size, or a sum over the file. */
  readonly touched: readonly (readonly [offset: number, length: number])[];
  /** Numbers that are larger by so much with a signature. */
  readonly counts?: readonly (readonly [offset: number, more: number])[];
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
  const bytes = new Uint8Array(Math.ceil(signature.offset / ALIGNMENT) * ALIGNMENT);
  bytes.set(program.subarray(0, signature.offset));
  for (const [offset, length] of signature.touched) bytes.fill(0, offset, offset + length);
  const view = new DataView(bytes.buffer);
  for (const [offset, more] of signature.counts ?? []) {
    view.setUint32(offset, view.getUint32(offset, true) - more, true);
  }
  return bytes;
}

/** `undefined` where the format is another, or what is called a signature need not be one and no more. */
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
  const isThere = size > 0;
  if (isThere) checkRest(view, row + 8, offset, size);
  return {
    isSomebodys: isThere,
    offset: isThere ? offset : view.byteLength,
    touched: [[optionalHeader + 64, 4], [row, 8]],
  };
}

/** The load commands: LC_CODE_SIGNATURE, which may be missing, and the size of the segment around it. */
function ofMachO(view: DataView): Signature {
  const touched: [number, number][] = [];
  for (let left = view.getUint32(16, true), at = 32; left > 0; left--) {
    const [command, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (length < 8) throw new RangeError("no load command is that short");
    if (command === 0x19 && view.getBigUint64(at + 8) === LINKEDIT) {
      touched.push([at + 32, 8], [at + 48, 8]);
    } else if (command === 0x1d && left === 1) {
      const [offset, size] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)];
      checkRest(view, at + length, offset, size);
      touched.push([at, length]);
      const counts = [[16, 1], [20, length]] as const;
      return { isSomebodys: hasSigner(view, offset), offset, touched, counts };
    }
    at += length;
  }
  return { isSomebodys: false, offset: view.byteLength, touched };
}

/** `__LINKEDIT`, of which eight letters tell. */
const LINKEDIT = 0x5f5f4c494e4b4544n;

/** Before what an executable for an Intel Mac was compiled of; Deno's runtime takes the last one in the file. */
const PAYLOAD_MARK = "<~sui-data~>";

/**
 * @param headers Where they end.
 * @throws {RangeError} Where another program could lie behind a signature, or in it.
 */
function checkRest(view: DataView, headers: number, offset: number, size: number): void {
  if (offset < headers || offset + size !== view.byteLength) {
    throw new RangeError("it is not the file's end");
  }
  const text = new TextDecoder("latin1").decode(
    new Uint8Array(view.buffer, view.byteOffset + offset, size),
  );
  if (text.includes(PAYLOAD_MARK)) throw new RangeError("it holds a program");
}

/** Whether the signature at `offset` of a Mach-O file has the part that holds a certificate. */
function hasSigner(view: DataView, offset: number): boolean {
  const kinds = Array.from(
    { length: view.getUint32(offset + 8) },
    (_, index) => view.getUint32(offset + 12 + 8 * index),
  );
  return kinds.includes(0x10000);
}
