/**
 * The lines of a sign-in through the browser, ours and upstream codex's, and of every exchange and save.
 *
 * @module
 */
import { cancelled, failed, type LineMeaning, note, phase } from "./line_meaning.ts";

const AGAIN = "Run the sign-in again.";

/** What each message means. */
export const BROWSER_LINES: Readonly<Record<string, LineMeaning>> = {
  "received login callback": phase("checking the answer"),
  "starting oauth token exchange": phase("exchanging the code"),
  "oauth token exchange succeeded": { kind: "success" },
  "oauth token exchange failure class": { kind: "class" },
  "device code request failure class": { kind: "class" },
  "access token check failure class": { kind: "class" },
  "oauth callback failure class": { kind: "class", behind: "callback_denied" },

  "default login callback port is unavailable; falling back to the registered fallback port": note(
    "Another program held port 1455, so 1457 was used.",
  ),
  "another program holds the IPv6 callback port": note(
    "Another program listens on the same port of [::1], and a browser may have tried it first.",
  ),
  "browser did not open": note("The browser did not open by itself."),
  "login callback state mismatch": note(
    "A callback carried the state of another attempt, as an old browser tab does; it was ignored.",
  ),
  "login callback was ignored": note("A callback was ignored.", true),
  "further login callbacks were ignored and not logged": note(
    "More callbacks were ignored than the log lists.",
  ),
  "oauth token connection failed; retrying with system proxy": note(
    "The first connection failed and was tried again through the system's proxy.",
  ),
  "superseded token could not be revoked": note(
    "The credentials from before could not be revoked; they expire by themselves.",
  ),

  "login callback port is unavailable": failed(
    "port_unavailable",
    "No callback port could be used.",
    "Close the program that holds the port, or choose another one with --port.",
  ),
  "oauth callback returned error": failed(
    "callback_denied",
    "The authorization server refused the sign-in in the browser.",
    "Try again or switch accounts; if access is restricted, ask the workspace's administrator.",
  ),
  "login callback has no authorization code": failed(
    "missing_code",
    "The browser came back without an authorization code.",
    AGAIN,
  ),
  "oauth token exchange returned non-success status": failed(
    "token_status",
    "The token endpoint refused to give credentials for the code.",
    "Run the sign-in again; if it is refused again, send this report to support.",
  ),
  "oauth token exchange transport failure": failed(
    "token_transport",
    "The token endpoint could not be reached.",
    "Check network, proxy and certificates on this machine with codex-login doctor.",
  ),
  "oauth token response is invalid": failed(
    "token_invalid",
    "The token endpoint's answer held no usable credentials.",
    "A proxy may have changed the answer; check with codex-login doctor, then run the sign-in again.",
  ),
  "login callback token exchange failed": failed(
    "token_exchange",
    "The exchange of the code for credentials failed.",
    "The lines before say more; check with codex-login doctor.",
  ),
  "login is restricted to other workspaces": failed(
    "workspace_restricted",
    "The account belongs to none of the workspaces that the configuration allows.",
    "Sign in again and choose an allowed workspace, or ask the workspace's administrator.",
  ),
  "credentials could not be saved": failed(
    "not_saved",
    "The sign-in worked, but the credentials could not be saved.",
    "Make room in CODEX_HOME and see to its permissions (codex-login doctor checks both), then sign in again.",
  ),
  "login timed out": failed(
    "timed_out",
    "Nobody finished the sign-in in the browser in time.",
    "Run the sign-in again, and finish it in the tab that it opens; --timeout gives more time.",
  ),
  "login failed unexpectedly": failed(
    "internal",
    "The program itself failed.",
    "Please report it together with this log.",
  ),
  "login cancelled": cancelled(
    "cancelled",
    "Another sign-in took over, or asked this one to end.",
    AGAIN,
  ),
  "login ended by a signal": cancelled("signal", "The program was told to end.", AGAIN),
};
