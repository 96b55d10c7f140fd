/**
 * `forced_login_method`: which ways to sign in the configuration forbids.
 *
 * @module
 */
import { methodDisabledError } from "../errors/errors.ts";

/** What `config.toml` may force; `undefined` allows every way. */
export type ForcedLoginMethod = "chatgpt" | "api" | undefined;

const CHATGPT = ["api", "ChatGPT login is disabled. Use API key login instead."] as const;
const REFUSALS = {
  login: CHATGPT,
  device: CHATGPT,
  api_key: ["chatgpt", "API key login is disabled. Use ChatGPT login instead."],
  access_token: ["api", "Access token login is disabled. Use API key login instead."],
} as const;

/** A way to sign in, as the configuration sees it. */
export type LoginWay = keyof typeof REFUSALS;

/** What upstream says of a way to sign in that is forbidden; `undefined` for one that is not. */
export function refusalOf(way: LoginWay, forced: ForcedLoginMethod): string | undefined {
  const [refusing, message] = REFUSALS[way];
  return forced === refusing ? message : undefined;
}

/** @throws {LoginError} `method_disabled`, for a way to sign in that is forbidden. */
export function refuseForbidden(way: LoginWay, forced: ForcedLoginMethod): void {
  const refusal = refusalOf(way, forced);
  if (refusal !== undefined) throw methodDisabledError(refusal);
}
