/**
 * Says what a class of failure means and what to do, in the table's words and with what is known of the
 * case.
 *
 * @module
 */
import { DAMAGED_STORE } from "../base/certificate_stores.ts";
import { networkAddress } from "../base/endpoints.ts";
import type { Explanation, Flow, RequestContext, ToldClass } from "./explanation.ts";
import { isTlsCause } from "./classify.ts";
import { FAILURE_CLASSES } from "./failure_classes.ts";
import type { FailureRow, Words } from "./failure_row.ts";
import { NETWORK_CLASSES } from "./network_classes.ts";
import type { ResponseClues } from "./response_clues.ts";
import type { TransportFailure } from "./transport_failure.ts";

/** What is known of a case; the words do without what is not. */
export interface Facts {
  /** What the host is called. Default: the issuer. */
  readonly host?: string | undefined;
  /** The variable that names the proxy in use. */
  readonly proxyVariable?: string | undefined;
  /** A TLS failure may have been the https proxy's as well as the host's. */
  readonly isProxyPossible?: boolean | undefined;
  readonly flow?: Flow | undefined;
  /** Which ports are held, and by whom, and the command that shows it. */
  readonly held?: string | undefined;
  readonly command?: string | undefined;
  /** How a clock is off, as in `90 seconds ahead of`. */
  readonly skew?: string;
}

/** The row of a class, or `undefined` for a name that is none. */
export function failureRow(name: string): FailureRow | undefined {
  const own = name.replace(/^proxy_(?=tls_)/, "");
  return Object.hasOwn(FAILURE_CLASSES, own)
    ? FAILURE_CLASSES[own as keyof typeof FAILURE_CLASSES]
    : undefined;
}

/** Whether a class is a matter of the network, whatever the request was for. */
export function isNetworkClass(name: string): boolean {
  return Object.hasOwn(NETWORK_CLASSES, name) || name.startsWith("proxy_tls_");
}

/** The words for a class; `details` stand behind what happened. */
export function explain(
  name: ToldClass,
  facts: Facts,
  details: readonly string[] = [],
): Explanation {
  const row = failureRow(name) ?? FAILURE_CLASSES.other;
  const say = (words: Words) =>
    typeof words === "string" ? words : words[facts.flow ?? "any"] ?? words.any;
  return {
    class: name,
    what: `${[fill(say(row.what), name, facts), ...details].join("; ")}.`,
    todo: `${fill(say(row.todo), name, facts)}.`,
    ...(isNetworkClass(name) && { isNetwork: true }),
  };
}

function fill(words: string, name: ToldClass, facts: Facts): string {
  const { host = "the issuer", proxyVariable, isProxyPossible } = facts;
  const of = proxyVariable === undefined ? "" : ` of ${proxyVariable}`;
  const proxy = `the proxy${of}`;
  const tlsProxy = `the https proxy${of}`;
  const values: Readonly<Record<string, string | undefined>> = {
    host,
    proxy,
    variable: proxyVariable ?? "the proxy variable (such as HTTPS_PROXY)",
    side: name.startsWith("proxy_")
      ? tlsProxy
      : isProxyPossible
      ? `either ${host} or ${tlsProxy}`
      : host,
    way: proxyVariable === undefined
      ? `${host}, or something on the way to it`
      : `${proxy}, or something between it and ${host}`,
    held: facts.held ?? "It is held by another program",
    command: facts.command,
    skew: facts.skew ?? "far from",
  };
  return sentenceStart(words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole));
}

/** Words that begin a sentence: `the issuer` is written otherwise there, the name of a host is not. */
export function sentenceStart(words: string): string {
  return words.replace(/^the /, "The ");
}

/** Explains a request that got no answer. */
export function explainTransport(
  { cause, isProxyPossible }: Pick<TransportFailure, "cause" | "isProxyPossible">,
  context: RequestContext,
): Explanation {
  const { proxyVariable, caVariable, caCertificateCount, stores } = context;
  const details = [proxyVariable ? `proxy of ${proxyVariable} in use` : "no proxy in use"];
  if (isTlsCause(cause.replace(/^proxy_/, ""))) {
    details.push(
      caVariable
        ? `${caVariable} ${caVariable.includes(" ") ? "add" : "adds"} ${
          count(caCertificateCount, "certificate")
        }`
        : "no CA variable is set",
    );
    if (stores) details.push(`asked: ${describeStores(stores)}`);
  }
  return explain(cause, { ...factsOf(context), isProxyPossible }, details);
}

const STORE_WORDS: Readonly<Record<string, string>> = {
  mozilla: "the built-in",
  system: "the system's",
  [DAMAGED_STORE]: "part of the system's",
};

/** The stores of authorities, as a person reads them. */
export function describeStores(stores: readonly string[]): string {
  const words = stores.map((name) => STORE_WORDS[name]);
  const flaw = stores.includes(DAMAGED_STORE) ? " (its bundle is damaged)" : "";
  return words.length === 0 ? "no authorities" : `${words.join(" and ")} authorities${flaw}`;
}

/** Explains an answer that is no success, or cannot be used. */
export function explainAnswer(
  name: ToldClass,
  { requestId, retryAfterSeconds, clockSkewSeconds }: ResponseClues,
  context: RequestContext,
): Explanation {
  const details: string[] = [];
  if (requestId) details.push(`request id ${requestId.forPerson()}`);
  if (retryAfterSeconds) details.push(`wait ${count(retryAfterSeconds, "second")}`);
  if (clockSkewSeconds) {
    details.push(
      `this machine's clock is ${skewWords(clockSkewSeconds)} the server's: set it right`,
    );
  }
  if (context.proxyVariable) details.push(`proxy of ${context.proxyVariable} in use`);
  return explain(name, factsOf(context), details);
}

/** Explains a clock that is `seconds` ahead of the issuer's; negative: behind. */
export function explainClock(seconds: number, context: RequestContext): Explanation {
  return explain("clock_skew", { ...factsOf(context), skew: skewWords(seconds) });
}

/** How a clock is off, as in `90 seconds ahead of`. */
export function skewWords(seconds: number): string {
  return `${count(Math.abs(seconds), "second")} ${seconds > 0 ? "ahead of" : "behind"}`;
}

function factsOf({ url, proxyVariable, flow }: RequestContext): Facts {
  return { host: networkAddress(url), proxyVariable, flow };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
