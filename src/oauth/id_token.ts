/**
 * Reads claims of a JWT that came straight from the token endpoint over TLS, whose signature
 * therefore need not be checked (OpenID Connect Core section 3.1.3.7, point 6).
 *
 * @module
 */
import { fromBase64 } from "../base/base64.ts";
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

/** The payload of a JWT (RFC 7519), or `undefined` for what is no JWT. */
export function readJwtPayload(jwt: string): Record<string, unknown> | undefined {
  const parts = jwt.split(".");
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(parts[1] ?? ""));
    const payload: unknown = JSON.parse(text);
    return isObject(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}

/** The claims about the account, as the issuer spells them. */
export function accountMembers(
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return members(payload["https://api.openai.com/auth"]);
}

/** The claims that Codex puts into an id_token, those about the account under names of its own. */
export function readAccountClaims(payload: Readonly<Record<string, unknown>>): AccountClaims {
  const account = accountMembers(payload);
  const profile = members(payload["https://api.openai.com/profile"]);
  return {
    accountId: nonEmptyString(account["chatgpt_account_id"]),
    userId: nonEmptyString(account["chatgpt_user_id"]) ?? nonEmptyString(account["user_id"]),
    plan: nonEmptyString(account["chatgpt_plan_type"]),
    email: nonEmptyString(payload["email"]) ?? nonEmptyString(profile["email"]),
  };
}
