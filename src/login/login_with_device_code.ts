/**
 * The device code sign-in, from top to bottom:
 *
 * 1. Log the start, look whether credentials could be saved, and hand the work to the side that asks,
 *    polls, exchanges and saves.
 * 2. Show where to go and which code to enter there.
 * 3. Wait until it is saved, has failed, or a signal comes.
 * 4. Tell the person, and give a last revocation at most two seconds.
 *
 * @module
 */
import { asLoginError } from "../errors/errors.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { OnPhase } from "../base/phases.ts";
import { savedPath, settleWithin, whereCredentialsAre } from "./outcome.ts";
import { rejection } from "../base/time_limit.ts";
import type { DevicePrompt } from "../oauth/device_code.ts";
import type { DeviceLogin, DeviceSettings } from "./device_login.ts";

/** The longest wait for a person, in seconds: the code does not live longer. */
export const DEVICE_LIMIT_SECONDS = 15 * 60;

/** The real things that such a sign-in uses. */
export interface DevicePorts {
  readonly log: LoginLog;
  /** Shows text to the person, a line break behind it. */
  say(text: string): void;
  /** Writes to standard output, where upstream has the code, for programs that look for it there. */
  print(text: string): void;
  /** Is given the code for a program to show; the person's text is then not printed. */
  onPrompt?(prompt: DevicePrompt): void;
  readonly onPhase?: OnPhase;
  /**
   * Finds out whether the credentials could be saved.
   *
   * @throws {LoginError} `not_saved`.
   */
  checkSave?(): Promise<void>;
  /** Starts the side that does the work. */
  startDeviceLogin(settings: DeviceSettings): Promise<DeviceLogin>;
  /** Aborts with a `LoginError` when the process is told to end. */
  readonly signal: AbortSignal;
  /** Aborts when it is told so again. */
  readonly secondInterrupt?: AbortSignal | undefined;
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
  const { signal } = ports;
  ports.log.record({ event: "starting device code login flow" });
  try {
    await ports.checkSave?.();
    const limitSeconds = Math.min(settings.limitSeconds, DEVICE_LIMIT_SECONDS);
    const device = await ports.startDeviceLogin({ ...settings, limitSeconds });
    await Promise.race([device.ready, rejection(signal)]);
    const show = (prompt: DevicePrompt) => {
      const text = promptText(prompt, limitSeconds);
      if (ports.onPrompt === undefined) return ports.print(text);
      ports.onPrompt(prompt);
      ports.say(text);
    };
    const outcome = device.run({ show, say: ports.say, onPhase: ports.onPhase }, signal);
    const path = await savedPath(outcome, signal, ports.secondInterrupt);
    ports.onPhase?.("done");
    ports.say(`Successfully logged in\n${whereCredentialsAre(path)}`);
    await settleWithin(device.revocationDone(signal), signal);
  } catch (error) {
    const failure = asLoginError(error);
    for (const event of failure.events) ports.log.record(event);
    throw failure;
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
   ${prompt.userCode}

Device codes are a common phishing target. Never share this code.
Continue only if you started this login yourself.
`;
}
