/**
 * Finds the key that a misspelled one was meant to be.
 *
 * @module
 */

/** More edits than these make another word. */
const MOST_EDITS = 2;

/** The key at most two edits away, dashes and case aside; `undefined` for a key that is no near miss. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const written = key.toLowerCase().replaceAll("-", "_");
  const found = known
    .map((candidate) => ({ candidate, edits: countEdits(written, candidate) }))
    .sort((left, right) => left.edits - right.edits)[0];
  return found && found.edits <= MOST_EDITS ? found.candidate : undefined;
}

/** How many characters must be added, dropped or changed (Levenshtein). */
function countEdits(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > MOST_EDITS) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      next.push(Math.min(
        (row[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (row[column - 1] ?? 0) + (character === to[column - 1] ? 0 : 1),
      ));
    }
    row = next;
  }
  return row[to.length] ?? Infinity;
}
