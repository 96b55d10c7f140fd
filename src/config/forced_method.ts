/**
 * `forced_login_method`: which ways to sign in the configuration forbids.
 *
 * @module
 */
import { methodDisabledError } from "../errors/errors.ts";

/** What `config.toml` may force and an administrator may allow. */
export const LOGIN_METHODS = ["chatgpt", "api"] as const;

/** The one that is allowed; `undefined` allows every way. */
export type ForcedLoginMethod = typeof LOGIN_METHODS[number] | undefined;

const CHATGPT = ["api", "ChatGPT login is disabled. Use API key login instead."] as const;
const REFUSALS = {
  login: CHATGPT,
  device: CHATGPT,
  api_key: ["chatgpt", "API key login is disabled. Use ChatGPT login instead."],
  access_token: ["api", "Access token login is disabled. Use API key login instead."],
} as const;

/**
 * Refuses a way to sign in that is forbidden, in upstream's words.
 *
 * @param refusal Makes the error of them; default: {@linkcode methodDisabledError}.
 * @throws What `refusal` makes.
 */
export function refuseForbidden(
  way: keyof typeof REFUSALS,
  forced: ForcedLoginMethod,
  refusal: (words: string) => Error = methodDisabledError,
): void {
  const [refusing, words] = REFUSALS[way];
  if (forced === refusing) throw refusal(words);
}
