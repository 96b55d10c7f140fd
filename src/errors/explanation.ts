/**
 * The words for each class of failure: a sentence of what happened, and one of what to do.
 *
 * @module
 */
import { networkAddress } from "../base/endpoints.ts";
import { networkWords } from "./network_words.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import type { NetworkCause, StatusClass } from "../log/log_words.ts";

/** How requests leave this machine, for the words only. */
export interface NetworkRoute {
  /** The variable that names the proxy in use, or `undefined`. */
  readonly proxyVariable: string | undefined;
  /** The variable that names the CA file in use, or `undefined`. */
  readonly caVariable: string | undefined;
  /** How many certificates that file holds. */
  readonly caCertificateCount: number;
  /** The proxy is spoken to over TLS. Default: it is not. */
  readonly isProxyTls?: boolean;
}

/** A route, and what was asked over it. */
export interface RequestContext extends NetworkRoute {
  readonly url: URL;
  /** Know what the log may name; without them it names no host. */
  readonly secrets?: LiveSecrets;
}

/** No proxy, no certificates of one's own. */
export const PLAIN_ROUTE: NetworkRoute = {
  proxyVariable: undefined,
  caVariable: undefined,
  caCertificateCount: 0,
};

/** What happened, and what to do. */
export interface Explanation {
  /** The cause, in a word that programs can compare. */
  readonly class:
    | NetworkCause
    | StatusClass
    | "port_in_use"
    | "port_not_usable"
    | "device_denied"
    | "device_expired"
    | "device_timed_out";
  /** What happened, in a sentence. */
  readonly what: string;
  /** What to do, in a sentence. */
  readonly todo: string;
  /** A request got no answer: a matter of the network, whatever it was for. */
  readonly isNetwork?: true;
}

type Words = (setting: RequestContext & { host: string }) => readonly [what: string, todo: string];

const OTHER_ROUTE = ({ host }: { host: string }) =>
  `the token request left from this machine for ${host}, your browser may have used another route`;

const STATUS_WORDS: Record<StatusClass, Words> = {
  challenge: (setting) => [
    `The protection in front of the issuer wanted a check that only a browser can pass; ${
      OTHER_ROUTE(setting)
    }`,
    "Use the same network, VPN or proxy for both, or sign in with --device-auth",
  ],
  unsupported_region: (setting) => [
    `The issuer does not serve the country or region that the request came from; ${
      OTHER_ROUTE(setting)
    }`,
    "Use a network in a supported region for both",
  ],
  rate_limited: () => ["There were too many requests", "Wait, then sign in again"],
  invalid_grant: () => [
    "The authorization code was not accepted: it had expired, was used already, or belongs to another sign-in",
    "Sign in again and finish in one go, in the browser tab that opens",
  ],
  invalid_client: () => [
    "The issuer does not accept this client",
    "Leave out --client-id and --issuer, or check them",
  ],
  invalid_request: () => [
    "The issuer found the request wrong",
    "Update codex-login; check --issuer and --client-id",
  ],
  access_denied: () => [
    "The sign-in was declined, by the person or by the account's rules",
    "Run the sign-in again and allow it, with another account if this one is restricted",
  ],
  missing_codex_entitlement: () => [
    "Codex is not part of what this account may use in its workspace",
    "Ask the workspace's administrator for access to Codex, or choose another workspace",
  ],
  workspace: () => [
    "The workspace does not allow this sign-in",
    "Choose another workspace, or ask its administrator",
  ],
  unusable_answer: ({ host }) => [
    `What answered as ${host} is no token endpoint, or a broken one`,
    "Check --issuer, and whether a login page of the network answers in its place",
  ],
  redirected: ({ host }) => [
    `${host} answered with a redirect, which is never followed with secrets in the request`,
    "Check --issuer, and whether a login page of the network answers in its place",
  ],
  server_error: () => ["The issuer has a problem of its own", "Try again in a few minutes"],
  refused: () => ["The issuer refused the request", "Read what it says above, then sign in again"],
};

/** Explains a request that got no answer; `isProxyPossible` as in a TransportFailure. */
export function explainNetwork(
  cause: NetworkCause,
  setting: RequestContext,
  isProxyPossible = false,
): Explanation {
  const [what, todo] = networkWords(cause, {
    ...setting,
    host: networkAddress(setting.url),
    isProxyPossible,
  });
  const proxy = setting.proxyVariable
    ? `proxy of ${setting.proxyVariable} in use`
    : "no proxy in use";
  const certificates = setting.caVariable
    ? `; ${setting.caVariable} adds ${count(setting.caCertificateCount, "certificate")}`
    : "; no CA variable is set";
  return {
    class: cause,
    what: `${what}; ${proxy}${/(?:^|_)tls_/.test(cause) ? certificates : ""}.`,
    todo: `${todo}.`,
    isNetwork: true,
  };
}

/** Explains an error that came with the callback; nothing was asked over the network for it. */
export function explainCallbackError(statusClass: StatusClass): Explanation {
  const [what, todo] = STATUS_WORDS[statusClass]({
    ...PLAIN_ROUTE,
    url: NO_URL,
    host: "the issuer",
  });
  return { class: statusClass, what: `${what}.`, todo: `${todo}.` };
}

const NO_URL = new URL("https://issuer.invalid");

/** Explains a refusing answer. */
export function explainStatus(
  statusClass: StatusClass,
  clues: ResponseClues,
  setting: RequestContext,
): Explanation {
  const [what, todo] = STATUS_WORDS[statusClass]({ ...setting, host: networkAddress(setting.url) });
  const details = [
    clues.requestId && `request id ${clues.requestId.forPerson()}`,
    clues.retryAfterSeconds !== undefined && `wait ${count(clues.retryAfterSeconds, "second")}`,
    clues.clockSkewSeconds !== undefined && describeSkew(clues.clockSkewSeconds),
    setting.proxyVariable && `proxy of ${setting.proxyVariable} in use`,
  ].filter((detail) => typeof detail === "string" && detail !== "");
  return { class: statusClass, what: `${[what, ...details].join("; ")}.`, todo: `${todo}.` };
}

function describeSkew(seconds: number): string {
  return `this machine's clock is ${count(Math.abs(seconds), "second")} ${
    seconds > 0 ? "ahead of" : "behind"
  } the server's: set it right`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
