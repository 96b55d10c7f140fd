/**
 * The lines of the other ways in (device code, secrets from standard input) and of logging out.
 *
 * @module
 */
import { failed, type LineMeaning, note, phase } from "./line_meaning.ts";

const AGAIN = "Run the sign-in again.";

/** What each message means. */
export const OTHER_LINES: Readonly<Record<string, LineMeaning>> = {
  "requesting device code": phase("asking for a code"),
  "device code request transport failure": failed(
    "device_transport",
    "The issuer could not be asked for a device code.",
    "Check network, proxy and certificates on this machine with codex-login doctor.",
  ),
  "device code request returned non-success status": failed(
    "device_status",
    "The issuer gave no device code.",
    "Use the browser sign-in, or check --issuer.",
  ),
  "device code answer is invalid": failed(
    "device_invalid",
    "The issuer's answer held no usable device code.",
    "A proxy may have changed the answer; check with codex-login doctor.",
  ),
  "polling for device authorization": phase("waiting for the person"),
  "device authorization is tried again": note("A poll did not get through and was tried again."),
  "device authorization succeeded": phase("checking the answer"),
  "device authorization was denied": failed(
    "device_denied",
    "The sign-in was refused in the browser.",
    "Run the sign-in again and allow it, with another account if this one is restricted.",
  ),
  "device code has expired": failed(
    "device_expired",
    "Nobody entered the code in time.",
    "Run the sign-in again and enter the new code.",
  ),
  "device authorization timed out": failed(
    "device_timed_out",
    "Nobody entered the code in time.",
    "Run the sign-in again and enter the new code.",
  ),
  "device authorization failed": failed(
    "device_failed",
    "The issuer did not let the device code be used.",
    AGAIN,
  ),
  "device code token exchange failed": failed(
    "token_exchange",
    "The exchange of the code for credentials failed.",
    "The lines before say more; check with codex-login doctor.",
  ),

  "no usable secret on stdin": failed(
    "no_secret",
    "Standard input held no key or token that can be used.",
    "Hand over exactly one line, such as printenv OPENAI_API_KEY | codex-login --with-api-key.",
  ),
  "access token was refused": failed(
    "access_token_refused",
    "The access token was not accepted.",
    "Make a new one, and hand it over whole.",
  ),
  "login credentials saved": { kind: "success" },

  "starting logout": { kind: "outside" },
  "stored token could not be revoked": { kind: "outside" },
  "credentials could not be deleted": { kind: "outside" },
  "logged out": { kind: "outside" },
};
