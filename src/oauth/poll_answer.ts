/**
 * Judges the answer to one poll, without waiting for anything.
 *
 * @module
 */
import {
  type Asked,
  isSuccess,
  type IssuerAnswer,
  type IssuerClient,
  jsonObjectOf,
  requestContext,
} from "./issuer_request.ts";
import type { DeviceAnswerFlaw, PollTrouble } from "../log/log_words.ts";
import { nonEmptyString } from "../base/json_object.ts";
import { Secret } from "../log/secret.ts";
import { tokenEndpointDetail } from "./token_endpoint_detail.ts";
import {
  answerInvalidError,
  deniedError,
  expiredError,
  pollStatusError,
} from "../errors/device_errors.ts";

/** What the approved code comes with. */
export interface Approval {
  readonly code: Secret;
  /** Made by the server; its challenge went with the code that the person approved. */
  readonly codeVerifier: Secret;
}

/** What is to be done after a poll. */
export type PollVerdict =
  | { readonly kind: "approved"; readonly approval: Approval }
  | { readonly kind: "pending" }
  /** Poll less often from now on (`slow_down`, RFC 8628 section 3.5). */
  | { readonly kind: "slow_down"; readonly retryAfterMs: number | undefined }
  /** The server has a problem of its own, which may pass. */
  | {
    readonly kind: "trouble";
    readonly trouble: PollTrouble;
    /** For the person, masked. */
    readonly words: string;
    readonly retryAfterMs: number | undefined;
  };

/**
 * Decides over the answer to a poll.
 *
 * @throws {LoginError} `device_code` for what waiting does not change.
 */
export async function judgePoll(asked: Asked, client: IssuerClient): Promise<PollVerdict> {
  if (asked.kind === "transport") {
    const words = asked.failure.text.forPerson();
    return { kind: "trouble", trouble: "transport", words, retryAfterMs: undefined };
  }
  const { status, clues } = asked;
  if (isSuccess(status)) return { kind: "approved", approval: await readApproval(asked, client) };
  const { retryAfterSeconds } = clues;
  const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
  if (status >= 500 || status === 408) {
    const words = `the server answered with status ${status}`;
    return { kind: "trouble", trouble: "status", words, retryAfterMs };
  }
  const code = errorCode(asked);
  const refusal = () => ({ ...asked, detail: tokenEndpointDetail(asked.text, client.secrets) });
  if (/(?:^|_)(?:denied|declined|rejected)$/.test(code)) throw await deniedError(refusal());
  if (/(?:^|_)expired(?:_|$)/.test(code)) throw await expiredError(refusal());
  if (status === 429 || code === "slow_down") return { kind: "slow_down", retryAfterMs };
  // The issuer answers 403 or 404 until the code is approved; the RFC has a code of its own for it. To a
  // challenge a wait would not help: it makes no browser of this program.
  const isPending = status === 403 || status === 404 || code === "authorization_pending";
  if (isPending && clues.mitigated === undefined) return { kind: "pending" };
  throw await pollStatusError(refusal(), requestContext(client));
}

async function readApproval(answer: IssuerAnswer, client: IssuerClient): Promise<Approval> {
  const body = jsonObjectOf(answer);
  const invalid = (flaw: DeviceAnswerFlaw) =>
    answerInvalidError(answer, flaw, requestContext(client));
  if (body === undefined) throw await invalid(answer.isWhole ? "not_json" : "too_large");
  const code = nonEmptyString(body["authorization_code"]);
  if (code === undefined) throw await invalid("missing_authorization_code");
  const codeVerifier = nonEmptyString(body["code_verifier"]);
  if (codeVerifier === undefined) throw await invalid("missing_code_verifier");
  const approval = { code: new Secret(code), codeVerifier: new Secret(codeVerifier) };
  client.secrets.add(approval.code, approval.codeVerifier);
  return approval;
}

/** The `error` of RFC 6749 section 5.2, or the nested form of the issuer; "" where there is none. */
function errorCode(answer: { text: string; isWhole: boolean }): string {
  const error = jsonObjectOf(answer)?.["error"];
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : error;
  return typeof code === "string" ? code : "";
}
