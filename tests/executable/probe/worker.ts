// The probe's other side.
import { attemptAll, type ProbeTargets } from "./attempts.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ProbeTargets>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = async ({ data }) => self.postMessage(await attemptAll(data));
