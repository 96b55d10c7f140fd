/**
 * Reads claims of a JWT that came straight from the token endpoint over TLS, whose signature
 * therefore need not be checked (OpenID Connect Core section 3.1.3.7, point 6).
 *
 * @module
 */
import { fromBase64, toBase64Url } from "../base/base64.ts";
import { brokenRule, isText, type JsonRule, optional, repeatedKey } from "../base/json_rules.ts";
import { isObject, members, nonEmptyString } from "../base/json_object.ts";

/** Whose a token is, as its claims say; what they do not say is `undefined`. */
export interface AccountClaims {
  /** The workspace that was chosen. */
  readonly accountId?: string | undefined;
  /** The person, as the issuer numbers them. */
  readonly userId?: string | undefined;
  /** The plan, as `pro`. */
  readonly plan?: string | undefined;
  /** The address that the account is known by. */
  readonly email?: string | undefined;
}

/**
 * The payload of a JWT (RFC 7519), or `undefined` for what is none. As the real CLI reads it: nobody looks
 * at the other parts here, but that they are there, and of the claims that it knows none may come twice
 * (section 4).
 */
export function readJwtPayload(jwt: string): Record<string, unknown> | undefined {
  const [header, encoded = "", signature] = jwt.split(".");
  if (!header || !signature) return undefined;
  try {
    const bytes = fromBase64(encoded);
    if (toBase64Url(bytes) !== encoded) return undefined;
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const payload: unknown = JSON.parse(text);
    return isObject(payload) && repeatedKey(text, READ_CLAIMS) === undefined ? payload : undefined;
  } catch {
    return undefined;
  }
}

const ACCOUNT = "https://api.openai.com/auth";
const PROFILE = "https://api.openai.com/profile";

/** The claims about the account, as the issuer spells them. */
export function accountMembers(
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return members(payload[ACCOUNT]);
}

/** The claims that Codex puts into an id_token, those about the account under names of its own. */
export function readAccountClaims(payload: Readonly<Record<string, unknown>>): AccountClaims {
  const account = accountMembers(payload);
  const profile = members(payload[PROFILE]);
  return {
    accountId: nonEmptyString(account["chatgpt_account_id"]),
    userId: nonEmptyString(account["chatgpt_user_id"]) ?? nonEmptyString(account["user_id"]),
    plan: nonEmptyString(account["chatgpt_plan_type"]),
    email: nonEmptyString(payload["email"]) ?? nonEmptyString(profile["email"]),
  };
}

/** Whether an account belongs to one of these workspaces; where there are none, any account will do. */
export function isAllowed(
  { accountId }: Pick<AccountClaims, "accountId">,
  workspaceIds: readonly string[] | undefined,
): boolean {
  return workspaceIds === undefined || accountId !== undefined && workspaceIds.includes(accountId);
}

// A list is read there as the members in their order.
const isMembers = optional((value) =>
  isObject(value) || Array.isArray(value) && value.every(optional(isText))
);

const READ_CLAIMS: readonly JsonRule[] = [
  ...[["email"], [PROFILE, "email"]].map(text),
  ...[[ACCOUNT], [PROFILE]].map((path): JsonRule => [path, isMembers, "is no object"]),
  ...["chatgpt_plan_type", "chatgpt_user_id", "user_id", "chatgpt_account_id"]
    .map((name) => text([ACCOUNT, name])),
  [
    [ACCOUNT, "chatgpt_account_is_fedramp"],
    (value) => value === undefined || typeof value === "boolean",
    "is not true or false",
  ],
];

function text(path: readonly string[]): JsonRule {
  return [path, optional(isText), "is no text"];
}

/**
 * The first claim of an id_token whose value the real CLI cannot read: it would refuse all of auth.json
 * for it. `undefined` where there is none.
 */
export function unreadableClaim(payload: Readonly<Record<string, unknown>>): string | undefined {
  return brokenRule(payload, READ_CLAIMS)?.[0].at(-1);
}
