/**
 * A device code sign-in in the confined worker: this side only shows the code and waits.
 *
 * @module
 */
import { startConfinedWorker } from "./confined_worker.ts";
import type { DeviceLogin, DeviceSettings, DeviceSurface } from "../login/device_login.ts";
import type { ConfinedSettings } from "./worker_messages.ts";

/** Starts the worker; the device_auth_id, the tokens and the issuer's answers never leave it. */
export function confinedDeviceLogin(
  settings: DeviceSettings,
  confined: ConfinedSettings,
): DeviceLogin {
  let surface: DeviceSurface | undefined;
  const worker = startConfinedWorker(settings, confined, (message) => {
    if (message.type === "device_prompt") surface?.show(message.prompt);
    else if (message.type === "warning") surface?.say(message.text);
    else if (message.type === "phase") surface?.onPhase?.(message.phase);
  });
  worker.send({ type: "start_device", settings, confined });
  return {
    ready: worker.ready,
    run(given, signal) {
      surface = given;
      const interrupt = () => worker.send({ type: "interrupt" });
      signal.addEventListener("abort", interrupt, { once: true });
      worker.send({ type: "run_device" });
      if (signal.aborted) interrupt();
      return worker.outcome;
    },
    revocationDone: () => worker.revocationDone,
  };
}
