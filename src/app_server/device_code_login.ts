/**
 * A device code login of the app-server: the flow of `login_with_device_code.ts`.
 *
 * @module
 */
import { DEVICE_CODE_NOT_ENABLED } from "../errors/device_errors.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { AccountSide } from "../login/account_side.ts";
import type { DeviceSettings } from "../login/device_login.ts";
import { loginWithDeviceCode } from "../login/login_with_device_code.ts";
import { NOT_COMPLETED, type Way } from "./active_login.ts";
import { INTERNAL_ERROR, INVALID_REQUEST, RpcError } from "./json_rpc.ts";

/** A device code as a way to sign in; it invites with the code and where to enter it. */
export function deviceCodeLogin(
  settings: DeviceSettings,
  { accounts, log }: { readonly accounts: AccountSide; readonly log: LoginLog },
): Way {
  return {
    type: "chatgptDeviceCode",
    displacing: NOT_COMPLETED,
    run: ({ invite, ...ports }) =>
      loginWithDeviceCode(settings, {
        ...ports,
        accounts,
        log,
        say() {},
        show: (_, { verificationUrl, userCode }) =>
          invite({ verificationUrl, userCode: userCode.reveal() }),
      }),
    describe: ({ kind, message }) => kind === "cancelled" ? NOT_COMPLETED : message,
    refuse: ({ message }) =>
      message === DEVICE_CODE_NOT_ENABLED
        ? new RpcError(INVALID_REQUEST, message)
        : new RpcError(INTERNAL_ERROR, `failed to request device code: ${message}`),
  };
}
