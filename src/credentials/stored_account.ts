/**
 * Whose credentials are stored, without the credentials.
 *
 * @module
 */
import type { AuthMode } from "./auth_json.ts";
import type { StoredLogin } from "./stored_login.ts";

/** An account as `account/read` and `account/updated` tell it. Plain data, to cross from a worker. */
export interface StoredAccount {
  /** How the account signs requests. */
  readonly authMode: AuthMode;
  readonly email: string | null;
  /** `null` where the token names none. */
  readonly planType: string | null;
  readonly userId: string | null;
}

// As the real server's schema has them; it tells any other as `unknown`.
const PLAN_TYPES = [
  ...["free", "go", "plus", "pro", "prolite", "promax", "team", "self_serve_business_prolite"],
  ...["self_serve_business_usage_based", "business", "ent26", "enterprise_cbp_automation"],
  ...["enterprise_cbp_usage_based", "enterprise", "edu", "edu_plus", "edu_pro", "sci", "sci_plus"],
];

/** The account of what is stored; `undefined` where nobody is signed in, or codex could not use it. */
export function storedAccount(stored: StoredLogin | undefined): StoredAccount | undefined {
  if (stored?.way === undefined || stored.flaw !== undefined) return undefined;
  const { method, authMode } = stored.way;
  const { email = null, userId = null, plan } = method === "chatgpt" ? stored.account : {};
  const name = plan?.toLowerCase();
  const planType = name === undefined ? null : PLAN_TYPES.includes(name) ? name : "unknown";
  return { authMode, email, planType, userId };
}
