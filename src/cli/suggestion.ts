/**
 * What somebody may have meant who mistyped a name.
 *
 * @module
 */
import { isWithinEdits } from "../base/edit_distance.ts";

/** From so many letters on, dashes with them, the start of a name stands for it. */
const SHORTEST_START = 4;

/**
 * The end of a sentence: `; did you mean --issuer?`, or a full stop where nothing is near enough.
 *
 * @param names Spelled as they would be typed.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const word = typed.toLowerCase();
  const others = names.filter((name) => name !== typed);
  const isNear = (edits: number) => (name: string) =>
    edits <= name.length / 3 && isWithinEdits(edits, word, name);
  const isStart = (name: string) => word.length >= SHORTEST_START && name.startsWith(word);
  const near = others.find(isNear(1)) ?? others.find(isNear(2)) ?? others.find(isStart);
  return near === undefined ? "." : `; did you mean ${near}?`;
}
