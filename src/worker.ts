/**
 * The confined worker's entry: the exchange-and-save side behind messages.
 *
 * @module
 */
import { type Completion, inProcessCompletion } from "./completion.ts";
import type { ConfinedSettings, FromWorker, ToWorker } from "./confined_completion.ts";
import { openAuthStore } from "./credentials_store.ts";
import { issuerFetch } from "./issuer_fetch.ts";
import { parseLogFilter } from "./log_filter.ts";
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

self.onmessage = ({ data }) => {
  if (data.type === "start") {
    void start(data);
  } else if (data.type === "interrupt") {
    interruption.abort();
  } else if (completion) {
    void finish(completion, new Secret(data.code), new Secret(data.state));
  }
};

async function start({ settings, confined }: Extract<ToWorker, { type: "start" }>): Promise<void> {
  const log = openLog(confined);
  completion = inProcessCompletion(
    { ...settings, codeVerifier: new Secret(settings.codeVerifier) },
    {
      store: await openAuthStore(confined.credentials, confined.codexHome, log, warn),
      log,
      fetch: issuerFetch(confined.caCertificates),
    },
  );
  self.postMessage({ type: "ready" });
}

async function finish(completion: Completion, code: Secret, state: Secret): Promise<void> {
  const outcome = await completion.complete({ code, state }, interruption.signal);
  self.postMessage({ type: "outcome", outcome });
  await completion.settled(interruption.signal);
  self.postMessage({ type: "settled" });
}

function warn(text: string): void {
  self.postMessage({ type: "warning", text });
}

function openLog({ logPath, logFilter }: ConfinedSettings): LoginLog {
  try {
    return logPath === undefined ? NO_LOG : openLoginLog(logPath, warn, parseLogFilter(logFilter));
  } catch {
    // The side that listens opened the same file just before, and warned if it could not.
    return NO_LOG;
  }
}
