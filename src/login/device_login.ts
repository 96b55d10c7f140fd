/**
 * A device code sign-in on the side that holds its secrets: ask, poll, exchange, save.
 *
 * @module
 */
import { checkAhead } from "./check_ahead.ts";
import { type CompletionPorts, inProcessCompletion, type Saved } from "./completion.ts";
import type { FlowPorts, FlowSettings } from "./flow_ports.ts";
import type { Interruption } from "./interruption.ts";
import { routeAndSecrets } from "../config/network/network_route.ts";
import { endpoint, PATHS } from "../base/endpoints.ts";
import { Secret } from "../log/text/secret.ts";
import { type DevicePrompt, devicePrompt, requestDeviceCode } from "../oauth/device_code.ts";
import { pollForApproval } from "../oauth/polling.ts";

/** What a device code sign-in needs to know. */
export interface DeviceSettings extends FlowSettings {
  /** How long to wait for the person, in seconds. */
  readonly limitSeconds: number;
}

/** How the person is told what to do. */
export interface DeviceSurface extends Pick<FlowPorts, "say" | "onPhase" | "onFinding"> {
  /** Called once, with the code. */
  show(prompt: DevicePrompt): void;
}

/**
 * Signs in with a device code, in this process.
 *
 * @throws {LoginError} Where nothing was saved; the reason of an interruption that came first.
 */
export async function completeDeviceLogin(
  settings: DeviceSettings,
  { say, show, onPhase, onFinding = () => {} }: DeviceSurface,
  ports: CompletionPorts,
  interruption: Interruption,
): Promise<Saved> {
  const { signal } = interruption;
  const { issuer, limitSeconds } = settings;
  const { log } = ports;
  const flow = "device_code";
  const routed = routeAndSecrets(settings, ports.certificates);
  const client = { ...settings, ...routed, flow, fetch: ports.fetch } as const;
  await ports.store.check?.("chatgpt");
  onPhase?.("request_code");
  const code = await requestDeviceCode(client, log, signal);
  show(devicePrompt(issuer, code));
  onPhase?.("wait_for_approval");
  const approved = new AbortController();
  if (settings.hasCheck) {
    const untilApproved = AbortSignal.any([signal, approved.signal]);
    void checkAhead({ ...settings, flow }, ports, onFinding, untilApproved);
  }
  const approval = await pollForApproval(code, client, limitSeconds, { log, say }, signal)
    .finally(() => approved.abort());
  const completion = inProcessCompletion(
    {
      ...settings,
      redirectUri: endpoint(issuer, PATHS.deviceCallback).href,
      codeVerifier: approval.codeVerifier,
      flow,
    },
    { ...ports, onPhase },
    interruption,
  );
  // No browser brings a state back here; the exchange only wants one that equals itself.
  const state = new Secret(crypto.randomUUID());
  return await completion.complete({ code: approval.code, state });
}
