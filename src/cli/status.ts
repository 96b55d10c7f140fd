/**
 * `login status`: what is stored, without asking anybody.
 *
 * Promise: nothing is sent and nothing is written; of a key only its beginning and end are shown, of
 * an e-mail address its first letter and its host.
 *
 * @module
 */
import type { Config } from "../config/config.ts";
import type { AuthStore } from "../credentials/auth_store.ts";
import type { WayIn } from "../credentials/auth_json.ts";
import type { StoredLogin } from "../credentials/stored_login.ts";
import { authUnreadableError } from "../errors/terminal_errors.ts";
import type { Output } from "../base/output.ts";
import { bound, escapeUnprintable } from "../base/visible_text.ts";

/** Longest key of which nothing at all is shown, in characters. */
const LONGEST_HIDDEN_KEY = 13;
const SHOWN_PREFIX = 8;
const SHOWN_SUFFIX = 5;

/** What the configuration asks of a sign-in; one that it forbids counts as none, as for the real CLI. */
export type AllowedSignIns = Pick<Config, "forcedLoginMethod" | "workspaceIds" | "layers">;

/** What a status report uses. */
export interface StatusPorts extends Output {
  readonly store: AuthStore;
  /** Names the store in an error, such as the path of `auth.json`. */
  readonly place: string;
}

/**
 * Reports the stored sign-in, for a person or as JSON.
 *
 * @returns Whether there is one that counts.
 * @throws {LoginError} `auth_unreadable`.
 */
export async function reportStatus(
  asJson: boolean,
  allowed: AllowedSignIns,
  ports: StatusPorts,
): Promise<boolean> {
  const stored = await ports.store.load();
  if (stored?.flaw) throw authUnreadableError(`${ports.place}: ${stored.flaw}`);
  const objection = stored?.way && objectionTo(stored.way, stored.account.accountId, allowed);
  const login = objection || !stored?.way ? undefined : { ...stored, way: stored.way };
  if (asJson) {
    const why = objection ? { reason: objection } : {};
    const sources = allowed.layers.length > 0 ? { configuration: allowed.layers } : {};
    ports.print(
      JSON.stringify({ ...statusJson(login), ...why, ...sources }, null, 2),
    );
  } else if (login) ports.say(sentence(login));
  else ports.say(objection ? `Not logged in\n${objection}` : "Not logged in");
  return login !== undefined;
}

/** Why a stored sign-in does not count; `undefined` where it does. */
function objectionTo(
  { method }: WayIn,
  accountId: string | undefined,
  { forcedLoginMethod, workspaceIds, layers }: AllowedSignIns,
): string | undefined {
  const requirements = layers.find((layer) => layer.endsWith("requirements.toml"));
  const orRequirements = requirements ? `, or ${requirements} does not allow it` : "";
  const isKey = ["api_key", "bedrock_api_key", "bedrock_access_keys"].includes(method);
  if (forcedLoginMethod && (forcedLoginMethod === "api") !== isKey) {
    return `What is stored does not count, since forced_login_method is "${forcedLoginMethod}"${orRequirements}.`;
  }
  if (method !== "chatgpt" || !workspaceIds || workspaceIds.includes(accountId ?? "")) {
    return undefined;
  }
  return "What is stored does not count, since it belongs to a workspace that " +
    `forced_chatgpt_workspace_id does not name${orRequirements}.`;
}

/** A key as it may be shown: `sk-proj-***ABCDE`, or `***` where it has 13 characters or fewer. */
export function maskedKey(key: string): string {
  const characters = Array.from(key);
  if (characters.length <= LONGEST_HIDDEN_KEY) return "***";
  const shown = characters.slice(0, SHOWN_PREFIX).join("") + "***" +
    characters.slice(-SHOWN_SUFFIX).join("");
  return escapeUnprintable(shown);
}

/** An e-mail address as it may be shown: `p***@example.com`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const first = Array.from(email)[0] ?? "";
  return at < 1 ? "***" : printable(`${first}***${email.slice(at)}`);
}

/** A stored login that somebody is signed in with. */
type PresentLogin = StoredLogin & { readonly way: WayIn };

function sentence({ way, apiKey }: PresentLogin): string {
  if (way.method !== "api_key") return `Logged in using ${way.name}`;
  return `API key configured - ${maskedKey(apiKey?.reveal() ?? "")}\n` +
    "Authentication is checked when you send a request.";
}

function statusJson(login: PresentLogin | undefined): Record<string, unknown> {
  if (login === undefined) return { logged_in: false, method: null };
  const { accountId, plan, email } = login.account;
  return {
    logged_in: true,
    method: login.way.method,
    ...(login.apiKey ? { api_key: maskedKey(login.apiKey.reveal()) } : {}),
    account_id: shown(accountId),
    plan: shown(plan),
    email: email === undefined ? null : maskedEmail(email),
    last_refresh: shown(login.lastRefresh),
    expires_at: login.expiresAt?.toISOString() ?? null,
  };
}

function shown(text: string | undefined): string | null {
  return text === undefined ? null : printable(text);
}

function printable(text: string): string {
  return bound(escapeUnprintable(text), 256);
}
