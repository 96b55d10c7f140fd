/**
 * Checks an access token before it is saved, as far as this program may.
 *
 * A personal access token (`at-…`) is shown to the issuer, which says whose it is. An agent's identity
 * is a JWT whose signing keys are kept by the service that Codex talks to, not by the issuer: only its
 * form and its expiry are checked here; the signature is checked where it is used.
 *
 * @module
 */
import { requestError } from "../errors/failed_request.ts";
import { PATHS } from "../base/endpoints.ts";
import { failed, type LoginError } from "../errors/errors.ts";
import { workspaceError } from "../errors/token_errors.ts";
import { isText, type JsonRule, optional } from "../base/json_rules.ts";
import { type AccountClaims, isAllowed, readJwtPayload } from "../oauth/id_token.ts";
import { agentFlaw } from "./auth_flaw.ts";
import {
  askIssuer,
  isSuccess,
  type IssuerClient,
  requestContext,
} from "../oauth/issuer_request.ts";
import type { AccessTokenFailureReason } from "../log/log_words.ts";
import { Loggable, statusWithPhrase } from "../log/loggable.ts";
import type { Secret } from "../log/text/secret.ts";
import { tokenEndpointDetail } from "../oauth/token_endpoint_detail.ts";
import type { AgentIdentityCredentials, PersonalAccessTokenCredentials } from "./auth_json.ts";

const KIND = "access_token_refused";
const CLASS = "access token check failure class";

/** Whether a token is a person's, by its form; any other is taken for an agent's identity. */
export const isPersonalToken = (token: string): boolean => token.startsWith("at-");

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
): Promise<CheckedToken> {
  client.secrets.add(accessToken);
  const isPersonal = isPersonalToken(accessToken.reveal());
  const account = isPersonal
    ? await askWhose(accessToken, client, signal, NOT_SAVED)
    : { accountId: agentAccount(accessToken) };
  if (workspaceIds && !isAllowed(account, workspaceIds)) {
    throw workspaceError(workspaceIds, true);
  }
  const method = isPersonal ? "personal_access_token" : "agent_identity";
  return { credentials: { method, accessToken }, account };
}

/** A token that may be saved, and whose it is. */
export interface CheckedToken {
  readonly credentials: PersonalAccessTokenCredentials | AgentIdentityCredentials;
  readonly account: Partial<AccountClaims>;
}

/** What is said where a token is not taken. */
export interface RefusalWords {
  /** No answer came; `said` is why. */
  readonly transport: (said: string) => string;
  /** As in `401 Unauthorized`, and what the answer said. */
  readonly status: (status: string, said: string | undefined) => string;
  readonly invalidAnswer: string;
}

const NOT_SAVED: RefusalWords = {
  transport: (said) => notSaved(`the token could not be checked: ${said}`),
  status: (status, said) =>
    notSaved(
      // To a 4xx beside 408 and 429 it is the token that leads.
      `the token ${
        /^4(?!08|29)/.test(status) ? "was not accepted" : "could not be checked"
      }; the server answered ${status}${said ? `: ${said}` : ""}`,
    ),
  invalidAnswer: notSaved("the server did not say whose token it is"),
};

/** What the real CLI wants of the answer. */
const WHOAMI: readonly JsonRule[] = [
  ...["chatgpt_user_id", "chatgpt_account_id", "chatgpt_plan_type"]
    .map((name): JsonRule => [[name], isText, "is no text"]),
  [["email"], optional(isText), "is no text"],
  [["chatgpt_account_is_fedramp"], (value) => typeof value === "boolean", "is no flag"],
];

/**
 * Asks the issuer whose a personal access token is.
 *
 * @throws {LoginError} `access_token_refused`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function askWhose(
  bearer: Secret,
  client: IssuerClient,
  signal: AbortSignal,
  words: RefusalWords,
): Promise<AccountClaims> {
  client.secrets.add(bearer);
  const answer = await askIssuer(client, PATHS.whoami, { method: "GET", bearer }, signal);
  const context = requestContext(client);
  if (answer.kind === "transport") {
    const { failure } = answer;
    const message = words.transport(failure.text.forPerson());
    const line = refusal("transport", { error: Loggable.transportError(failure.text) });
    throw await requestError(KIND, message, CLASS, failure, context, line);
  }
  const { body } = answer;
  const status = Loggable.status(answer.status);
  if (!isSuccess(answer.status)) {
    const detail = tokenEndpointDetail(body, client.secrets);
    const message = words.status(statusWithPhrase(answer.status), detail.message?.forPerson());
    const line = refusal("status", { status });
    throw await requestError(KIND, message, CLASS, { ...answer, detail }, context, line);
  }
  if (!body.isObject || body.breaks(WHOAMI)) {
    const line = refusal("invalid_answer", { status });
    throw await requestError(KIND, words.invalidAnswer, CLASS, answer, context, line);
  }
  return {
    accountId: body.secret("chatgpt_account_id")?.reveal(),
    userId: body.secret("chatgpt_user_id")?.reveal(),
    plan: body.secret("chatgpt_plan_type")?.reveal(),
    email: body.secret("email")?.reveal(),
  };
}

function agentAccount(accessToken: Secret): string {
  const jwt = accessToken.reveal();
  const { account_id: accountId, exp: expiry } = readJwtPayload(jwt) ?? {};
  if (agentFlaw(jwt) !== undefined || accountId === "") {
    throw refused(
      "unknown_kind",
      "this is neither a personal access token (at-...) nor an agent identity token; " +
        "make one in the settings of your account",
    );
  }
  if (Number(expiry) * 1000 <= Date.now()) {
    throw refused("expired", "the token has expired; make a new one");
  }
  return String(accountId);
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
