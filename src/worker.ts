/**
 * The confined worker's entry: the exchange-and-save side behind messages, of one login or, for the
 * app-server, of all.
 *
 * @module
 */
import type { FromAccountWorker } from "./app_server/account_messages.ts";
import type { AccountSettings } from "./app_server/account_side.ts";
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
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: FromWorker | FromAccountWorker): void;
};

const interruption = new AbortController();
let completion: Completion | undefined;
let device: DeviceLogin | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "start") {
    completion = inProcessCompletion(
      { ...data.settings, codeVerifier: new Secret(data.settings.codeVerifier) },
      portsOf(data.confined),
    );
    self.postMessage({ type: "ready" });
  } else if (data.type === "start_device") {
    void startDevice(data.settings, data.confined);
  } else if (data.type === "serve_accounts") {
    void serveAccounts(data.settings, data.confined);
  } else if (data.type === "interrupt") {
    interruption.abort();
  } else if (data.type === "run_device") {
    if (device) void runDevice(device);
  } else if (completion) {
    void finish(completion, new Secret(data.code), new Secret(data.state));
  }
};

/** Nothing else is sent before "ready", so no message comes while the modules load. */
async function serveAccounts(settings: AccountSettings, confined: ConfinedSettings): Promise<void> {
  const { inProcessAccountSide } = await import("./app_server/account_side.ts");
  const { serveAccountSide } = await import("./app_server/serve_account_side.ts");
  const { onPhase: _, ...ports } = portsOf(confined);
  const take = serveAccountSide(
    inProcessAccountSide(settings, ports),
    (message) => self.postMessage(message),
  );
  self.onmessage = ({ data }) => take(data);
  self.postMessage({ type: "ready" });
}

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
