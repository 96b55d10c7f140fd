/**
 * Which stored token may be revoked, and where.
 *
 * Promise: only a token that the asked issuer gave, and never one that is in use.
 *
 * @module
 */
import { issuerIdentifier } from "../base/endpoints.ts";
import type { Secret } from "../log/secret.ts";
import type { RevocableToken } from "../oauth/revoke.ts";
import type { TokenClient } from "../oauth/token_request.ts";
import type { StoredLogin } from "./stored_login.ts";

/**
 * The token of a stored ChatGPT sign-in that `client.issuer` gave, if any.
 *
 * @param inUse Tokens that must stay valid.
 */
export function revocableToken(
  stored: StoredLogin | undefined,
  client: Pick<TokenClient, "issuer" | "clientId">,
  inUse: readonly Secret[] = [],
): RevocableToken | undefined {
  const { tokens } = stored ?? {};
  if (tokens?.issuer !== issuerIdentifier(client.issuer)) return undefined;
  const { refreshToken, accessToken, clientId = client.clientId } = tokens;
  const token = refreshToken ?? accessToken;
  if (!token || inUse.some((kept) => kept.reveal() === token.reveal())) return undefined;
  return { token, hint: refreshToken ? "refresh_token" : "access_token", clientId };
}
