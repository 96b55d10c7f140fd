/**
 * What somebody may have meant who mistyped a name.
 *
 * @module
 */

/**
 * The end of a sentence: `; did you mean --issuer?`, or a full stop where nothing is near enough.
 *
 * @param names Spelled as they would be typed.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const [near] = [1, 2].flatMap((edits) =>
    names.filter((name) => edits <= name.length / 3 && isWithin(edits, typed, name))
  );
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
