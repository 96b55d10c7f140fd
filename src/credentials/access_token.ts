/**
 * Checks an access token before it is saved, as far as this program may.
 *
 * A personal access token (`at-…`) is shown to the issuer, which says whose it is. An agent's identity
 * is a JWT whose signing keys are kept by the service that Codex talks to, not by the issuer: only its
 * form and its expiry are checked here; the signature is checked where it is used.
 *
 * @module
 */
import { requestError } from "../errors/failure_class.ts";
import { PATHS } from "../base/endpoints.ts";
import { failed, type LoginError } from "../errors/errors.ts";
import { workspaceError } from "../errors/token_errors.ts";
import { readJwtPayload } from "../oauth/id_token.ts";
import {
  askIssuer,
  isSuccess,
  type IssuerClient,
  requestContext,
} from "../oauth/issuer_request.ts";
import type { AccessTokenFailureReason } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { Secret } from "../log/secret.ts";
import { tokenEndpointDetail } from "../oauth/token_endpoint_detail.ts";
import type { AgentIdentityCredentials, PersonalAccessTokenCredentials } from "./auth_json.ts";

const KIND = "access_token_refused";
const CLASS = "access token check failure class";
const PERSONAL_PREFIX = "at-";

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
  const answer = await askIssuer(client, PATHS.whoami, { method: "GET", bearer }, signal);
  const context = requestContext(client);
  if (answer.kind === "transport") {
    const { failure } = answer;
    const message = notSaved(`the token could not be checked: ${failure.text.forPerson()}`);
    const line = refusal("transport", { error: Loggable.transportError(failure.text) });
    throw await requestError(KIND, message, CLASS, failure, context, line);
  }
  const status = Loggable.status(answer.status);
  if (!isSuccess(answer.status)) {
    const detail = tokenEndpointDetail(answer.body, client.secrets);
    const said = detail.message?.forPerson();
    const what = `the server answered ${statusWithPhrase(answer.status)}${said ? `: ${said}` : ""}`;
    const message = notSaved(`the token was not accepted; ${what}`);
    const line = refusal("status", { status });
    throw await requestError(KIND, message, CLASS, { ...answer, detail }, context, line);
  }
  const accountId = answer.body.secret("chatgpt_account_id");
  if (accountId) return accountId.reveal();
  const message = notSaved("the server did not say whose token it is");
  const line = refusal("invalid_answer", { status });
  throw await requestError(KIND, message, CLASS, answer, context, line);
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

function refused(reason: AccessTokenFailureReason, message: string): LoginError {
  return failed(KIND, notSaved(message), { events: [refusal(reason)] });
}

function notSaved(message: string): string {
  return `${message}. Nothing was saved.`;
}

function refusal(
  reason: AccessTokenFailureReason,
  details: { readonly status?: Loggable<"status">; readonly error?: Loggable<"transportError"> } =
    {},
) {
  return {
    event: "access token was refused",
    reason: Loggable.word(reason),
    ...details,
  } as const;
}
