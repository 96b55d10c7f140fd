/**
 * The confined worker's entry: the account side behind messages, of one login or, for the app-server,
 * of all.
 *
 * @module
 */
import { openAuthStore } from "./credentials/credentials_store.ts";
import { inProcessAccountSide } from "./login/account_side.ts";
import { issuerFetch } from "./oauth/issuer_fetch.ts";
import { parseLogFilter } from "./log/log_filter.ts";
import { type LoginLog, NO_LOG } from "./log/login_events.ts";
import { openLoginLog } from "./log/login_log.ts";
import { packed, unpacked } from "./confinement/crossing.ts";
import { askRuntime } from "./confinement/permission_questions.ts";
import { serveAccountSide } from "./confinement/serve_account_side.ts";
import type {
  ConfinedSettings,
  WorkerCommand,
  WorkerEvent,
} from "./confinement/worker_messages.ts";

// The library for workers is not part of the program's own types.
declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown): void;
};

takeWith((command) => {
  if (command.type === "serve") serve(command.confined);
  else if (command.type === "permissions") {
    send({ type: "permissions", answers: askRuntime(command.descriptors) });
  }
});

function takeWith(take: (command: WorkerCommand) => void): void {
  self.onmessage = ({ data }) => take(unpacked(data) as WorkerCommand);
}

function send(event: WorkerEvent): void {
  self.postMessage(packed(event));
}

function serve(confined: ConfinedSettings): void {
  const log = openLog(confined);
  const fetch = issuerFetch(confined.caCertificates);
  const side = inProcessAccountSide({
    store: openAuthStore(confined.credentials, confined.codexHome, log, warn),
    log,
    fetch,
    certificates: confined.certificates,
  });
  takeWith(serveAccountSide(side, log, send, fetch.close));
  send({ type: "ready" });
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
