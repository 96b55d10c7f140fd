/**
 * Polls until the person has entered the code somewhere, or it is clear that they will not
 * (RFC 8628 sections 3.4 and 3.5).
 *
 * @module
 */
import { PATHS } from "../base/endpoints.ts";
import { askIssuer, type IssuerClient } from "./issuer_request.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Output } from "../base/output.ts";
import { delay, isOwnLimit, withTimeLimit } from "../base/time_limit.ts";
import type { DeviceCode } from "./device_code.ts";
import { pollTimedOutError } from "../errors/device_errors.ts";
import { type Approval, judgePoll, type PollVerdict } from "./poll_answer.ts";

/** What each `slow_down` adds to the interval (RFC 8628 section 3.5). */
const SLOW_DOWN_MS = 5_000;
/** The longest pause that a run of failures, or a Retry-After for good, may lead to. */
const LONGEST_PAUSE_MS = 60_000;
/** Outages that get a line in the log and on the terminal; a server in trouble may have many. */
const TOLD_OUTAGES = 10;

/** What polling uses. */
export interface PollingPorts extends Pick<Output, "say"> {
  readonly log: LoginLog;
}

/**
 * Waits for the approval, at most `limitSeconds`.
 *
 * @throws {LoginError} `device_code` or `timed_out`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function pollForApproval(
  code: DeviceCode,
  client: IssuerClient,
  limitSeconds: number,
  ports: PollingPorts,
  signal: AbortSignal,
): Promise<Approval> {
  ports.log.record({
    event: "polling for device authorization",
    interval_seconds: code.intervalMs / 1000,
    limit_seconds: limitSeconds,
  });
  try {
    return await withTimeLimit(
      limitSeconds * 1000,
      signal,
      (limited) => poll(code, client, ports, limited),
    );
  } catch (error) {
    throw isOwnLimit(error) && !signal.aborted ? await pollTimedOutError(limitSeconds) : error;
  }
}

async function poll(
  code: DeviceCode,
  client: IssuerClient,
  ports: PollingPorts,
  signal: AbortSignal,
): Promise<Approval> {
  const json = {
    device_auth_id: code.deviceAuthId.reveal(),
    user_code: code.userCode.reveal(),
  };
  let intervalMs = code.intervalMs;
  let failuresInARow = 0;
  let outages = 0;
  for (let polls = 1;; polls++) {
    const request = { method: "POST", json, isRepeated: true } as const;
    const answer = await askIssuer(client, PATHS.deviceToken, request, signal);
    const verdict = await judgePoll(answer, client);
    if (verdict.kind === "approved") {
      ports.log.record({ event: "device authorization succeeded", polls });
      return verdict.approval;
    }
    let pauseMs = intervalMs;
    if (verdict.kind === "trouble") {
      if (failuresInARow === 0 && ++outages <= TOLD_OUTAGES) tell(verdict, ports);
      pauseMs = Math.min(intervalMs * 2 ** ++failuresInARow, LONGEST_PAUSE_MS);
      pauseMs = Math.max(pauseMs, verdict.retryAfterMs ?? 0);
    } else {
      failuresInARow = 0;
    }
    if (verdict.kind === "slow_down") {
      const { retryAfterMs } = verdict;
      intervalMs = retryAfterMs === undefined
        ? intervalMs + SLOW_DOWN_MS
        : Math.max(intervalMs, Math.min(retryAfterMs, LONGEST_PAUSE_MS));
      pauseMs = Math.max(intervalMs, retryAfterMs ?? 0);
    }
    await delay(pauseMs, signal);
  }
}

function tell(
  { trouble, words }: Extract<PollVerdict, { kind: "trouble" }>,
  { log, say }: PollingPorts,
): void {
  log.record({ event: "device authorization is tried again", reason: Loggable.word(trouble) });
  say(`The sign-in server cannot be reached properly (${words}); trying again.`);
}
