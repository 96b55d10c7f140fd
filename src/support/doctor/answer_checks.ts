/**
 * Judges the issuer's answer by its status and headers; its body is not read.
 *
 * @module
 */
import { NOTABLE_SKEW_SECONDS } from "../../errors/response_clues.ts";
import { statusWithPhrase } from "../../log/loggable.ts";
import { type Check, checkOf } from "./check.ts";

/** An answer, and when it was asked for. */
export interface AskedAnswer {
  /** What the host is called. */
  readonly name: string;
  readonly response: Response;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** What status and headers tell. */
export function checkAnswer(answer: AskedAnswer): Check[] {
  return [checkStatus(answer), ...checkClock(answer)];
}

function checkStatus({ name, response, startedMs, endedMs }: AskedAnswer): Check {
  const check = checkOf("http");
  const { status, headers } = response;
  const what = `${name} answered ${statusWithPhrase(status)} after ${endedMs - startedMs} ms`;
  if (/challenge/i.test(headers.get("cf-mitigated") ?? "")) {
    return check.failed(
      `${what}: Cloudflare asks this program to prove that it is a browser, which it cannot.`,
      "Try another network or switch off the VPN; a proxy's address may have a bad name.",
    );
  }
  if (status === 403) {
    return check.failed(
      `${what}: it, or something between here and there, forbids the request.`,
      "Check whether this network filters it, and whether the country is supported.",
    );
  }
  if (status === 407) {
    return check.failed(
      `${what}: the proxy wants credentials.`,
      "Put them into the proxy variable.",
    );
  }
  if (status === 429) {
    return check.warning(`${what}: too many requests came from here.`, "Wait a few minutes.");
  }
  if (status >= 500) {
    return check.warning(`${what}: it has a failure of its own.`, "Wait a few minutes.");
  }
  return check.ok(`${what}.`);
}

function* checkClock({ response, startedMs, endedMs }: AskedAnswer): Generator<Check> {
  const check = checkOf("clock");
  const serverMs = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(serverMs)) {
    yield check.skipped("The answer has no date to compare the clock with.");
    return;
  }
  // The header has whole seconds, and was written somewhere between question and answer.
  const skewSeconds = Math.round((serverMs - (startedMs + endedMs) / 2) / 1000);
  if (Math.abs(skewSeconds) <= NOTABLE_SKEW_SECONDS) {
    yield check.ok("This machine's clock agrees with the server's.");
    return;
  }
  const direction = skewSeconds > 0 ? "behind" : "ahead of";
  yield check.warning(
    `This machine's clock is ${Math.abs(skewSeconds)} s ${direction} the server's.`,
    "Set the clock: tokens and certificates look expired, or not yet valid, otherwise.",
  );
}
