/**
 * Judges the answer to one poll, without waiting for anything.
 *
 * @module
 */
import type { LoginError } from "../errors/errors.ts";
import { retryAfterMs } from "../errors/retry_after.ts";
import {
  type IssuerAnswer,
  type IssuerClient,
  jsonObjectOf,
  requestContext,
} from "./issuer_request.ts";
import type { DeviceAnswerFlaw, PollTrouble } from "../log/log_words.ts";
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
  }
  | { readonly kind: "failed"; readonly error: LoginError };

/** Decides over the answer to a poll. */
export function judgePoll(
  answer: IssuerAnswer,
  client: IssuerClient,
  nowMs: number,
): PollVerdict {
  const { secrets } = client;
  if (answer.kind === "transport") {
    const words = answer.failure.text.forPerson();
    return { kind: "trouble", trouble: "transport", words, retryAfterMs: undefined };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer, client);
  const askedToWait = retryAfterMs(answer.retryAfter, nowMs);
  if (status >= 500 || status === 408) {
    const words = `the server answered with status ${status}`;
    return { kind: "trouble", trouble: "status", words, retryAfterMs: askedToWait };
  }
  const detail = tokenEndpointDetail(answer.text, secrets);
  const code = errorCode(answer);
  if (/(?:^|_)(?:denied|declined|rejected)$/.test(code)) {
    return { kind: "failed", error: deniedError(status, detail) };
  }
  if (/(?:^|_)expired(?:_|$)/.test(code)) {
    return { kind: "failed", error: expiredError(status, detail) };
  }
  if (status === 429 || code === "slow_down") {
    return { kind: "slow_down", retryAfterMs: askedToWait };
  }
  const refused = (): PollVerdict => ({
    kind: "failed",
    error: pollStatusError({ ...answer, detail }, requestContext(client)),
  });
  // A wait would not make a browser of this program.
  if (answer.isMitigated) return refused();
  // The issuer answers 403 or 404 until the code is approved; the RFC has a code of its own for it.
  if (status === 403 || status === 404 || code === "authorization_pending") {
    return { kind: "pending" };
  }
  return refused();
}

function judgeSuccess(
  answer: Extract<IssuerAnswer, { kind: "answer" }>,
  client: IssuerClient,
): PollVerdict {
  const body = jsonObjectOf(answer);
  const flawed = (flaw: DeviceAnswerFlaw): PollVerdict => ({
    kind: "failed",
    error: answerInvalidError(answer, flaw, requestContext(client)),
  });
  if (body === undefined) return flawed(answer.isWhole ? "not_json" : "too_large");
  const code = secretOf(body["authorization_code"]);
  if (code === undefined) return flawed("missing_authorization_code");
  const codeVerifier = secretOf(body["code_verifier"]);
  if (codeVerifier === undefined) return flawed("missing_code_verifier");
  client.secrets.add(code, codeVerifier);
  return { kind: "approved", approval: { code, codeVerifier } };
}

/** The `error` of RFC 6749 section 5.2, or the nested form of the issuer; "" where there is none. */
function errorCode(answer: { text: string; isWhole: boolean }): string {
  const error = jsonObjectOf(answer)?.["error"];
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : error;
  return typeof code === "string" ? code : "";
}

function secretOf(value: unknown): Secret | undefined {
  return typeof value === "string" && value !== "" ? new Secret(value) : undefined;
}
