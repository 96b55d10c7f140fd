/**
 * Finds the runs of letters and digits that a text shares with known ones, whatever stands between them and
 * in either case.
 *
 * Quick the first time, too, when nothing of it is compiled yet: that is when a sign-in fails. A table of four
 * characters in a row tells at once where no run can be; the few places that are left are searched for.
 *
 * @module
 */

/** How many letters and digits in a row count. */
export const RUN_LENGTH = 8;
const QUAD = RUN_LENGTH / 2;
const BASE = 36;
const NUMBER_OF_QUADS = BASE ** QUAD;
/** Stands between known texts, and in none of them. */
const SEPARATOR = ".";

/** The known texts. */
export class SharedRuns {
  #known = "";
  /** A bit for each. */
  readonly #quads = new Uint8Array(NUMBER_OF_QUADS / 8);

  /** Makes a text known; of one without a whole run nothing is ever found. */
  add(text: string): void {
    const plain = lettersAndDigits(text);
    this.#known += SEPARATOR + plain;
    for (const quad of quadsOf(plain)) this.#quads[quad >> 3]! |= 1 << (quad & 7);
  }

  /** Where such runs stand in `text`; those that overlap are one part. */
  find(text: string): [start: number, end: number][] {
    const plain = lettersAndDigits(text);
    const quads = quadsOf(plain);
    const parts: [start: number, end: number][] = [];
    for (let first = 0; first + RUN_LENGTH <= plain.length; first++) {
      if (!this.#hasQuad(quads[first]) || !this.#hasQuad(quads[first + QUAD])) continue;
      if (!this.#known.includes(plain.slice(first, first + RUN_LENGTH))) continue;
      const last = parts.at(-1);
      if (last && first < last[1]) last[1] = first + RUN_LENGTH;
      else parts.push([first, first + RUN_LENGTH]);
    }
    if (parts.length === 0) return parts;
    const places = Array.from(text.matchAll(/[A-Za-z0-9]/g), ({ index }) => index);
    return parts.map(([first, end]) => [places[first] ?? 0, (places[end - 1] ?? 0) + 1]);
  }

  #hasQuad(quad = 0): boolean {
    return ((this.#quads[quad >> 3] ?? 0) & 1 << (quad & 7)) !== 0;
  }
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "").toLowerCase();
}

/** Of each place in a text of letters and digits the number of the four characters that begin there. */
function quadsOf(plain: string): Int32Array {
  const quads = new Int32Array(Math.max(plain.length - QUAD + 1, 0));
  let quad = 0;
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i);
    quad = (quad * BASE + (unit <= 0x39 ? unit - 0x30 : unit - 0x61 + 10)) % NUMBER_OF_QUADS;
    if (i >= QUAD - 1) quads[i - QUAD + 1] = quad;
  }
  return quads;
}
