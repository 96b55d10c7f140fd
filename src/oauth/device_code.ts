/**
 * Asks for a device code (RFC 8628 section 3.1, in the JSON form that the issuer takes).
 *
 * @module
 */
import { PATHS, shownEndpoint } from "../base/endpoints.ts";
import { askIssuer, isSuccess, type IssuerClient, requestContext } from "./issuer_request.ts";
import type { DeviceAnswerFlaw } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { Secret } from "../log/text/secret.ts";
import { tokenEndpointDetail } from "./token_endpoint_detail.ts";
import { bound, escapeUnprintable } from "../base/visible_text.ts";
import {
  answerInvalidError,
  requestStatusError,
  requestTransportError,
} from "../errors/device_errors.ts";

/** Where the server names no interval (RFC 8628 section 3.2). */
const DEFAULT_INTERVAL_MS = 5_000;
const SHORTEST_INTERVAL_MS = 1_000;
/** A longer one is a mistake: the code itself lives for 15 minutes. */
const LONGEST_INTERVAL_MS = 60_000;
const LONGEST_SHOWN_CODE = 64;

/** A code that waits for a person. */
export interface DeviceCode {
  readonly deviceAuthId: Secret;
  readonly userCode: Secret;
  readonly intervalMs: number;
}

/** What the person is shown. */
export interface DevicePrompt {
  readonly verificationUrl: string;
  readonly userCode: Secret;
}

/**
 * Asks `client.issuer` for a code; its secrets are masked in everything from then on.
 *
 * @throws {LoginError} `device_code`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function requestDeviceCode(
  client: IssuerClient & { readonly clientId: string },
  log: LoginLog,
  signal: AbortSignal,
): Promise<DeviceCode> {
  log.record({
    event: "requesting device code",
    issuer: Loggable.url(new URL(client.issuer), client.secrets),
  });
  const json = { client_id: client.clientId };
  const answer = await askIssuer(client, PATHS.deviceUserCode, { method: "POST", json }, signal);
  const context = requestContext(client);
  if (answer.kind === "transport") throw await requestTransportError(answer.failure, context);
  if (!isSuccess(answer.status)) {
    const detail = tokenEndpointDetail(answer.body, client.secrets);
    throw await requestStatusError({ ...answer, detail }, context);
  }
  const { body } = answer;
  const invalid = (flaw: DeviceAnswerFlaw) => answerInvalidError(answer, flaw, context);
  if (!answer.isWhole) throw await invalid("too_large");
  if (!body.isObject) throw await invalid("not_json");
  const deviceAuthId = body.secret("device_auth_id");
  if (deviceAuthId === undefined) throw await invalid("missing_device_auth_id");
  const userCode = body.secret("user_code") ?? body.secret("usercode");
  if (userCode === undefined) throw await invalid("missing_user_code");
  client.secrets.add(deviceAuthId, userCode);
  return { deviceAuthId, userCode, intervalMs: intervalMs(body.number("interval")) };
}

/** What to show for a code of `issuer`. */
export function devicePrompt(issuer: string, code: DeviceCode): DevicePrompt {
  return {
    verificationUrl: shownEndpoint(issuer, PATHS.devicePage).href,
    userCode: new Secret(bound(escapeUnprintable(code.userCode.reveal()), LONGEST_SHOWN_CODE)),
  };
}

/** What the server names in seconds, within bounds. */
export function intervalMs(seconds: number | undefined): number {
  if (seconds === undefined || seconds < 0) return DEFAULT_INTERVAL_MS;
  return Math.min(Math.max(seconds * 1000, SHORTEST_INTERVAL_MS), LONGEST_INTERVAL_MS);
}
