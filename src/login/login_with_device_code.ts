/**
 * The device code sign-in, from top to bottom:
 *
 * 1. Log the start and hand the work to the side that asks, polls, exchanges and saves.
 * 2. Show where to go and which code to enter there.
 * 3. Wait until it is saved, has failed, or a signal comes.
 * 4. Tell the person, and give a last revocation at most two seconds.
 *
 * @module
 */
import { recordFailure } from "../errors/errors.ts";
import { type Finding, tellFinding } from "./finding.ts";
import type { FlowPorts } from "./flow_ports.ts";
import { revokeWithin, successWords, untilSaved } from "./outcome.ts";
import { unlessAborted } from "../base/time_limit.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { AccountSide } from "./account_side.ts";
import type { DeviceSettings } from "./device_login.ts";

/** The longest wait for a person, in seconds: the code does not live longer. */
export const DEVICE_LIMIT_SECONDS = 15 * 60;

/** The real things that such a sign-in uses. */
export interface DevicePorts extends FlowPorts {
  /** Shows where to go and which code to enter there, in words and as plain values. */
  show(text: string, prompt: DevicePrompt): void;
  /** The side that does the work. */
  readonly accounts: Pick<AccountSide, "ready" | "loginWithDevice">;
}

/**
 * Signs a person in who enters a code in a browser elsewhere.
 *
 * @throws {LoginError} Its events are in the log already.
 */
export async function loginWithDeviceCode(
  settings: DeviceSettings,
  ports: DevicePorts,
): Promise<void> {
  const { accounts, signal, onPhase, say } = ports;
  ports.log.record({ event: "starting device code login flow" });
  try {
    const limitSeconds = Math.min(settings.limitSeconds, DEVICE_LIMIT_SECONDS);
    await unlessAborted(accounts.ready, signal);
    const show = (prompt: DevicePrompt) => ports.show(promptText(prompt, limitSeconds), prompt);
    const onFinding = (finding: Finding) => tellFinding(finding, ports);
    const surface = { show, say, onPhase, onFinding };
    const saved = await untilSaved(
      accounts.loginWithDevice({ ...settings, limitSeconds }, surface, ports),
      signal,
    );
    onPhase?.("done");
    say(successWords(saved, ports.isOnTerminal));
    await revokeWithin(saved, signal);
  } catch (error) {
    throw recordFailure(error, ports.log);
  }
}

/** What the person reads. */
function promptText(prompt: DevicePrompt, limitSeconds: number): string {
  const limit = limitSeconds >= 120
    ? `${Math.floor(limitSeconds / 60)} minutes`
    : `${limitSeconds} seconds`;
  return `
Sign in with ChatGPT from any device that has a browser:

1. Open this link and sign in to your account
   ${prompt.verificationUrl}

2. Enter this one-time code (expires in ${limit})
   ${prompt.userCode.reveal()}

Device codes are a common phishing target. Never share this code.
Continue only if you started this login yourself.
`;
}
