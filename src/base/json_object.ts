/**
 * JSON whose outermost value has to be an object, as every document that this program reads has.
 *
 * @module
 */
import { numberText, parseKeepingNumbers } from "./json_numbers.ts";

/** Whether a parsed JSON value is an object; what `json_numbers.ts` makes of a number is none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    numberText(value) === undefined;
}

/** The members of an object; none for every other value. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** The string, or `undefined` for every other value and for the empty string. */
export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The string without the space around it; `undefined` where nothing is left. */
export function nonBlankString(value: unknown): string | undefined {
  return typeof value === "string" ? nonEmptyString(value.trim()) : undefined;
}

/** The object in `text`; `undefined` for other values and for what is no JSON. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  return objectIn(text, JSON.parse);
}

/** The same for a document that is written back: its numbers stay as they stand in `text`. */
export function parseObjectKeepingNumbers(text: string): Record<string, unknown> | undefined {
  return objectIn(text, parseKeepingNumbers);
}

function objectIn(
  text: string,
  parse: (text: string) => unknown,
): Record<string, unknown> | undefined {
  try {
    const value = parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
