/**
 * A worker that may do one sign-in and nothing else, and the end of this side's own permissions.
 *
 * Permission: those of {@linkcode workerPermissions}, all of which
 * this side gives up as soon as the worker is ready.
 *
 * @module
 */
import type { Outcome } from "../login/completion.ts";
import { internalError } from "../errors/errors.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import {
  giveUpPermissions,
  type WorkerPermissionOptions,
  workerPermissions,
} from "./permissions.ts";
import { packed, unpacked } from "./crossing.ts";
import { grantedSocksAddress } from "../config/proxy_permission.ts";
import type { ProxyRoute } from "../config/proxy_route.ts";
import { currentOs, KEYRING_PROGRAMS } from "../base/platform.ts";
import type { ConfinedSettings, FromWorker, ToWorker } from "./worker_messages.ts";

/** Where the worker's requests go. */
export interface Destination {
  readonly issuer: string;
  /** Default: directly. */
  readonly proxy?: ProxyRoute | undefined;
}

/** The worker as its starter sees it. */
export interface ConfinedWorker {
  /** Resolves once the worker can work and this side holds no permission any more. */
  readonly ready: Promise<void>;
  /** Rejects where the worker dies; what it does by itself ends within the limits of its steps. */
  readonly outcome: Promise<Outcome>;
  readonly revocationDone: Promise<void>;
  send(message: ToWorker): void;
}

/**
 * Starts the worker; what to do is for the first message to say.
 *
 * @param receive Gets every message but those that the promises above stand for.
 */
export function startConfinedWorker(
  destination: Destination,
  confined: ConfinedSettings,
  receive: (message: FromWorker) => void,
): ConfinedWorker {
  const ready = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<Outcome>();
  const revocationDone = Promise.withResolvers<void>();
  const worker = openWorkerFor(destination, confined);
  worker.onmessage = (event: MessageEvent<unknown>) => {
    const data = unpacked(event.data) as FromWorker;
    if (data.type === "ready") ready.resolve();
    else if (data.type === "outcome") outcome.resolve(data.outcome);
    else if (data.type === "revocationDone") revocationDone.resolve();
    else receive(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const error = internalError(event.error ?? new Error("worker"));
    ready.reject(error);
    outcome.reject(error);
    revocationDone.resolve();
  };
  // It may die while nobody waits for an outcome.
  outcome.promise.catch(() => {});
  return {
    ready: ready.promise.then(giveUpPermissions),
    outcome: outcome.promise,
    revocationDone: revocationDone.promise,
    send: (message) => worker.postMessage(packed(message)),
  };
}

/** The worker with what this configuration needs, and nothing more. */
export function openWorkerFor(
  { issuer, proxy }: Destination,
  confined: Pick<ConfinedSettings, "codexHome" | "logDir" | "credentials">,
): Worker {
  return openConfinedWorker({
    ...confined,
    issuer,
    keyringProgram: usesKeyring(confined.credentials) ? KEYRING_PROGRAMS[currentOs()] : undefined,
    socksAddress: proxy && grantedSocksAddress(proxy),
  });
}

/** The worker with its own permissions; `codex-login permissions` looks at the same one. */
export function openConfinedWorker(options: WorkerPermissionOptions): Worker {
  return new Worker(new URL("../worker.ts", import.meta.url), {
    type: "module",
    name: "exchange-and-save",
    deno: { permissions: workerPermissions(options) as Deno.PermissionOptionsObject },
  });
}

function usesKeyring({ store }: CredentialsPlace): boolean {
  return store === "keyring" || store === "auto";
}
