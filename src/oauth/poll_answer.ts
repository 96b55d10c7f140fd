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
  requestContext,
} from "./issuer_request.ts";
import type { DeviceAnswerFlaw, PollTrouble } from "../log/log_words.ts";
import type { BackendText } from "../log/text/backend_text.ts";
import type { Secret } from "../log/text/secret.ts";
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
  const { status, body, clues } = asked;
  if (isSuccess(status)) return { kind: "approved", approval: await readApproval(asked, client) };
  const { retryAfterSeconds } = clues;
  const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
  if (status >= 500 || status === 408) {
    const words = `the server answered with status ${status}`;
    return { kind: "trouble", trouble: "status", words, retryAfterMs };
  }
  // Read only where it ends the waiting: a poll that is pending adds nothing to what is masked.
  const refusal = () => ({ ...asked, detail: tokenEndpointDetail(body, client.secrets) });
  const saysCode = (pattern: RegExp) => errorCode(body)?.matches(pattern) === true;
  if (saysCode(/(?:^|_)(?:denied|declined|rejected)$/)) throw await deniedError(refusal());
  if (saysCode(/(?:^|_)expired(?:_|$)/)) throw await expiredError(refusal());
  if (status === 429 || saysCode(/^slow_down$/)) return { kind: "slow_down", retryAfterMs };
  // The issuer answers 403 or 404 until the code is approved; the RFC has a code of its own for it. To a
  // challenge a wait would not help: it makes no browser of this program.
  const isPending = status === 403 || status === 404 || saysCode(/^authorization_pending$/);
  if (isPending && clues.mitigated === undefined) return { kind: "pending" };
  throw await pollStatusError(refusal(), requestContext(client));
}

async function readApproval(answer: IssuerAnswer, client: IssuerClient): Promise<Approval> {
  const invalid = (flaw: DeviceAnswerFlaw) =>
    answerInvalidError(answer, flaw, requestContext(client));
  if (!answer.isWhole) throw await invalid("too_large");
  if (!answer.body.isObject) throw await invalid("not_json");
  const code = answer.body.secret("authorization_code");
  if (code === undefined) throw await invalid("missing_authorization_code");
  const codeVerifier = answer.body.secret("code_verifier");
  if (codeVerifier === undefined) throw await invalid("missing_code_verifier");
  client.secrets.add(code, codeVerifier);
  return { code, codeVerifier };
}

/** The `error` of RFC 6749 section 5.2, or the nested form of the issuer. */
function errorCode(body: BackendText): BackendText | undefined {
  return body.member("error", "code") ?? body.member("error");
}
