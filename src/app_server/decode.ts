/**
 * Reads the members of a request; what does not fit is told in the words of the real server.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import { numberText } from "../base/json_numbers.ts";
import { INVALID_REQUEST, RpcError } from "./json_rpc.ts";

/** Members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The error for a request that cannot be read. */
export function invalidRequest(what: string): RpcError {
  return new RpcError(INVALID_REQUEST, `Invalid request: ${what}`);
}

/**
 * The members of `params`.
 *
 * @param expected What the real server calls it.
 * @throws {RpcError}
 */
export function readParams(params: unknown, expected: string): Members {
  if (params === undefined || params === null) throw missing("params");
  // The real server reads a list by position; an empty one is as good as no members.
  if (Array.isArray(params) && params.length === 0) return {};
  if (!isObject(params)) throw wrongType(params, expected);
  return params;
}

/** A member that must be there. @throws {RpcError} */
export function readString(members: Members, name: string): string {
  const value = members[name];
  if (value === undefined) throw missing(name);
  if (typeof value !== "string") throw wrongType(value, "a string");
  return value;
}

/** A map that may be absent or `null`, which are empty ones. @throws {RpcError} */
export function readOptionalMap(value: unknown, expected: string): Members {
  const map = value ?? {};
  if (!isObject(map)) throw wrongType(map, expected);
  return map;
}

/** A list of strings that may be absent or `null`, which are empty ones. @throws {RpcError} */
export function readOptionalStrings(value: unknown): readonly string[] {
  const list = value ?? [];
  if (!Array.isArray(list)) throw wrongType(list, "a sequence");
  for (const one of list) if (typeof one !== "string") throw wrongType(one, "a string");
  return list;
}

/** Takes an absent member too. @throws {RpcError} */
export function checkOptionalBoolean(members: Members, name: string): void {
  const value = members[name];
  if (value !== undefined && typeof value !== "boolean") throw wrongType(value, "a boolean");
}

/** Whether a header may hold it (RFC 9110 section 5.5). */
export function isHeaderValue(text: string): boolean {
  // deno-lint-ignore no-control-regex -- these are what it must not hold
  return !/[\x00-\x08\x0a-\x1f\x7f]/.test(text);
}

/** The error for a word that is none of a closed set. */
export function unknownVariant(variant: string, known: readonly string[]): RpcError {
  const names = known.map((name) => `\`${name}\``).join(", ");
  return invalidRequest(`unknown variant \`${variant}\`, expected one of ${names}`);
}

/** The error for a value of another type than the one that was expected. */
export function wrongType(value: unknown, expected: string): RpcError {
  return invalidRequest(`invalid type: ${describe(value)}, expected ${expected}`);
}

function missing(name: string): RpcError {
  return invalidRequest(`missing field \`${name}\``);
}

function describe(value: unknown): string {
  const number = numberText(value);
  if (number !== undefined) {
    return `${/^-?\d+$/.test(number) ? "integer" : "floating point"} \`${number}\``;
  }
  switch (typeof value) {
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "boolean":
      return `boolean \`${value}\``;
    default:
      return value === null ? "null" : Array.isArray(value) ? "sequence" : "map";
  }
}
