/**
 * The check ahead: whatever makes a sign-in fail once its code is there can be known while the person is
 * still in the browser, and is told then.
 *
 * Promise: it changes nothing of how a sign-in ends, never rejects, and once `signal` is aborted it neither
 * asks, tells nor writes anything more. Permission: net on the issuer; read and write on CODEX_HOME.
 *
 * @module
 */
import { routeAndSecrets } from "../config/network/network_route.ts";
import type { AuthStore } from "../credentials/auth_store.ts";
import { LoginError } from "../errors/errors.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginEvent, LoginLog } from "../log/login_events.ts";
import { askAhead } from "../oauth/issuer_check.ts";
import type { IssuerClient } from "../oauth/issuer_request.ts";
import { delay } from "../base/time_limit.ts";
import type { CheckSettings, CompletionPorts } from "./completion.ts";
import type { Finding, OnFinding } from "./finding.ts";
import { rehearseCompletion } from "./rehearsal.ts";

/** How often each thing is looked at, until it is as it should be. */
const MOST_TRIES = 10;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** A finding, what the log has for it, and what is said and logged once it is over. */
interface Trouble extends Finding {
  readonly line: LoginEvent;
  readonly over: string;
  readonly overLine: LoginEvent;
}

/** Looks at the issuer and at the place of the credentials, each until it is as it should be. */
export async function checkAhead(
  settings: CheckSettings,
  { fetch, certificates, store, log }: CompletionPorts,
  tell: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const client: IssuerClient = { ...settings, fetch, ...routeAndSecrets(settings, certificates) };
  await Promise.allSettled([
    untilPassed(() => lookAtIssuer(client, log, signal), log, tell, signal)
      .then(() => rehearseCompletion(settings, signal)),
    untilPassed(() => lookAtStore(store), log, tell, signal),
  ]);
}

async function untilPassed(
  look: () => Promise<Trouble | undefined>,
  log: LoginLog,
  tell: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const told = new Set<Finding["class"]>();
  let last: Trouble | undefined;
  for (let pauseMs = FIRST_PAUSE_MS, tries = 1; tries <= MOST_TRIES; tries++, pauseMs *= 2) {
    const trouble = await look();
    signal.throwIfAborted();
    if (trouble === undefined) {
      if (last === undefined) return;
      log.record(last.overLine);
      return tell({ class: last.class, what: last.over, todo: undefined });
    }
    last = trouble;
    if (!told.has(trouble.class)) {
      told.add(trouble.class);
      log.record(trouble.line);
      const { class: name, what, todo } = trouble;
      tell({ class: name, what, todo });
    }
    await delay(Math.min(pauseMs, LONGEST_PAUSE_MS), signal);
  }
}

async function lookAtIssuer(
  client: IssuerClient,
  log: LoginLog,
  signal: AbortSignal,
): Promise<Trouble | undefined> {
  const startedMs = performance.now();
  const url = new URL(client.issuer);
  const host = Loggable.host(url, client.secrets);
  const found = await askAhead(client, signal);
  const name = found?.class ?? "passed";
  const duration_ms = Math.round(performance.now() - startedMs);
  log.record({ event: "issuer check", class: Loggable.word(name), host, duration_ms });
  if (found === undefined) return undefined;
  const { explanation, clockSkewSeconds } = found;
  const fields = { class: Loggable.word(name), host };
  return {
    ...explanation,
    line: {
      event: "issuer check failed",
      ...fields,
      ...(clockSkewSeconds && { clock_skew_seconds: clockSkewSeconds }),
    },
    over: clockSkewSeconds
      ? "This machine's clock is right now."
      : `${url.host} is reachable again.`,
    overLine: { event: "issuer check recovered", ...fields },
  };
}

async function lookAtStore(store: AuthStore): Promise<Trouble | undefined> {
  try {
    await store.check?.("chatgpt", true);
    return undefined;
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const [reason] = error.events.flatMap((line) =>
      line.event === "credentials could not be saved" ? [line.reason] : []
    );
    const fields = { reason: reason ?? Loggable.word("other") };
    return {
      class: "not_saved",
      what: error.message,
      todo: "Mend that before you finish in the browser.",
      line: { event: "save check failed", ...fields },
      over: "The credentials can be saved now.",
      overLine: { event: "save check recovered", ...fields },
    };
  }
}
