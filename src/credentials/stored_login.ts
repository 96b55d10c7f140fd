/**
 * What a stored document says about the sign-in that it holds.
 *
 * @module
 */
import type { LoginError } from "../errors/errors.ts";
import { ACCOUNT_NAMESPACE, readJwtPayload } from "../oauth/id_token.ts";
import { isObject, nonEmptyString } from "../base/json_object.ts";
import { Secret } from "../log/secret.ts";
import { authUnreadableError } from "../errors/terminal_errors.ts";

/** The ways in that leave something behind. */
export type LoginMethod =
  | "chatgpt"
  | "api_key"
  | "personal_access_token"
  | "agent_identity"
  | "bedrock_api_key";

/** A stored sign-in; what the document does not tell is `undefined`. */
export interface StoredLogin {
  readonly method: LoginMethod;
  /** The key itself, for `api_key` only. */
  readonly apiKey?: Secret;
  readonly accountId?: string;
  readonly plan?: string;
  readonly email?: string;
  /** As it stands in the document. */
  readonly lastRefresh?: string;
  /** When the access token expires. */
  readonly expiresAt?: Date;
}

// The names of auth_mode as the real CLI writes them.
const METHODS: Readonly<Record<string, LoginMethod>> = {
  apikey: "api_key",
  chatgpt: "chatgpt",
  chatgptAuthTokens: "chatgpt",
  agentIdentity: "agent_identity",
  personalAccessToken: "personal_access_token",
  bedrockApiKey: "bedrock_api_key",
};

/** Where each method keeps its credential; the order decides where `auth_mode` is missing. */
const CREDENTIAL_KEYS: readonly (readonly [LoginMethod, string])[] = [
  ["personal_access_token", "personal_access_token"],
  ["bedrock_api_key", "bedrock_api_key"],
  ["api_key", "OPENAI_API_KEY"],
  ["agent_identity", "agent_identity"],
  ["chatgpt", "tokens"],
];

/**
 * Reads a document; `undefined` where it holds no credentials at all, as `{}` does.
 *
 * @param place Where the document is, for an error.
 * @throws {LoginError} `auth_unreadable`, naming the key that is wrong.
 */
export function storedLogin(
  document: Record<string, unknown>,
  place: string,
): StoredLogin | undefined {
  const method = methodOf(document, place);
  if (method === undefined) return undefined;
  const key = CREDENTIAL_KEYS.find(([other]) => other === method)?.[1] ?? "";
  const value = document[key];
  const refreshed = document["last_refresh"] ?? undefined;
  if (refreshed !== undefined && !isDate(refreshed)) {
    throw wrong(place, "last_refresh", "is no date");
  }
  if (value === undefined || value === null) throw wrong(place, key, "is missing");
  if (method === "chatgpt") return chatGptLogin(value, document["last_refresh"], place);
  if (method === "bedrock_api_key") return { method };
  if (method === "agent_identity" && isObject(value)) return { method, ...claims(value) };
  const secret = nonEmptyString(value);
  if (secret === undefined) throw wrong(place, key, "is no text, or empty");
  if (method === "api_key") return { method, apiKey: new Secret(secret) };
  if (method === "personal_access_token") return { method };
  const payload = readJwtPayload(secret);
  if (payload === undefined) throw wrong(place, key, "is no JWT");
  return { method, ...claims(payload), ...expiry(payload) };
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** RFC 3339, which is all that the real CLI reads. */
function isDate(value: unknown): boolean {
  return typeof value === "string" && RFC_3339.test(value) && !Number.isNaN(Date.parse(value));
}

function methodOf(document: Record<string, unknown>, place: string): LoginMethod | undefined {
  const mode = document["auth_mode"];
  if (mode !== undefined && mode !== null) {
    const method = typeof mode === "string" && Object.hasOwn(METHODS, mode)
      ? METHODS[mode]
      : undefined;
    if (method === undefined) throw wrong(place, "auth_mode", "is none that this program knows");
    return method;
  }
  return CREDENTIAL_KEYS.find(([, key]) => document[key] !== undefined && document[key] !== null)
    ?.[0];
}

function chatGptLogin(tokens: unknown, lastRefresh: unknown, place: string): StoredLogin {
  if (!isObject(tokens)) throw wrong(place, "tokens", "is no object");
  for (const key of ["id_token", "access_token", "refresh_token"]) {
    if (typeof tokens[key] !== "string") {
      throw wrong(place, `tokens.${key}`, "is missing or no text");
    }
  }
  const payload = readJwtPayload(String(tokens["id_token"]));
  if (payload === undefined) throw wrong(place, "tokens.id_token", "is no JWT");
  const auth = isObject(payload[ACCOUNT_NAMESPACE]) ? payload[ACCOUNT_NAMESPACE] : {};
  return {
    method: "chatgpt",
    ...text("accountId", tokens["account_id"] ?? auth["chatgpt_account_id"]),
    ...text("plan", auth["chatgpt_plan_type"]),
    ...text("email", payload["email"]),
    ...text("lastRefresh", lastRefresh),
    ...expiry(readJwtPayload(String(tokens["access_token"])) ?? {}),
  };
}

/** The claims of an agent's identity stand at the top. */
function claims(payload: Record<string, unknown>) {
  return {
    ...text("accountId", payload["account_id"]),
    ...text("plan", payload["plan_type"]),
    ...text("email", payload["email"]),
  };
}

/** The `exp` claim, seconds since 1970 (RFC 7519 section 4.1.4). */
function expiry(payload: Record<string, unknown>): { expiresAt?: Date } {
  const seconds = payload["exp"];
  const date = new Date(typeof seconds === "number" ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? {} : { expiresAt: date };
}

function text<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  const found = nonEmptyString(value);
  return found === undefined ? {} : { [key]: found } as Record<K, string>;
}

function wrong(place: string, key: string, what: string): LoginError {
  return authUnreadableError(place, `${key} ${what}`);
}
