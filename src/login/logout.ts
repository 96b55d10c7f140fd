/**
 * `logout`: revokes the stored sign-in, best effort, then deletes it.
 *
 * Promise: a token is sent only to the issuer that gave it; the credentials are deleted whatever the
 * revocation comes to; keys of other tools stay in the file.
 *
 * @module
 */
import { liveSecretsOf } from "../config/network/proxy_route.ts";
import type { CompletionPorts } from "./completion.ts";
import type { FlowPorts, FlowSettings } from "./flow_ports.ts";
import type { Removal } from "../credentials/auth_store.ts";
import { failed, LoginError, recordFailure } from "../errors/errors.ts";
import { bound, escapeUnprintable } from "../base/visible_text.ts";
import { Loggable } from "../log/loggable.ts";
import { revocableToken } from "../credentials/stored_login.ts";
import { revoke } from "../oauth/revoke.ts";

/** The longest that the revocation may hold up a logout, in milliseconds. */
const REVOKE_LIMIT_MS = 10_000;

/** Whom to ask for the revocation. */
export type LogoutSettings = Pick<FlowSettings, "issuer" | "clientId" | "proxy">;

/** The real things that a logout uses. */
export interface LogoutPorts extends FlowPorts, CompletionPorts {
  /** Ends the revocation alone. */
  readonly skipRevocation?: AbortSignal;
}

/**
 * Signs the person out.
 *
 * @returns What was there.
 * @throws {LoginError} `not_deleted`, or the signal's kind; its events are in the log already.
 */
export async function logout(settings: LogoutSettings, ports: LogoutPorts): Promise<Removal> {
  ports.log.record({ event: "starting logout" });
  try {
    await revokeStored(settings, ports);
    const removal = await removeUnlessInterrupted(ports);
    const { hasRemoved, keptKeys } = removal;
    ports.log.record({ event: "logged out", had_credentials: hasRemoved });
    ports.say(hasRemoved ? "Successfully logged out" : "Not logged in");
    if (hasRemoved && keptKeys.length > 0) {
      const names = keptKeys.map((key) => bound(escapeUnprintable(key), 40)).join(", ");
      const what = keptKeys.length === 1 ? "a key that belongs" : "keys that belong";
      ports.say(`auth.json stays, with ${what} to another tool: ${bound(names, 400)}.`);
    }
    return removal;
  } catch (error) {
    throw recordFailure(error, ports.log);
  }
}

async function revokeStored(settings: LogoutSettings, ports: LogoutPorts): Promise<void> {
  // A broken file holds nothing that could be revoked, and is deleted all the same.
  const stored = await ports.store.load().catch(() => undefined);
  const event = "stored token could not be revoked";
  const token = revocableToken(stored, settings);
  if (token) {
    const secrets = liveSecretsOf(settings, token.token);
    const client = { ...settings, fetch: ports.fetch, secrets };
    const options = { limitMs: REVOKE_LIMIT_MS, event } as const;
    const { signal, skipRevocation = signal } = ports;
    await revoke(token, client, ports.log, AbortSignal.any([signal, skipRevocation]), options);
  } else if (stored?.tokens?.refreshToken ?? stored?.tokens?.accessToken) {
    // A sign-in that cannot be revoked here is worth a line.
    ports.log.record({ event, reason: Loggable.word("other_issuer") });
  }
}

async function removeUnlessInterrupted({ store, signal }: LogoutPorts): Promise<Removal> {
  try {
    signal.throwIfAborted();
    // Another program may hold the lock for a while; Ctrl-C does not wait for it.
    return await store.remove(signal);
  } catch (error) {
    throw signal.aborted && error === signal.reason ? interrupted(error) : error;
  }
}

/** A signal, in words that fit. */
function interrupted(reason: unknown): unknown {
  if (!(reason instanceof LoginError)) return reason;
  const { kind } = reason.failure;
  return failed(
    kind,
    `Logout interrupted (${kind}); the credentials were not deleted.`,
    { events: reason.events },
  );
}
