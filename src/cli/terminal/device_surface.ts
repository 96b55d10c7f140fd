/**
 * How a one-time code is shown: link and code on standard output, where upstream has them and programs look
 * for them; at a terminal a QR code of the link, the code for the clipboard, and the time that is left.
 *
 * @module
 */
import type { Config } from "../../config/config.ts";
import { DEVICE_LIMIT_SECONDS, type DevicePorts } from "../../login/login_with_device_code.ts";
import type { CommandPorts } from "../cli_ports.ts";
import type { Telling } from "../telling.ts";

/** What stands above and below the QR code, in rows of the terminal. */
const OTHER_ROWS = 14;

/** What of {@linkcode DevicePorts} shows something. */
type Surface = Pick<DevicePorts, "show" | "onPhase">;

/**
 * The surface of one sign-in. The terminal is held at once, while it may be.
 *
 * @param hasQr Whether the QR code is wanted, fit or not.
 * @param signal Ends the reading of keys.
 */
export async function deviceSurface(
  config: Pick<Config, "waitLimitSeconds">,
  hasQr: boolean | undefined,
  { emit, hasLines, onPhase }: Telling,
  ports: CommandPorts,
  signal: AbortSignal,
): Promise<Surface> {
  const { isOnTerminal, pressedKeys, print, say, screen, terminalSize } = ports;
  const limitSeconds = Math.min(config.waitLimitSeconds, DEVICE_LIMIT_SECONDS);
  const keys = screen.isLive && !hasLines ? pressedKeys?.(signal) : undefined;
  // Now, since nothing can be loaded any more once the permissions are given up.
  const { qrCode } = hasQr || isOnTerminal ? await import("./qr_code.ts") : {};
  const fits = (code: string) => {
    const { columns = 0, rows = 0 } = terminalSize?.() ?? {};
    const lines = code.split("\n");
    return lines.every((line) => line.length <= columns) && lines.length + OTHER_ROWS <= rows;
  };
  return {
    show(text, { verificationUrl, userCode }) {
      const code = userCode.reveal();
      emit({ type: "device_code", verification_url: verificationUrl, user_code: code });
      // Where both are one terminal it is said, since prose wraps there.
      const put = hasLines || isOnTerminal && terminalSize?.() ? say : print;
      put(text);
      const qr = qrCode?.(verificationUrl);
      if (qr !== undefined && (hasQr || fits(qr))) put(`${qr}\n`);
      if (keys === undefined) return;
      say("Press c to copy the code.");
      void copyOn(keys, () => {
        screen.copy(code);
        say("The code was handed to the terminal for its clipboard.");
      });
    },
    onPhase(phase) {
      onPhase(phase);
      if (isOnTerminal) {
        screen.showPhase(phase, phase === "wait_for_approval" ? limitSeconds : undefined);
      }
    },
  };
}

async function copyOn(keys: AsyncIterable<string>, copy: () => void): Promise<void> {
  for await (const key of keys) if (key === "c" || key === "C") copy();
}
