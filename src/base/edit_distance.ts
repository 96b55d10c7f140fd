/**
 * Tells a typing error from another word.
 *
 * @module
 */

/** Whether to add, leave out, replace or swap that many letters makes one word of the other. */
export function isWithinEdits(edits: number, one: string, other: string): boolean {
  if (one === "" || other === "") return one.length + other.length <= edits;
  if (one[0] === other[0]) return isWithinEdits(edits, one.slice(1), other.slice(1));
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  return edits > 0 && (
    isWithinEdits(edits - 1, one.slice(1), other) ||
    isWithinEdits(edits - 1, one, other.slice(1)) ||
    isWithinEdits(edits - 1, one.slice(1), other.slice(1)) ||
    isSwapped && isWithinEdits(edits - 1, one.slice(2), other.slice(2))
  );
}
