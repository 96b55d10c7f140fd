/**
 * The confined worker's entry: the exchange-and-save side behind messages.
 *
 * @module
 */
import { fileAuthStore } from "./auth_store.ts";
import { type Completion, inProcessCompletion } from "./completion.ts";
import type { FromWorker, ToWorker } from "./confined_completion.ts";
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

self.onmessage = ({ data }) => {
  if (data.type === "start") {
    completion = inProcessCompletion(
      { ...data.settings, codeVerifier: new Secret(data.settings.codeVerifier) },
      {
        store: fileAuthStore(data.confined.codexHome),
        log: openLog(data.confined.logPath),
        fetch: issuerFetch(data.confined.caCertificates),
        onPhase: (phase) => self.postMessage({ type: "phase", phase }),
      },
    );
    self.postMessage({ type: "ready" });
  } else if (data.type === "interrupt") {
    interruption.abort();
  } else if (completion) {
    void finish(completion, new Secret(data.code), new Secret(data.state));
  }
};

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
