/**
 * Judges the issuer's answer by its status and headers; its body is not read.
 *
 * @module
 */
import { classifyAnswer } from "../../errors/classify.ts";
import { explain } from "../../errors/explain.ts";
import { readClues, type ResponseClues } from "../../errors/response_clues.ts";
import { LiveSecrets } from "../../log/text/live_secrets.ts";
import type { FailureClass } from "../../log/log_words.ts";
import { statusWithPhrase } from "../../log/loggable.ts";
import { type Check, checkOf } from "./check.ts";
import { SET_CLOCK } from "./commands.ts";

/** An answer, and when it was asked for. */
export interface AskedAnswer {
  /** Who answered, as a sentence begins. */
  readonly who: string;
  /** What the host is called. */
  readonly name: string;
  /** The variable that names the proxy in use, or `undefined`. */
  readonly proxyVariable: string | undefined;
  readonly response: Response;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Classes that would keep a sign-in from working; with any other the issuer was reached. */
const SEVERITY: { readonly [C in FailureClass]?: "failed" | "warning" } = {
  challenge: "failed",
  blocked_page: "failed",
  captive_portal: "failed",
  proxy_authentication: "failed",
  login_page: "warning",
  rate_limited: "warning",
  server_error: "warning",
};

/** What status and headers tell. */
export function checkAnswer(answer: AskedAnswer): Check[] {
  const { startedMs, endedMs } = answer;
  // The date is in whole seconds, and was written somewhere between question and answer.
  const nowMs = (startedMs + endedMs) / 2;
  const clues = readClues(answer.response.headers, new LiveSecrets(), nowMs);
  return [checkStatus(answer, clues), checkClock(answer, clues)];
}

function checkStatus(answer: AskedAnswer, clues: ResponseClues): Check {
  const check = checkOf("http");
  const { status } = answer.response;
  const tookMs = answer.endedMs - answer.startedMs;
  const found = `${answer.who} answered ${statusWithPhrase(status)} after ${tookMs} ms`;
  const name = classifyAnswer({ status, clues });
  if (status === 403 && name === "refused") {
    return check.failed(
      `${found}: it, or something between here and there, forbids the request.`,
      "Check whether this network filters it, and whether the country is supported.",
    );
  }
  const severity = SEVERITY[name];
  if (severity === undefined) return check.ok(`${found}.`);
  const { what, todo } = explain(name, { host: answer.name, proxyVariable: answer.proxyVariable });
  return check[severity](`${found}. ${what}`, todo);
}

function checkClock({ response }: AskedAnswer, { clockSkewSeconds }: ResponseClues): Check {
  const check = checkOf("clock");
  if (Number.isNaN(Date.parse(response.headers.get("date") ?? ""))) {
    return check.skipped("The answer has no date to compare the clock with.");
  }
  if (clockSkewSeconds === undefined) {
    return check.ok("This machine's clock agrees with the server's.");
  }
  const direction = clockSkewSeconds > 0 ? "ahead of" : "behind";
  return check.warning(
    `This machine's clock is ${Math.abs(clockSkewSeconds)} s ${direction} the server's.`,
    "Set the clock: tokens and certificates look expired, or not yet valid, otherwise.",
    SET_CLOCK,
  );
}
