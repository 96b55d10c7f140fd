/**
 * A device code login of the app-server: the flow of `login_with_device_code.ts`, whose code and end
 * go to the client.
 *
 * @module
 */
import type { DevicePrompt } from "../oauth/device_code.ts";
import { DEVICE_CODE_NOT_ENABLED } from "../errors/device_errors.ts";
import type { DeviceLogin, DeviceSettings } from "../login/device_login.ts";
import { loginWithDeviceCode } from "../login/login_with_device_code.ts";
import { asLoginError, cancelledError } from "../errors/errors.ts";
import type { LoginLog } from "../log/login_events.ts";
import { type ActiveLogin, NOT_COMPLETED } from "./active_login.ts";
import { INTERNAL_ERROR, INVALID_REQUEST, RpcError } from "./json_rpc.ts";

/** The real things that such a login uses. */
export interface DeviceCodeLoginPorts {
  readonly log: LoginLog;
  /** Finds out whether credentials could be saved. */
  checkSave(): Promise<void>;
  /** Starts the side that asks, polls, exchanges and saves. */
  startDeviceLogin(settings: DeviceSettings): DeviceLogin;
}

/** A login that waits until its code is entered. */
export interface DeviceCodeLogin extends ActiveLogin {
  readonly prompt: DevicePrompt;
}

/**
 * Asks for a code and starts to poll.
 *
 * @param stop Ends it together with the app-server.
 * @throws {RpcError} Where the issuer gives no code.
 */
export async function startDeviceCodeLogin(
  settings: DeviceSettings,
  ports: DeviceCodeLoginPorts,
  stop: AbortSignal,
): Promise<DeviceCodeLogin> {
  const cancellation = new AbortController();
  const shown = Promise.withResolvers<DevicePrompt>();
  const saved = Promise.withResolvers<undefined>();

  /** The flow shows text to a person; the client wants what is in it. */
  function listenTo(device: DeviceLogin): DeviceLogin {
    return {
      ...device,
      async run(surface, signal) {
        const outcome = await device.run({ ...surface, show: shown.resolve }, signal);
        if (outcome.kind === "saved") saved.resolve(undefined);
        return outcome;
      },
    };
  }

  const flow = loginWithDeviceCode(settings, {
    log: ports.log,
    say() {},
    print() {},
    checkSave: ports.checkSave,
    startDeviceLogin: (settings) => Promise.resolve(listenTo(ports.startDeviceLogin(settings))),
    signal: AbortSignal.any([stop, cancellation.signal]),
  });
  const failed = flow.then(() => undefined, (error) => {
    const { kind, message } = asLoginError(error).failure;
    return kind === "cancelled" ? NOT_COMPLETED : message;
  });
  const prompt = await Promise.race([shown.promise, flow.then(() => shown.promise)])
    .catch((error) => {
      const { message } = asLoginError(error).failure;
      throw message === DEVICE_CODE_NOT_ENABLED
        ? new RpcError(INVALID_REQUEST, message)
        : new RpcError(INTERNAL_ERROR, `failed to request device code: ${message}`);
    });
  return {
    loginId: crypto.randomUUID(),
    prompt,
    outcome: Promise.race([saved.promise, failed]),
    ended: failed.then(() => undefined),
    cancel: () => cancellation.abort(cancelledError()),
  };
}
