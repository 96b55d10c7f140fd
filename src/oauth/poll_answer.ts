/**
 * Judges the answer to one poll, without waiting for anything.
 *
 * @module
 */
import type { LoginError } from "../errors/errors.ts";
import { retryAfterMs } from "../errors/retry_after.ts";
import { type IssuerAnswer, type IssuerClient, requestContext } from "./issuer_request.ts";
import type { DeviceAnswerFlaw, PollTrouble } from "../log/log_words.ts";
import type { BackendText } from "../log/backend_text.ts";
import type { Secret } from "../log/secret.ts";
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
  const { body } = answer;
  // Read only where it ends the waiting: a poll that is pending adds nothing to what is masked.
  const detail = () => tokenEndpointDetail(body, secrets);
  const saysCode = (pattern: RegExp) => errorCode(body)?.matches(pattern) === true;
  if (saysCode(/(?:^|_)(?:denied|declined|rejected)$/)) {
    return { kind: "failed", error: deniedError(status, detail()) };
  }
  if (saysCode(/(?:^|_)expired(?:_|$)/)) {
    return { kind: "failed", error: expiredError(status, detail()) };
  }
  if (status === 429 || saysCode(/^slow_down$/)) {
    return { kind: "slow_down", retryAfterMs: askedToWait };
  }
  const refused = (): PollVerdict => ({
    kind: "failed",
    error: pollStatusError({ ...answer, detail: detail() }, requestContext(client)),
  });
  // A wait would not make a browser of this program.
  if (answer.isMitigated) return refused();
  // The issuer answers 403 or 404 until the code is approved; the RFC has a code of its own for it.
  if (status === 403 || status === 404 || saysCode(/^authorization_pending$/)) {
    return { kind: "pending" };
  }
  return refused();
}

function judgeSuccess(
  answer: Extract<IssuerAnswer, { kind: "answer" }>,
  client: IssuerClient,
): PollVerdict {
  const { body } = answer;
  const flawed = (flaw: DeviceAnswerFlaw): PollVerdict => ({
    kind: "failed",
    error: answerInvalidError(answer, flaw, requestContext(client)),
  });
  if (!answer.isWhole) return flawed("too_large");
  if (!body.isObject) return flawed("not_json");
  const code = body.secret("authorization_code");
  if (code === undefined) return flawed("missing_authorization_code");
  const codeVerifier = body.secret("code_verifier");
  if (codeVerifier === undefined) return flawed("missing_code_verifier");
  client.secrets.add(code, codeVerifier);
  return { kind: "approved", approval: { code, codeVerifier } };
}

/** The `error` of RFC 6749 section 5.2, or the nested form of the issuer. */
function errorCode(body: BackendText): BackendText | undefined {
  return body.member("error", "code") ?? body.member("error");
}
