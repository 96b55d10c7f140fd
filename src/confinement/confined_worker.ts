/**
 * A worker that may touch two folders and the issuer, and nothing else.
 *
 * Permission: those of {@linkcode workerPermissions}.
 *
 * @module
 */
import { usesKeyring } from "../config/credentials_place.ts";
import { type WorkerPermissionOptions, workerPermissions } from "./permissions.ts";
import { grantedSocksAddress } from "../config/network/proxy_permission.ts";
import type { Destination } from "../config/network/proxy_route.ts";
import { currentOs, KEYRING_PROGRAMS } from "../base/platform.ts";
import type { ConfinedSettings } from "./worker_messages.ts";

/** The worker with what this configuration needs, and nothing more. */
export function openWorkerFor(
  { issuer, proxy }: Destination,
  confined: Pick<ConfinedSettings, "codexHome" | "logDir" | "credentials">,
): Worker {
  return openConfinedWorker({
    ...confined,
    issuer,
    keyringProgram: usesKeyring(confined.credentials.store)
      ? KEYRING_PROGRAMS[currentOs()]
      : undefined,
    socksAddress: grantedSocksAddress(proxy),
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
