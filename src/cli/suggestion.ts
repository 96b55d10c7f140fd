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
  const near = names
    .map((name) => ({ name, edits: editsBetween(typed, name) }))
    .filter(({ name, edits }) => edits <= Math.min(2, name.replace(/^-+/, "").length / 3))
    .sort((one, other) => one.edits - other.edits)[0];
  return near ? `; did you mean ${near.name}?` : ".";
}

/** How many letters to add, leave out, replace or swap with the next make one word of the other. */
function editsBetween(one: string, other: string): number {
  let last: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const beforeLast = last;
    last = row;
    row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (isSame ? 0 : 1),
        ...(isSwapped ? [beforeLast[j - 2]! + 1] : []),
      );
    }
  }
  return row[other.length]!;
}
