/**
 * What the real Codex CLI refuses a stored document for, found before it does.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import {
  brokenRule,
  isAbsent,
  isText,
  isWholeNumber,
  type JsonRule,
  optional,
  repeatedKey,
} from "../base/json_rules.ts";
import { readJwtPayload, unreadableClaim } from "../oauth/id_token.ts";

const isJwt = (value: unknown) => isText(value) && readJwtPayload(value as string) !== undefined;
const isFlag = (value: unknown) => typeof value === "boolean";

const rule = (path: string, isRight: JsonRule[1], what: string): JsonRule => [
  path.split("."),
  isRight,
  what,
];
const required = (path: string) => rule(path, isText, "is missing or no text");
const object = (path: string) => rule(path, optional(isObject), "is no object");
const text = (path: string) => rule(path, optional(isText), "is no text");

/** What the real CLI knows of an agent, in a document of its own and in a JWT. */
const agentRules = (prefix: string): readonly JsonRule[] => [
  ...["agent_runtime_id", "agent_private_key", "account_id", "chatgpt_user_id", "plan_type"]
    .map((name) => required(prefix + name)),
  text(`${prefix}email`),
  rule(`${prefix}chatgpt_account_is_fedramp`, isFlag, "is not true or false"),
];

/** In the order in which they are told. */
const RULES: readonly JsonRule[] = [
  rule("auth_mode", optional((value) => isText(value) && value !== ""), "is no text, or empty"),
  rule("last_refresh", optional(isDate), "is no date"),
  rule("personal_access_token", optional(isText), "is no text, or empty"),
  object("bedrock_api_key"),
  required("bedrock_api_key.api_key"),
  required("bedrock_api_key.region"),
  object("bedrock_access_keys"),
  required("bedrock_access_keys.access_key_id"),
  required("bedrock_access_keys.secret_access_key"),
  text("bedrock_access_keys.session_token"),
  rule("OPENAI_API_KEY", optional(isText), "is no text, or empty"),
  rule(
    "agent_identity",
    optional((value) => isText(value) || isObject(value)),
    "is no text, or empty",
  ),
  ...agentRules("agent_identity."),
  text("agent_identity.task_id"),
  object("tokens"),
  required("tokens.id_token"),
  required("tokens.access_token"),
  required("tokens.refresh_token"),
  rule("tokens.id_token", isJwt, "is no JWT"),
  rule("tokens.id_token", hasReadableClaims, "has a claim of the wrong type"),
  text("tokens.account_id"),
  text("tokens.login_owner_id"),
  object("tokens.oauth_provenance"),
  required("tokens.oauth_provenance.issuer"),
  required("tokens.oauth_provenance.client_id"),
];

const AGENT_CLAIMS: readonly JsonRule[] = [
  ...agentRules(""),
  required("iss"),
  required("aud"),
  rule("iat", isWholeNumber, "is no whole number"),
  rule("exp", isWholeNumber, "is no whole number"),
];

/** The claim for which the real CLI refuses an agent's identity, or that it is no JWT at all. */
export function agentFlaw(jwt: string): string | undefined {
  const payload = jwt.split(".").length === 3 ? readJwtPayload(jwt) : undefined;
  if (payload === undefined) return "is no JWT";
  const [path, , what] = brokenRule(payload, AGENT_CLAIMS) ?? [];
  return path && `has a claim of the wrong type (${path[0]} ${what})`;
}

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
  const repeated = repeatedKey(text, RULES);
  if (repeated !== undefined) return `${repeated} stands there twice`;
  if (document["auth_mode"] === "headers") {
    return "auth_mode is headers, and externally provided auth cannot be loaded from auth storage";
  }
  if (keyInUse !== undefined && isAbsent(document[keyInUse])) return `${keyInUse} is missing`;
  const broken = brokenRule(document, RULES);
  if (broken) return `${broken[0].join(".")} ${broken[2]}`;
  if (keyInUse === undefined) return undefined;
  const value = document[keyInUse];
  if (value === "") return `${keyInUse} is no text, or empty`;
  const flaw = keyInUse === "agent_identity" && typeof value === "string" && agentFlaw(value);
  return flaw ? `${keyInUse} ${flaw}` : undefined;
}

function hasReadableClaims(jwt: unknown): boolean {
  return unreadableClaim(readJwtPayload(String(jwt)) ?? {}) === undefined;
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
