/**
 * What the real Codex CLI refuses a stored document for, found before it does.
 *
 * @module
 */
import { jsonErrorPlace } from "../base/json_error_place.ts";
import { isObject } from "../base/json_object.ts";
import { readJwtPayload } from "../oauth/id_token.ts";

/** What must hold for the value of a key or of its member, and what is said where it does not. */
type Rule = readonly [
  path: string,
  isRight: (value: unknown, isInUse: boolean) => boolean,
  what: string,
];

const isText = (value: unknown) => typeof value === "string";
const isAbsent = (value: unknown) => value === undefined || value === null;
const isJwt = (value: unknown) => isText(value) && readJwtPayload(value as string) !== undefined;
const required = (path: string): Rule => [path, isText, "is missing or no text"];
const isFilled = (value: unknown, isInUse: boolean) => isText(value) && !(isInUse && value === "");

/** In the order in which they are told; a key that is absent breaks none, nor do members of what is no object. */
const RULES: readonly Rule[] = [
  ["last_refresh", isDate, "is no date"],
  ["personal_access_token", isFilled, "is no text, or empty"],
  ["bedrock_api_key", isObject, "is no object"],
  required("bedrock_api_key.api_key"),
  ["bedrock_access_keys", isObject, "is no object"],
  required("bedrock_access_keys.access_key_id"),
  required("bedrock_access_keys.secret_access_key"),
  ["OPENAI_API_KEY", isFilled, "is no text, or empty"],
  [
    "agent_identity",
    (value, isInUse) => isObject(value) || isFilled(value, isInUse),
    "is no text, or empty",
  ],
  ["agent_identity", (value, isInUse) => !isInUse || isObject(value) || isJwt(value), "is no JWT"],
  ["tokens", isObject, "is no object"],
  required("tokens.id_token"),
  required("tokens.access_token"),
  required("tokens.refresh_token"),
  ["tokens.id_token", isJwt, "is no JWT"],
  ["tokens.account_id", (value) => isAbsent(value) || isText(value), "is no text"],
  ["tokens.oauth_provenance", (value) => isAbsent(value) || isObject(value), "is no object"],
];

/**
 * The first flaw, as in `last_refresh is no date`.
 *
 * @param text What the document was parsed from: a key can stand twice there.
 * @param keyInUse The key that the way in depends on.
 */
export function flawOf(
  document: Readonly<Record<string, unknown>>,
  text: string,
  keyInUse: string | undefined,
): string | undefined {
  const repeated = repeatedKey(text);
  if (repeated !== undefined) return `${repeated} stands there twice`;
  if (keyInUse === undefined && !isAbsent(document["auth_mode"])) {
    return "auth_mode is none that this program knows";
  }
  if (keyInUse !== undefined && isAbsent(document[keyInUse])) return `${keyInUse} is missing`;
  for (const [path, isRight, what] of RULES) {
    const [key = "", member] = path.split(".");
    const parent = member === undefined ? document : document[key];
    if (isAbsent(document[key]) || !isObject(parent)) continue;
    if (!isRight(parent[member ?? key], key === keyInUse)) return `${path} ${what}`;
  }
  return undefined;
}

/** A key of codex's own that stands twice in the same object; of others' it takes the last, as we do. */
function repeatedKey(text: string): string | undefined {
  const own = new Set(["auth_mode", ...RULES.map(([path]) => path)]);
  const seen = new Set<string>();
  let repeated: string | undefined;
  jsonErrorPlace(text, (path) => {
    const name = path.join(".");
    if (seen.has(name) && own.has(name)) repeated ??= name;
    seen.add(name);
  });
  return repeated;
}

const DATE =
  /^\s*[+-]?(\d{1,4})-(\d{1,2})-(\d{1,2})(?:t|\s)\s*(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?\s*(?:z|utc|[+\u2212-](?:[01]\d|2[0-3]):?[0-5]\d)\s*$/i;

/** What the real CLI reads as a date: RFC 3339 and its neighbours, of days that there are. */
function isDate(value: unknown): boolean {
  const parts = typeof value === "string" ? DATE.exec(value) : null;
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(
    Number,
  );
  // Setting a day that the month has not leads to another month; a second can be a leap second.
  const date = new Date(Date.UTC(2000, month - 1, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month <= 12 &&
    hour < 24 && minute < 60 && second <= 60;
}
