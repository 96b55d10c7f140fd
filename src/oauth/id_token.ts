/**
 * Reads claims of a JWT that came straight from the token endpoint over TLS, whose signature
 * therefore need not be checked (OpenID Connect Core section 3.1.3.7, point 6).
 *
 * @module
 */
import { fromBase64 } from "../base/base64.ts";
import { isObject } from "../base/json_object.ts";

/** The claims that Codex puts under `https://api.openai.com/auth`. */
export interface AccountClaims {
  /** The workspace that was chosen (`chatgpt_account_id`). */
  readonly accountId: string | undefined;
}

/** The claim that holds what Codex knows about an account. */
export const ACCOUNT_NAMESPACE = "https://api.openai.com/auth";

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

/** The account claims of an id_token; absent ones are `undefined`. */
export function readAccountClaims(payload: Record<string, unknown>): AccountClaims {
  const claims = payload[ACCOUNT_NAMESPACE];
  const accountId = isObject(claims) ? claims["chatgpt_account_id"] : undefined;
  return { accountId: typeof accountId === "string" && accountId !== "" ? accountId : undefined };
}
