/**
 * Checks an access token before it is saved, as far as this program may.
 *
 * A personal access token (`at-…`) is shown to the issuer, which says whose it is. An agent's identity
 * is a JWT whose signing keys are kept by the service that Codex talks to, not by the issuer: only its
 * form and its expiry are checked here; the signature is checked where it is used.
 *
 * @module
 */
import type { LoginError } from "../errors.ts";
import { workspaceError } from "../token_errors.ts";
import { readJwtPayload } from "../id_token.ts";
import { askIssuer, type IssuerClient, jsonObjectOf } from "../issuer_request.ts";
import { type AccessTokenFailureReason, Loggable, statusWithPhrase } from "../loggable.ts";
import type { Secret } from "../secret.ts";
import { terminalError } from "../terminal_errors.ts";
import { tokenEndpointDetail } from "../token_endpoint_detail.ts";
import type { AgentIdentityCredentials, PersonalAccessTokenCredentials } from "./auth_json.ts";

const PERSONAL_PREFIX = "at-";
const WHOAMI_PATH = "/api/accounts/v1/user-auth-credential/whoami";

/**
 * What a token is good for, ready to be saved.
 *
 * @param workspaceIds Workspaces that the configuration allows, or `undefined` for any.
 * @throws {LoginError} `access_token_refused` or `workspace_restricted`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function checkAccessToken(
  accessToken: Secret,
  client: IssuerClient,
  workspaceIds: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<PersonalAccessTokenCredentials | AgentIdentityCredentials> {
  client.secrets.add(accessToken);
  const isPersonal = accessToken.reveal().startsWith(PERSONAL_PREFIX);
  const accountId = isPersonal
    ? await askWhose(accessToken, client, signal)
    : agentAccount(accessToken);
  if (workspaceIds && !workspaceIds.includes(accountId)) throw workspaceError(workspaceIds, true);
  return { method: isPersonal ? "personal_access_token" : "agent_identity", accessToken };
}

async function askWhose(
  bearer: Secret,
  client: IssuerClient,
  signal: AbortSignal,
): Promise<string> {
  const answer = await askIssuer(client, WHOAMI_PATH, { method: "GET", bearer }, signal);
  if (answer.kind === "transport") {
    const words = answer.failure.text.forPerson();
    throw refused("transport", `the token could not be checked: ${words}`);
  }
  const { status } = answer;
  if (status < 200 || status >= 300) {
    const said = tokenEndpointDetail(answer.text, client.secrets).message?.forPerson();
    const what = `the server answered ${statusWithPhrase(status)}${said ? `: ${said}` : ""}`;
    throw refused("status", `the token was not accepted; ${what}`, status);
  }
  const accountId = jsonObjectOf(answer)?.["chatgpt_account_id"];
  if (typeof accountId === "string" && accountId !== "") return accountId;
  throw refused("invalid_answer", "the server did not say whose token it is", status);
}

function agentAccount(accessToken: Secret): string {
  const payload = readJwtPayload(accessToken.reveal());
  const accountId = payload?.["account_id"];
  const isAgent = typeof payload?.["agent_runtime_id"] === "string";
  if (!isAgent || typeof accountId !== "string" || accountId === "") {
    throw refused(
      "unknown_kind",
      "this is neither a personal access token (at-...) nor an agent identity token; " +
        "make one in the settings of your account",
    );
  }
  const expiry = payload?.["exp"];
  if (typeof expiry === "number" && expiry * 1000 <= Date.now()) {
    throw refused("expired", "the token has expired; make a new one");
  }
  return accountId;
}

function refused(
  reason: AccessTokenFailureReason,
  message: string,
  status?: number,
): LoginError {
  return terminalError("access_token_refused", `${message}. Nothing was saved.`, [{
    event: "access token was refused",
    reason: Loggable.word(reason),
    ...(status === undefined ? {} : { status: Loggable.status(status) }),
  }]);
}
