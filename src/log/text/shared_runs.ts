/**
 * Finds the runs of letters and digits that a text shares with known ones, whatever stands between them and
 * in either case.
 *
 * Quick the first time, too, when nothing of it is compiled yet: that is when a sign-in fails. So it is one
 * loop over the text that calls nothing, and a small table: the first touch of memory costs as well.
 *
 * @module
 */

/** How many letters and digits in a row count. */
export const RUN_LENGTH = 8;
/** A run holds five of these, each a number of 20 bits: five for a character, added where they are more. */
const QUAD = 4;
const QUADS_OF_A_RUN = RUN_LENGTH - QUAD + 1;
const QUAD_MASK = 2 ** (5 * QUAD) - 1;
/** Stands between known texts, and in none of them. */
const SEPARATOR = ".";

/** The known texts. */
export class SharedRuns {
  #known = "";
  /** A bit for each four characters in a row that are known. */
  readonly #quads = new Int32Array((QUAD_MASK + 1) / 32);
  readonly #codes = codesOfCharacters();

  /** Makes a text known; of one without a whole run nothing is ever found. */
  add(text: string): void {
    const plain = lettersAndDigits(text);
    this.#known += SEPARATOR + plain;
    const [quads, codes] = [this.#quads, this.#codes];
    let quad = 0;
    for (let i = 0; i < plain.length; i++) {
      quad = (quad << 5) + codes[plain.charCodeAt(i)]! & QUAD_MASK;
      if (i >= QUAD - 1) quads[quad >> 5]! |= 1 << quad;
    }
  }

  /** Where such runs stand in `text`; those that overlap are one part. */
  find(text: string): [start: number, end: number][] {
    const [known, quads, codes] = [this.#known, this.#quads, this.#codes];
    const parts: [start: number, end: number][] = [];
    let part: [start: number, end: number] = [0, 0];
    let quad = 0;
    let knownInARow = 0;
    // Where in what is known the part goes on, if it does.
    let next = 0;
    for (let i = 0; i < text.length; i++) {
      const code = codes[text.charCodeAt(i)];
      if (!code) continue;
      quad = (quad << 5) + code & QUAD_MASK;
      knownInARow = (quads[quad >> 5]! & 1 << quad) === 0 ? 0 : knownInARow + 1;
      if (next > 0 && codes[known.charCodeAt(next)] === code) {
        part[1] = i + 1;
        next++;
        continue;
      }
      next = 0;
      if (knownInARow < QUADS_OF_A_RUN) continue;
      const start = startOfRun(text, i);
      const run = lettersAndDigits(text.slice(start, i + 1));
      const place = run.length < RUN_LENGTH ? -1 : known.indexOf(run);
      if (place === -1) continue;
      next = place + RUN_LENGTH;
      if (start < part[1]) part[1] = i + 1;
      else parts.push(part = [start, i + 1]);
    }
    return parts;
  }
}

/** Where the run stands, or less than one, that ends at the letter or digit `last`. */
function startOfRun(text: string, last: number): number {
  let start = last;
  for (let length = 1; length < RUN_LENGTH && start > 0;) {
    if (/[A-Za-z0-9]/.test(text.charAt(--start))) length++;
  }
  return start;
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "").toLowerCase();
}

/** A number for each letter, in either case, and each digit; 0 or nothing for what is none. */
function codesOfCharacters(): Uint8Array {
  const codes = new Uint8Array(128);
  "0123456789abcdefghijklmnopqrstuvwxyz".split("").forEach((character, index) => {
    codes[character.charCodeAt(0)] = codes[character.toUpperCase().charCodeAt(0)] = index + 1;
  });
  return codes;
}
