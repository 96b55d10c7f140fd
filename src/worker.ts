/**
 * The confined worker's entry: the exchange-and-save side behind messages.
 *
 * @module
 */
import { fileAuthStore } from "./auth_store.ts";
import { type Completion, type CompletionPorts, inProcessCompletion } from "./completion.ts";
import type { ConfinedSettings, FromWorker, ToWorker } from "./confined_completion.ts";
import type { DeviceLogin, DeviceSettings } from "./device_code/device_login.ts";
import { issuerFetch } from "./issuer_fetch.ts";
import type { LoginLog } from "./loggable.ts";
import { NO_LOG, openLoginLog } from "./login_log.ts";
import { Secret } from "./secret.ts";

// The library for workers is not part of the program's own types.
declare const self: {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};

const interruption = new AbortController();
let completion: Completion | undefined;
let device: DeviceLogin | undefined;

self.onmessage = ({ data }) => {
  if (data.type === "start") {
    completion = inProcessCompletion(
      { ...data.settings, codeVerifier: new Secret(data.settings.codeVerifier) },
      portsOf(data.confined),
    );
    self.postMessage({ type: "ready" });
  } else if (data.type === "start_device") {
    void startDevice(data.settings, data.confined);
  } else if (data.type === "interrupt") {
    interruption.abort();
  } else if (data.type === "run_device") {
    if (device) void runDevice(device);
  } else if (completion) {
    void finish(completion, new Secret(data.code), new Secret(data.state));
  }
};

function portsOf(confined: ConfinedSettings): CompletionPorts {
  return {
    store: fileAuthStore(confined.codexHome),
    log: openLog(confined.logPath),
    fetch: issuerFetch(confined.caCertificates),
    onPhase: (phase) => self.postMessage({ type: "phase", phase }),
  };
}

async function startDevice(settings: DeviceSettings, confined: ConfinedSettings): Promise<void> {
  const { inProcessDeviceLogin } = await import("./device_code/device_login.ts");
  device = inProcessDeviceLogin(settings, portsOf(confined));
  self.postMessage({ type: "ready" });
}

async function runDevice(device: DeviceLogin): Promise<void> {
  const outcome = await device.run({
    show: (prompt) => self.postMessage({ type: "device_prompt", prompt }),
    say: (text) => self.postMessage({ type: "warning", text }),
  }, interruption.signal);
  self.postMessage({ type: "outcome", outcome });
  await device.settled(interruption.signal);
  self.postMessage({ type: "settled" });
}

async function finish(completion: Completion, code: Secret, state: Secret): Promise<void> {
  const outcome = await completion.complete({ code, state }, interruption.signal);
  self.postMessage({ type: "outcome", outcome });
  await completion.settled(interruption.signal);
  self.postMessage({ type: "settled" });
}

function openLog(path: string | undefined): LoginLog {
  const warn = (text: string) => self.postMessage({ type: "warning", text });
  try {
    return path === undefined ? NO_LOG : openLoginLog(path, warn);
  } catch {
    // The side that listens opened the same file just before, and warned if it could not.
    return NO_LOG;
  }
}
