/**
 * `logout`: revokes the stored sign-in, best effort, then deletes it.
 *
 * Promise: a token is sent only to the issuer that gave it; the credentials are deleted whatever the
 * revocation comes to; keys of other tools stay in the file.
 *
 * @module
 */
import { type ProxyRoute, secretsOfRoute } from "../config/proxy_route.ts";
import type { AuthStore, Removal } from "../credentials/auth_store.ts";
import { asLoginError, failed, LoginError } from "../errors/errors.ts";
import { isObject } from "../base/json_object.ts";
import { LiveSecrets } from "../log/live_secrets.ts";
import type { EndingSignal } from "../log/log_words.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { revocableToken, revoke } from "../oauth/revoke.ts";
import { rejection } from "../base/time_limit.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";

/** The longest that the revocation may hold up a logout, in milliseconds. */
export const LOGOUT_REVOKE_LIMIT_MS = 10_000;

/** Whom to ask. */
export interface LogoutSettings {
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  /** How the issuer is reached; a proxy's credentials are masked in every text. */
  readonly proxy?: ProxyRoute | undefined;
}

/** The real things that a logout uses. */
export interface LogoutPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
  /** Shows text to the person, a line break behind it. */
  say(text: string): void;
  /** Aborts with a {@linkcode LoginError} when the process is told to end. */
  readonly signal: AbortSignal;
}

/**
 * Signs the person out.
 *
 * @throws {LoginError} `not_deleted`, or the signal's kind; its events are in the log already.
 */
export async function logout(settings: LogoutSettings, ports: LogoutPorts): Promise<void> {
  ports.log.record({ event: "starting logout" });
  try {
    await revokeStored(settings, ports);
    const { hasRemoved, keptKeys } = await removeUnlessInterrupted(ports);
    ports.log.record({ event: "logged out", had_credentials: hasRemoved });
    ports.say(hasRemoved ? "Successfully logged out" : "Not logged in");
    if (hasRemoved && keptKeys > 0) {
      const what = keptKeys === 1 ? "1 key that belongs" : `${keptKeys} keys that belong`;
      ports.say(`auth.json stays, with ${what} to another tool.`);
    }
  } catch (error) {
    const failure = asLoginError(error);
    for (const event of failure.events) ports.log.record(event);
    throw failure;
  }
}

async function revokeStored(settings: LogoutSettings, ports: LogoutPorts): Promise<void> {
  // A broken file holds nothing that could be revoked, and is deleted all the same.
  const stored = await ports.store.load().catch(() => undefined);
  const event = "stored token could not be revoked";
  const token = revocableToken(stored, settings);
  if (token) {
    const client = {
      ...settings,
      fetch: ports.fetch,
      secrets: new LiveSecrets(token.token, ...secretsOfRoute(settings.proxy)),
    };
    const options = { limitMs: LOGOUT_REVOKE_LIMIT_MS, event } as const;
    await revoke(token, client, ports.log, ports.signal, options);
  } else if (hasForeignTokens(stored)) {
    ports.log.record({ event, reason: Loggable.word("other_issuer") });
  }
}

/** Whether a ChatGPT sign-in with a token is stored; that it cannot be revoked here is worth a line. */
function hasForeignTokens(stored: Record<string, unknown> | undefined): boolean {
  const tokens = stored?.["tokens"];
  const mode = stored?.["auth_mode"] ?? "chatgpt";
  return mode === "chatgpt" && isObject(tokens) &&
    Boolean(tokens["refresh_token"] || tokens["access_token"]);
}

async function removeUnlessInterrupted({ store, signal }: LogoutPorts): Promise<Removal> {
  if (signal.aborted) throw interrupted(signal.reason);
  // Another program may hold the lock for a while; Ctrl-C does not wait for it.
  const stopped = rejection(signal).catch((reason) => Promise.reject(interrupted(reason)));
  return await Promise.race([store.remove(), stopped]);
}

/** A signal, in words that fit. */
function interrupted(reason: unknown): unknown {
  if (!(reason instanceof LoginError)) return reason;
  const { kind } = reason.failure;
  return failed(
    kind,
    `Logout interrupted (${kind as EndingSignal}); the credentials were not deleted.`,
    { events: reason.events },
  );
}
