/**
 * What somebody may have meant who mistyped a name.
 *
 * @module
 */

/** From so many letters on, dashes with them, the start of a name stands for it. */
const SHORTEST_START = 4;

/**
 * The end of a sentence: `; did you mean --issuer?`, or a full stop where nothing is near enough.
 *
 * @param names Spelled as they would be typed.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const lower = typed.toLowerCase();
  const others = names.filter((name) => name !== typed);
  const near =
    [1, 2].flatMap((edits) =>
      others.filter((name) => edits <= name.length / 3 && isWithin(edits, lower, name))
    )[0] ?? others.find((name) => lower.length >= SHORTEST_START && name.startsWith(lower));
  return near === undefined ? "." : `; did you mean ${near}?`;
}

/** Whether to add, leave out, replace or swap that many letters makes one word of the other. */
function isWithin(edits: number, one: string, other: string): boolean {
  if (one === "" || other === "") return one.length + other.length <= edits;
  if (one[0] === other[0]) return isWithin(edits, one.slice(1), other.slice(1));
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  return edits > 0 && (
    isWithin(edits - 1, one.slice(1), other) ||
    isWithin(edits - 1, one, other.slice(1)) ||
    isWithin(edits - 1, one.slice(1), other.slice(1)) ||
    isSwapped && isWithin(edits - 1, one.slice(2), other.slice(2))
  );
}
