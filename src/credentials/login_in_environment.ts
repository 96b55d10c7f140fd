/**
 * The sign-in that comes before every stored one: `CODEX_ACCESS_TOKEN` in the environment.
 *
 * @module
 */
import { ACCESS_TOKEN_VARIABLE, type ReadEnvironment } from "../base/environment_names.ts";
import type { ForcedLoginMethod } from "../config/forced_method.ts";
import { isPersonalToken } from "./access_token.ts";
import { readStoredLogin, type StoredLogin } from "./stored_login.ts";

/**
 * What the variable holds; `undefined` where it is not set or blank, or counts for nothing, since API keys
 * alone are allowed.
 *
 * Permission: env on the variable.
 */
export function loginInEnvironment(
  readEnvironment: ReadEnvironment,
  forcedMethod: ForcedLoginMethod,
): StoredLogin | undefined {
  const token = forcedMethod === "api" ? undefined : readEnvironment(ACCESS_TOKEN_VARIABLE)?.trim();
  if (!token) return undefined;
  return readStoredLogin(
    isPersonalToken(token)
      ? { auth_mode: "personalAccessToken", personal_access_token: token }
      : { auth_mode: "agentIdentity", agent_identity: token },
  );
}
