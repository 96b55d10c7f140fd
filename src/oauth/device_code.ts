/**
 * Asks for a device code (RFC 8628 section 3.1, in the JSON form that the issuer takes).
 *
 * @module
 */
import { endpoint } from "../base/endpoints.ts";
import {
  askIssuer,
  isSuccess,
  type IssuerClient,
  jsonObjectOf,
  requestContext,
} from "./issuer_request.ts";
import type { DeviceAnswerFlaw } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { Secret } from "../log/secret.ts";
import { tokenEndpointDetail } from "./token_endpoint_detail.ts";
import { bound, escapeUnprintable } from "../base/visible_text.ts";
import {
  answerInvalidError,
  requestStatusError,
  requestTransportError,
} from "../errors/device_errors.ts";
import { nonBlankString } from "../base/json_object.ts";

const USER_CODE_PATH = "/api/accounts/deviceauth/usercode";
const VERIFICATION_PATH = "/codex/device";
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

/** What the person is shown. Plain data, so that it can cross from a worker. */
export interface DevicePrompt {
  readonly verificationUrl: string;
  readonly userCode: string;
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
  log.record({ event: "requesting device code", issuer: Loggable.url(new URL(client.issuer)) });
  const json = { client_id: client.clientId };
  const answer = await askIssuer(client, USER_CODE_PATH, { method: "POST", json }, signal);
  const context = requestContext(client);
  if (answer.kind === "transport") throw await requestTransportError(answer.failure, context);
  if (!isSuccess(answer.status)) {
    const detail = tokenEndpointDetail(answer.text, client.secrets);
    throw await requestStatusError({ ...answer, detail }, context);
  }
  const body = jsonObjectOf(answer);
  const invalid = (flaw: DeviceAnswerFlaw) => answerInvalidError(answer, flaw, context);
  if (body === undefined) throw await invalid(answer.isWhole ? "not_json" : "too_large");
  const deviceAuthId = nonBlankString(body["device_auth_id"]);
  if (deviceAuthId === undefined) throw await invalid("missing_device_auth_id");
  const userCode = nonBlankString(body["user_code"]) ?? nonBlankString(body["usercode"]);
  if (userCode === undefined) throw await invalid("missing_user_code");
  const code = {
    deviceAuthId: new Secret(deviceAuthId),
    userCode: new Secret(userCode),
    intervalMs: readInterval(body["interval"]),
  };
  client.secrets.add(code.deviceAuthId, code.userCode);
  return code;
}

/** What to show for a code of `issuer`. */
export function devicePrompt(issuer: string, code: DeviceCode): DevicePrompt {
  const url = endpoint(issuer, VERIFICATION_PATH);
  url.username = "";
  url.password = "";
  return {
    verificationUrl: url.href,
    userCode: bound(escapeUnprintable(code.userCode.reveal()), LONGEST_SHOWN_CODE),
  };
}

/** Seconds, as a number or a string, in milliseconds. */
export function readInterval(value: unknown): number {
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    return DEFAULT_INTERVAL_MS;
  }
  return Math.min(Math.max(seconds * 1000, SHORTEST_INTERVAL_MS), LONGEST_INTERVAL_MS);
}
