/**
 * `login status`: who is signed in. First what the real CLI says, in its words, then what it leaves out.
 *
 * Promise: nothing is written, and nobody is asked but the issuer whose a personal access token is; of a
 * key only its beginning and end are shown, of an e-mail address its first letter and its host.
 *
 * @module
 */
import type { EnvironmentPorts } from "../config/read_environment.ts";
import type { Config } from "../config/config.ts";
import { type CertificateSource, routeAndSecrets } from "../config/network/network_route.ts";
import { askWhose, type RefusalWords } from "../credentials/access_token.ts";
import type { AuthStore } from "../credentials/auth_store.ts";
import type { WayIn } from "../credentials/auth_json.ts";
import { ACCESS_TOKEN_VARIABLE } from "../base/environment_names.ts";
import { loginInEnvironment } from "../credentials/login_in_environment.ts";
import { isOver, type StoredLogin } from "../credentials/stored_login.ts";
import { authUnreadableError } from "../errors/credentials_errors.ts";
import { workspaceError } from "../errors/token_errors.ts";
import { shownValue } from "../login/account_words.ts";
import { details, type PresentLogin, seconds, sentence, statusJson } from "./status_words.ts";
import type { Interruption } from "../login/interruption.ts";
import { type AccountClaims, isAllowed } from "../oauth/id_token.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";
import type { Output } from "../base/output.ts";
import type { LoginOptions } from "../config/login_options.ts";

/** What the configuration says; a sign-in that it forbids counts as none, as for the real CLI. */
export type StatusSettings = Pick<
  Config,
  "forcedLoginMethod" | "workspaceIds" | "layers" | "issuer" | "proxy"
>;

/** How it is asked for. */
export type StatusOptions = Pick<LoginOptions, "isJson" | "isOffline">;

/** What a status report uses. */
export interface StatusPorts
  extends Output, Pick<EnvironmentPorts, "readEnvironment">, Pick<Interruption, "signal"> {
  readonly store: AuthStore;
  readonly fetch: Fetch;
  /** What it trusts, for the words of a failure. */
  readonly certificates?: CertificateSource | undefined;
  /** Names the store in an error, such as the path of `auth.json`. */
  readonly place: string;
}

/** As the real CLI words them. */
const WHOAMI_REFUSED: RefusalWords = {
  transport: (said) => `failed to request personal access token metadata: ${said}`,
  status: (status, said) =>
    `personal access token metadata request failed with status ${status}${said ? `: ${said}` : ""}`,
  invalidAnswer:
    "failed to decode personal access token metadata: the answer does not say whose token it is",
};

/**
 * Reports the sign-in that counts, for a person or as JSON.
 *
 * @returns Whether there is one.
 * @throws {LoginError} `auth_unreadable`, `access_token_refused`, `workspace_restricted`.
 * @throws The signal's reason once it is aborted.
 */
export async function reportStatus(
  options: StatusOptions,
  settings: StatusSettings,
  ports: StatusPorts,
): Promise<boolean> {
  const inEnvironment = loginInEnvironment(ports.readEnvironment, settings.forcedLoginMethod);
  const stored = inEnvironment ?? await ports.store.load();
  const place = inEnvironment ? ACCESS_TOKEN_VARIABLE : ports.place;
  if (stored?.flaw) throw unusable(place, stored.flaw);
  const objection = stored?.way && objectionTo(stored.way, stored.account, settings);
  const login = objection || !stored
    ? undefined
    : await presentLogin(stored, options, settings, { ...ports, place });
  if (options.isJson) {
    const why = objection ? { reason: objection } : {};
    const sources = settings.layers.length > 0 ? { configuration: settings.layers } : {};
    ports.print(JSON.stringify({ ...statusJson(login), ...why, ...sources }, null, 2));
  } else if (login) {
    ports.say([sentence(login), ...details(login)].join("\n"));
  } else ports.say(objection ? `Not logged in\n${objection}` : "Not logged in");
  return login !== undefined;
}

/** What is stored, with what the issuer says of it. */
async function presentLogin(
  stored: StoredLogin,
  { isOffline }: StatusOptions,
  settings: StatusSettings,
  { fetch, certificates, signal, place }: StatusPorts,
): Promise<PresentLogin | undefined> {
  const { way, otherMode, personalToken, expiresAt } = stored;
  if (!way && otherMode === undefined) return undefined;
  const isUnasked = personalToken !== undefined && isOffline === true;
  let account = stored.account;
  if (personalToken && !isUnasked) {
    const { issuer } = settings;
    const routed = routeAndSecrets(settings, certificates);
    const client = { issuer, fetch, ...routed, flow: "access_token" } as const;
    account = await askWhose(personalToken, client, signal, WHOAMI_REFUSED);
  }
  const isToken = way?.method === "personal_access_token" || way?.method === "agent_identity";
  const { workspaceIds } = settings;
  if (isToken && !isUnasked && workspaceIds && !isAllowed(account, workspaceIds)) {
    throw workspaceError(workspaceIds, true);
  }
  const isExpired = isOver(stored);
  if (isExpired && expiresAt && way?.method === "agent_identity") {
    throw unusable(place, `the access token ran out on ${seconds(expiresAt)}`);
  }
  const { method, name } = way ?? { method: "other" as const, name: shownValue(otherMode ?? "") };
  const isInEnvironment = place === ACCESS_TOKEN_VARIABLE;
  return { ...stored, method, name, account, isExpired, isInEnvironment, isUnasked };
}

function unusable(place: string, flaw: string): Error {
  return place === ACCESS_TOKEN_VARIABLE
    ? authUnreadableError(`${place} in the environment: ${flaw}`, "correct or unset it")
    : authUnreadableError(`${place}: ${flaw}`);
}

/** Why a stored sign-in does not count; `undefined` where it does. */
function objectionTo(
  { method }: WayIn,
  account: AccountClaims,
  { forcedLoginMethod, workspaceIds, layers }: StatusSettings,
): string | undefined {
  const requirements = layers.find((layer) => layer.endsWith("requirements.toml"));
  const orRequirements = requirements ? `, or ${requirements} does not allow it` : "";
  const isKey = ["api_key", "bedrock_api_key", "bedrock_access_keys"].includes(method);
  if (forcedLoginMethod && (forcedLoginMethod === "api") !== isKey) {
    return `What is stored does not count, since forced_login_method is "${forcedLoginMethod}"${orRequirements}.`;
  }
  if (method !== "chatgpt" || isAllowed(account, workspaceIds)) return undefined;
  return "What is stored does not count, since it belongs to a workspace that " +
    `forced_chatgpt_workspace_id does not name${orRequirements}.`;
}
