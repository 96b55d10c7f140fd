/**
 * A browser login of the app-server: the flow of `login.ts`.
 *
 * @module
 */
import type { AccountSide } from "../login/account_side.ts";
import { login, type LoginPorts, type LoginSettings } from "../login/login.ts";
import { CANCELLED, type Way } from "./active_login.ts";
import { INTERNAL_ERROR, RpcError } from "./json_rpc.ts";

/** The browser as a way to sign in; it invites with the authorize URL. */
export function browserLogin(
  settings: LoginSettings,
  { accounts, log, logPath }: Pick<LoginPorts, "log" | "logPath"> & {
    readonly accounts: AccountSide;
  },
): Way {
  return {
    type: "chatgpt",
    displacing: CANCELLED,
    async run({ invite, ...flow }) {
      await login(settings, {
        log,
        logPath,
        // The client shows the URL and the outcome; standard error is for warnings about the set-up.
        say() {},
        onAuthorizeUrl: (authUrl) => invite({ authUrl }),
        checkSave: accounts.checkSave,
        startAccounts: () => accounts,
        ...flow,
      });
    },
    describe({ kind, message }, words) {
      return `Login server error: ${kind === "cancelled" ? words ?? message : message}`;
    },
    refuse: ({ message }) =>
      new RpcError(INTERNAL_ERROR, `failed to start login server: ${message}`),
  };
}
