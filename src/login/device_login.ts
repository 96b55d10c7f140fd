/**
 * The side of a device code sign-in that asks, polls, exchanges and saves. One port; it runs in this
 * process (here) or in a confined worker (`confined_device_login.ts`).
 *
 * @module
 */
import {
  type Completion,
  type CompletionPorts,
  type CompletionSettings,
  failedOutcome,
  inProcessCompletion,
  type Outcome,
} from "./completion.ts";
import { networkRoute } from "../config/network_route.ts";
import { endpoint } from "../base/endpoints.ts";
import { LiveSecrets, secretsOfUrl } from "../log/live_secrets.ts";
import { secretsOfRoute } from "../config/proxy_route.ts";
import type { OnPhase } from "../base/phases.ts";
import { Secret } from "../log/secret.ts";
import { type DevicePrompt, devicePrompt, requestDeviceCode } from "../oauth/device_code.ts";
import { pollForApproval } from "../oauth/polling.ts";

/** What it needs to know. */
export interface DeviceSettings
  extends
    Pick<CompletionSettings, "issuer" | "clientId" | "workspaceIds" | "proxy" | "certificates"> {
  /** How long to wait for the person, in seconds. */
  readonly limitSeconds: number;
}

/** How the person is told what to do. */
export interface DeviceSurface {
  /** Called once, with the code. */
  show(prompt: DevicePrompt): void;
  /** Shows a sentence. */
  say(text: string): void;
  /** Is told each phase as it begins. */
  readonly onPhase?: OnPhase;
}

/** A device code sign-in. */
export interface DeviceLogin {
  /** Resolves once it can be run. */
  readonly ready: Promise<void>;
  /**
   * Runs it once. Rejects only where a worker dies on it.
   *
   * Aborting `signal` before tokens are held ends it with `cancelled`; afterwards no credentials are
   * lost, as with a {@linkcode Completion}.
   */
  run(surface: DeviceSurface, signal: AbortSignal): Promise<Outcome>;
  /** Resolves once nothing is left to be done after the save. Never rejects. */
  revocationDone(signal: AbortSignal): Promise<void>;
}

/** A device code sign-in in this process. */
export function inProcessDeviceLogin(
  settings: DeviceSettings,
  ports: CompletionPorts,
): DeviceLogin {
  let completion: Completion | undefined;

  async function authorizeAndSave(surface: DeviceSurface, signal: AbortSignal): Promise<Outcome> {
    const secrets = new LiveSecrets(
      ...secretsOfUrl(settings.issuer),
      ...secretsOfRoute(settings.proxy),
    );
    const route = networkRoute(settings.proxy, settings.certificates);
    const client = {
      ...settings,
      route,
      fetch: ports.fetch,
      secrets,
      flow: "device_code",
    } as const;
    ports.onPhase?.("request_code");
    const code = await requestDeviceCode(client, ports.log, signal);
    surface.show(devicePrompt(settings.issuer, code));
    ports.onPhase?.("wait_for_approval");
    const approval = await pollForApproval(
      code,
      client,
      settings.limitSeconds,
      { log: ports.log, say: surface.say },
      signal,
    );
    completion = inProcessCompletion({
      ...settings,
      redirectUri: endpoint(settings.issuer, "/deviceauth/callback").href,
      codeVerifier: approval.codeVerifier,
      flow: "device_code",
    }, ports);
    // No browser brings a state back here; the exchange only wants one that equals itself.
    const state = new Secret(crypto.randomUUID());
    return await completion.complete({ code: approval.code, state }, signal);
  }

  return {
    ready: Promise.resolve(),
    run: (surface, signal) =>
      authorizeAndSave(surface, signal).catch((error) => failedOutcome(error, ports.log, signal)),
    revocationDone: (signal) => completion?.revocationDone(signal) ?? Promise.resolve(),
  };
}
