/**
 * The table of failures: how each class is recognised, and what terminal, page, report, doctor and log
 * reader say of it.
 *
 * Codes count before words. The runtime gives a failed request no code of its own, so what is left are
 * its words, which drift from version to version: what matches nothing is `other`, with the real message,
 * and nothing but advice depends on the class. Only failures load this.
 *
 * @module
 */
import type { TlsCause } from "../log/log_words.ts";
import type { ToldClass } from "./explanation.ts";
import type { FailureRow } from "./failure_row.ts";
import { NETWORK_CLASSES } from "./network_classes.ts";

const CHECK_ISSUER = "Check --issuer, and whether a login page of the network answers in its place";
const OTHER_ROUTE =
  "; the token request left from this machine for {host}, your browser may have used another route";
const CHALLENGE =
  "The protection in front of the issuer (Cloudflare) wanted a check that only a browser can pass";
const REGION = "The issuer does not serve the country or region that the request came from";
const ALLOW = "Run the sign-in again and allow it, with another account if this one is restricted";
const NEW_CODE = "Run the sign-in again and enter the new code";
const NOT_ENTERED = "Nobody entered the code and allowed the sign-in in time";

/** Every class, but that of an https proxy's TLS, which has the words of the issuer's. */
export const FAILURE_CLASSES: Readonly<
  Record<Exclude<ToldClass, `proxy_${TlsCause}`>, FailureRow>
> = {
  ...NETWORK_CLASSES,
  challenge: {
    // The header, and what only the page of a challenge has.
    marks: /^challenge\b|\b_cf_chl_opt\b|\/challenge-platform\/\w\/\w\/orchestrate\//,
    what: { any: CHALLENGE, browser: CHALLENGE + OTHER_ROUTE },
    todo: {
      any: "Use another network or switch off the VPN; a proxy's address may have a bad name",
      browser: "Use the same network, VPN or proxy for both, or sign in with --device-auth",
      device_code: "Use another network for this machine, or sign in through its browser",
    },
  },
  missing_codex_entitlement: {
    codeWords: /missing_codex_entitlement/i,
    description: /missing_codex_entitlement/i,
    what: "Codex is not part of what this account may use in its workspace",
    todo: "Ask the workspace's administrator for access to Codex, or choose another workspace",
  },
  workspace: {
    codeWords: /(?:^|_)workspace(?:_|$)/,
    what: "The workspace does not allow this sign-in",
    todo: "Choose another workspace, or ask its administrator",
  },
  unsupported_region: {
    codes: ["unsupported_country_region_territory"],
    what: { any: REGION, browser: REGION + OTHER_ROUTE },
    todo: {
      any: "Use a network in a supported region",
      browser: "Use a network in a supported region for both",
    },
  },
  invalid_grant: {
    codes: ["invalid_grant", "token_exchange_user_error"],
    what:
      "The authorization code was not accepted: it had expired, was used already, or belongs to another sign-in",
    todo: {
      any: "Sign in again and finish in one go",
      browser: "Sign in again and finish in one go, in the browser tab that opens",
      device_code: NEW_CODE,
    },
  },
  invalid_client: {
    codes: ["invalid_client", "unauthorized_client"],
    what: "The issuer does not accept this client",
    todo: "Leave out --client-id and --issuer, or check them",
  },
  invalid_request: {
    codes: [
      "invalid_request",
      "invalid_scope",
      "unsupported_grant_type",
      "unsupported_response_type",
    ],
    what: "The issuer found the request wrong",
    todo: "Update codex-login; check --issuer and --client-id",
  },
  access_denied: {
    codes: ["access_denied", "consent_required", "interaction_required", "login_required"],
    what: "The sign-in was declined, by the person or by the account's rules",
    todo: ALLOW,
  },
  rate_limited: {
    status: /^429/,
    what: "There were too many requests",
    todo: "Wait, then sign in again",
  },
  redirected: {
    status: /^30[12378]/,
    what: "{host} answered with a redirect, which is never followed with secrets in the request",
    todo: CHECK_ISSUER,
  },
  server_error: {
    codes: ["server_error", "temporarily_unavailable"],
    status: /^5/,
    what: "The issuer has a problem of its own",
    todo: "Try again in a few minutes",
  },
  unusable_answer: {
    status: /^2/,
    what: {
      any: "What answered as {host} is not the issuer, or a broken one",
      device_code: "What answered as {host} gives no device codes, or is a broken issuer",
    },
    todo: CHECK_ISSUER,
  },
  refused: {
    isGeneral: true,
    what: "The issuer refused the request",
    todo: {
      any: "Read what it said, then sign in again",
      access_token: "Make a new token in the settings of your account, and hand it over whole",
    },
  },
  device_denied: {
    what:
      "The sign-in was declined where the code was entered, by the person or by the account's rules",
    todo: ALLOW,
  },
  device_expired: { what: NOT_ENTERED, todo: NEW_CODE },
  device_timed_out: {
    what: NOT_ENTERED,
    todo: `${NEW_CODE}; --timeout gives up to 15 minutes for it`,
  },
  clock_skew: {
    what: "This machine's clock is {skew} that of {host}",
    todo: "Set the clock: tokens and certificates look expired, or not yet valid, otherwise",
  },
  port_in_use: {
    what: "{held}",
    todo: "Close the program that holds it ({command} shows which), then sign in again",
  },
  port_not_usable: {
    what: "The system does not give that port to programs; it may be reserved",
    todo:
      "Free it in the system's settings, then sign in again; --port takes another one where the issuer allows that",
  },
};
