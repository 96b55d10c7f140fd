/**
 * What a JSON document has to be, as a table of its members.
 *
 * @module
 */
import { jsonErrorPlace } from "./json_error_place.ts";
import { isObject, members } from "./json_object.ts";

/** What must hold for the value at `path`, and what is said where it does not. */
export type JsonRule = readonly [
  path: readonly string[],
  isRight: (value: unknown) => boolean,
  what: string,
];

/** The first rule that `document` breaks; what stands in no object, or in none that is there, breaks none. */
export function brokenRule(
  document: Readonly<Record<string, unknown>>,
  rules: readonly JsonRule[],
): JsonRule | undefined {
  return rules.find(([path, isRight]) => {
    const parent = path.slice(0, -1).reduce<unknown>((of, name) => members(of)[name], document);
    return isObject(parent) && !isRight(parent[path.at(-1) ?? ""]);
  });
}

/**
 * The first key of the rules that stands twice in the same object of `text`, which is JSON: the real CLI
 * refuses it. Of other keys it takes the last, as we do.
 */
export function repeatedKey(text: string, rules: readonly JsonRule[]): string | undefined {
  const own = new Set(rules.map(([path]) => path.join(".")));
  const deepest = Math.max(...rules.map(([path]) => path.length));
  const seen = new Set<string>();
  let repeated: string | undefined;
  jsonErrorPlace(text, (path) => {
    // A name is as long as its place is deep.
    if (path.length > deepest) return;
    const name = path.join(".");
    if (seen.has(name)) repeated ??= name;
    if (own.has(name)) seen.add(name);
  });
  return repeated;
}

/** A string; a half of a surrogate pair, which JSON can spell, is no text of Unicode. */
export const isText = (value: unknown): boolean =>
  typeof value === "string" && value.isWellFormed();

/** Neither there nor `null`. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** Right where it is absent, too. */
export const optional = (isRight: (value: unknown) => boolean) => (value: unknown): boolean =>
  isAbsent(value) || isRight(value);

/** A whole number from 0 on. */
export const isWholeNumber = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;
