/**
 * Whose credentials are stored, without the credentials.
 *
 * @module
 */
import { readJwtPayload } from "../oauth/id_token.ts";
import { isObject, nonEmptyString } from "../base/json_object.ts";

/** An account as `account/read` and `account/updated` tell it. Plain data, to cross from a worker. */
export interface StoredAccount {
  readonly authMode: AuthMode;
  readonly email: string | null;
  /** `null` where the token names none. */
  readonly planType: string | null;
  readonly userId: string | null;
}

/** How the account signs requests. */
export type AuthMode =
  | "apikey"
  | "chatgpt"
  | "agentIdentity"
  | "personalAccessToken"
  | "bedrockApiKey";

// As the real server's schema has them; it tells any other as `unknown`.
const PLAN_TYPES = [
  ...["free", "go", "plus", "pro", "prolite", "promax", "team", "self_serve_business_prolite"],
  ...["self_serve_business_usage_based", "business", "ent26", "enterprise_cbp_automation"],
  ...["enterprise_cbp_usage_based", "enterprise", "edu", "edu_plus", "edu_pro", "sci", "sci_plus"],
];

/** The account of a parsed `auth.json`; `undefined` where nobody is signed in. */
export function storedAccount(
  document: Record<string, unknown> | undefined,
): StoredAccount | undefined {
  const authMode = document && modeOf(document);
  if (document === undefined || authMode === undefined) return undefined;
  const nobody = { authMode, email: null, planType: null, userId: null };
  const tokens = document["tokens"];
  if (authMode !== "chatgpt" || !isObject(tokens)) return nobody;
  const claims = readJwtPayload(nonEmptyString(tokens["id_token"]) ?? "") ?? {};
  const account = members(claims["https://api.openai.com/auth"]);
  const profile = members(claims["https://api.openai.com/profile"]);
  const plan = nonEmptyString(account["chatgpt_plan_type"])?.toLowerCase();
  return {
    authMode,
    email: nonEmptyString(claims["email"]) ?? nonEmptyString(profile["email"]) ?? null,
    planType: plan === undefined ? null : PLAN_TYPES.includes(plan) ? plan : "unknown",
    userId: nonEmptyString(account["chatgpt_user_id"]) ?? nonEmptyString(account["user_id"]) ??
      null,
  };
}

function modeOf(document: Record<string, unknown>): AuthMode | undefined {
  const hasKey = nonEmptyString(document["OPENAI_API_KEY"]) !== undefined;
  const hasTokens = isObject(document["tokens"]);
  switch (document["auth_mode"]) {
    case "chatgpt":
      return hasTokens ? "chatgpt" : undefined;
    case "apikey":
      return hasKey ? "apikey" : undefined;
    case "agentIdentity":
    case "personalAccessToken":
    case "bedrockApiKey":
      return document["auth_mode"];
  }
  // The real CLI writes no auth_mode beside a personal access token.
  if (nonEmptyString(document["personal_access_token"])) return "personalAccessToken";
  return hasKey ? "apikey" : hasTokens ? "chatgpt" : undefined;
}

function members(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
