/**
 * What somebody may have meant who mistyped a name.
 *
 * @module
 */
import { isWithinEdits } from "../base/edit_distance.ts";

/**
 * The end of a sentence: `; did you mean --issuer?`, or a full stop where nothing is near enough.
 *
 * @param names Spelled as they would be typed.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const [near] = [1, 2].flatMap((edits) =>
    names.filter((name) => edits <= name.length / 3 && isWithinEdits(edits, typed, name))
  );
  return near === undefined ? "." : `; did you mean ${near}?`;
}
