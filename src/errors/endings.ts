/**
 * How a sign-in ends in the log, and what that means where no class says more.
 *
 * @module
 */
import type { Ending } from "../log/event_row.ts";
import type { ToldClass } from "./explanation.ts";

/** What happened and what to do, without the full stops. */
interface EndingWords {
  readonly what: string;
  /** Absent where the kind of failure has it (`failure_traits.ts`). */
  readonly todo?: string;
}

const AGAIN = "Run the sign-in again";
const CHECK_NETWORK =
  "Check network, proxy and certificates on this machine with codex-login doctor";

/** The words of each ending that is no class. */
export const ENDINGS: Readonly<Record<Exclude<Ending, ToldClass>, EndingWords>> = {
  signal: { what: "The program was told to end", todo: AGAIN },
  cancelled: { what: "Another sign-in took over, or asked this one to end" },
  internal: {
    what: "The program itself failed",
    todo: "Please report it together with this log",
  },
  port_unavailable: {
    what: "No callback port could be used",
    todo: "Close the program that holds the port, or choose another one with --port",
  },
  callback_denied: {
    what: "The authorization server refused the sign-in in the browser",
    todo:
      "Try again or switch accounts; if access is restricted, ask the workspace's administrator",
  },
  missing_code: { what: "The browser came back without an authorization code" },
  timed_out: { what: "Nobody finished the sign-in in the browser in time" },
  token_exchange: {
    what: "The exchange of the code for credentials failed",
    todo: "The lines before say more; check with codex-login doctor",
  },
  token_status: {
    what: "The token endpoint refused to give credentials for the code",
    todo: `${AGAIN}; if it is refused again, send this report to support`,
  },
  token_transport: { what: "The token endpoint could not be reached", todo: CHECK_NETWORK },
  token_invalid: {
    what: "The token endpoint's answer held no usable credentials",
    todo:
      "A proxy may have changed the answer; check with codex-login doctor, then run the sign-in again",
  },
  workspace_restricted: {
    what: "The account belongs to none of the workspaces that the configuration allows",
  },
  not_saved: { what: "The sign-in worked, but the credentials could not be saved" },
  device_transport: {
    what: "The issuer could not be asked for a device code",
    todo: CHECK_NETWORK,
  },
  device_status: {
    what: "The issuer gave no device code",
    todo: "Use the browser sign-in, or check --issuer",
  },
  device_invalid: {
    what: "The issuer's answer held no usable device code",
    todo: "A proxy may have changed the answer; check with codex-login doctor",
  },
  device_failed: { what: "The issuer did not let the device code be used", todo: AGAIN },
  no_secret: {
    what: "Standard input held no key or token that can be used",
    todo:
      "Hand over exactly one line, such as printenv OPENAI_API_KEY | codex-login --with-api-key",
  },
  access_token_refused: {
    what: "The access token was not accepted",
    todo: "Make a new one, and hand it over whole",
  },
};
