/**
 * The confined worker's entry: the exchange-and-save side behind messages, of one login or, for the
 * app-server, of all.
 *
 * @module
 */
import type { FromAccountWorker, ToAccountWorker } from "./app_server/account_messages.ts";
import type { AccountSettings } from "./app_server/account_side.ts";
import { type Completion, type CompletionPorts, inProcessCompletion } from "./login/completion.ts";
import { openAuthStore } from "./credentials/credentials_store.ts";
import type { DeviceLogin, DeviceSettings } from "./login/device_login.ts";
import { issuerFetch } from "./oauth/issuer_fetch.ts";
import { parseLogFilter } from "./log/log_filter.ts";
import { type LoginLog, NO_LOG } from "./log/login_events.ts";
import { openLoginLog } from "./log/login_log.ts";
import { askRuntime } from "./confinement/permission_questions.ts";
import { packed, unpacked } from "./confinement/crossing.ts";
import { Secret } from "./log/secret.ts";
import type { ConfinedSettings, FromWorker, ToWorker } from "./confinement/worker_messages.ts";

// The library for workers is not part of the program's own types.
declare const self: {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
};

function send(message: FromWorker | FromAccountWorker): void {
  self.postMessage(packed(message));
}

const interruption = new AbortController();
let completion: Completion | undefined;
let device: DeviceLogin | undefined;

self.onmessage = (event: MessageEvent<unknown>) => {
  const data = unpacked(event.data) as ToWorker;
  if (data.type === "start") {
    start(data);
  } else if (data.type === "start_device") {
    void startDevice(data.settings, data.confined);
  } else if (data.type === "serve_accounts") {
    void serveAccounts(data.settings, data.confined);
  } else if (data.type === "interrupt") {
    interruption.abort();
  } else if (data.type === "run_device") {
    if (device) void runDevice(device);
  } else if (data.type === "permissions") {
    send({ type: "permissions", answers: askRuntime(data.descriptors) });
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
    send,
  );
  self.onmessage = ({ data }) => take(unpacked(data) as ToAccountWorker);
  send({ type: "ready" });
}

function portsOf(confined: ConfinedSettings): CompletionPorts {
  const log = openLog(confined);
  return {
    store: openAuthStore(confined.credentials, confined.codexHome, log, warn),
    log,
    fetch: issuerFetch(confined.caCertificates),
    onPhase: (phase) => send({ type: "phase", phase }),
  };
}

function start({ settings, confined }: Extract<ToWorker, { type: "start" }>): void {
  completion = inProcessCompletion(
    { ...settings, codeVerifier: new Secret(settings.codeVerifier) },
    portsOf(confined),
  );
  send({ type: "ready" });
}

async function startDevice(settings: DeviceSettings, confined: ConfinedSettings): Promise<void> {
  const { inProcessDeviceLogin } = await import("./login/device_login.ts");
  device = inProcessDeviceLogin(settings, portsOf(confined));
  send({ type: "ready" });
}

async function runDevice(device: DeviceLogin): Promise<void> {
  const outcome = await device.run({
    show: (prompt) => send({ type: "device_prompt", prompt }),
    say: warn,
  }, interruption.signal);
  send({ type: "outcome", outcome });
  await device.revocationDone(interruption.signal);
  send({ type: "revocationDone" });
}

async function finish(completion: Completion, code: Secret, state: Secret): Promise<void> {
  const outcome = await completion.complete({ code, state }, interruption.signal);
  send({ type: "outcome", outcome });
  await completion.revocationDone(interruption.signal);
  send({ type: "revocationDone" });
}

function warn(text: string): void {
  send({ type: "warning", text });
}

function openLog({ logPath, logFilter, attempt }: ConfinedSettings): LoginLog {
  try {
    return logPath === undefined
      ? NO_LOG
      : openLoginLog(logPath, warn, parseLogFilter(logFilter), attempt);
  } catch {
    // The side that listens opened the same file just before, and warned if it could not.
    return NO_LOG;
  }
}
