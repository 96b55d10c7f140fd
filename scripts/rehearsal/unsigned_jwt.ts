import { Buffer } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";

/** The claim that holds what Codex reads about an account. */
export const AUTH_CLAIM = "https://api.openai.com/auth";

/** Fresh random text in base64url, so that a test can look for it as a canary. */
export function randomText(bytes = 24): string {
  return randomBytes(bytes).toString("base64url");
}

/** Makes a token with the shape of a JWT; its signature is random and verifies nowhere. */
export function unsignedJwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT", kid: "unsigned" })}.${part(claims)}.${randomText(32)}`;
}

/** What the server knows about the person; every field but the e-mail lands under AUTH_CLAIM. */
export interface Account {
  readonly email: string;
  readonly chatgpt_account_id: string;
  readonly chatgpt_plan_type: string;
  readonly chatgpt_user_id: string;
  readonly organization_id: string;
  readonly project_id: string;
  readonly is_org_owner: boolean;
  readonly completed_platform_onboarding: boolean;
}

/** Makes an account, new in every field that identifies somebody. */
export function makeAccount(known: Partial<Account> = {}): Account {
  return {
    email: "person@example.com",
    chatgpt_account_id: randomUUID(),
    chatgpt_plan_type: "pro",
    chatgpt_user_id: `user-${randomText(12)}`,
    organization_id: `org-${randomText(12)}`,
    project_id: `proj_${randomText(12)}`,
    is_org_owner: false,
    completed_platform_onboarding: true,
    ...known,
  };
}

/** The claims of an id_token for this account, valid for an hour. */
export function idTokenClaims(
  account: Account,
  issuer: string,
  clientId: string,
): Record<string, unknown> {
  const { email, ...authClaims } = account;
  const issuedAt = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: [clientId],
    sub: account.chatgpt_user_id,
    iat: issuedAt,
    exp: issuedAt + 3600,
    jti: randomUUID(),
    email,
    email_verified: true,
    [AUTH_CLAIM]: authClaims,
  };
}
