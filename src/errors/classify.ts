/**
 * Tells the class of a failure from what came: codes first, the runtime's words where there are none.
 *
 * @module
 */
import type { FailureClass, NetworkCause, TlsCause } from "../log/log_words.ts";
import { type BackendText, errorsIn } from "../log/text/backend_text.ts";
import { FAILURE_CLASSES } from "./failure_classes.ts";
import type { FailureRow } from "./failure_row.ts";
import { NETWORK_CLASSES } from "./network_classes.ts";
import type { ResponseClues } from "./response_clues.ts";

/** A server's words; those that may hold a secret are judged as they came, and stay where they are. */
export type SaidText = string | BackendText | undefined;

/** An answer that is no success, or cannot be used. */
export interface JudgedAnswer {
  readonly status: number;
  /** As far as it was read. */
  readonly body?: SaidText;
  readonly clues?: Pick<ResponseClues, "mitigated" | "isPage">;
  /** What its JSON says (RFC 6749 section 5.2). */
  readonly detail?: { readonly code: SaidText; readonly message: SaidText };
}

/** What an answer is about; `refused` where nothing more is known. */
export function classifyAnswer({ status, body, clues, detail }: JudgedAnswer): FailureClass {
  const isPage = clues?.isPage === true;
  return firstClass(({ marks }) =>
    says(clues?.mitigated, marks) || (isPage && says(body, marks))
  ) ??
    classifyErrorCode(detail?.code, detail?.message) ??
    firstClass((row) => says(String(status), row.status) && (isPage || !row.isPage)) ?? "refused";
}

/** What an error code means, at the token endpoint as in a callback; `undefined` for others. */
export function classifyErrorCode(
  code: SaidText,
  description: SaidText,
): FailureClass | undefined {
  return firstClass((row) =>
    says(description, row.description) || says(code, row.codeWords) ||
    (row.codes?.some((known) => says(code, new RegExp(`^${known}$`))) ?? false)
  );
}

function firstClass(isIt: (row: FailureRow) => boolean): FailureClass | undefined {
  const [name] = Object.entries(FAILURE_CLASSES).find(([, row]) => isIt(row)) ?? [];
  return name as FailureClass | undefined;
}

function says(said: SaidText, pattern: RegExp | undefined): boolean {
  if (pattern === undefined) return false;
  return typeof said === "string" ? pattern.test(said) : said?.matches(pattern) === true;
}

/** What is known beside the runtime's words. */
export interface RequestCircumstances {
  /** The status line had come already. */
  readonly hasAnswerBegun: boolean;
  /** A proxy carries the request. */
  readonly hasProxy: boolean;
  /** For a time limit: whether the host took a connection just then; `undefined` if nobody looked. */
  readonly acceptsConnections?: boolean | undefined;
  /** For TLS with an https proxy in use: whose it was; `either` where that is not known. */
  readonly tlsSide?: TlsSide | undefined;
}

/** Whom a failed TLS handshake was with. */
export type TlsSide = "issuer" | "proxy" | "either";

// Through a proxy these are about the proxy: it is the one that this machine resolves and connects to. What a
// SOCKS proxy says of the host behind it has neither the system's number nor "tcp" in it.
const OWN_CONNECTION = /\(os error \d+\)|dns error|failed to lookup address|tcp connect error/i;
const OF_CONNECTING: readonly NetworkCause[] = ["dns", "connection_refused", "unreachable"];
const OF_TIME: readonly NetworkCause[] = ["timeout", "connect_timeout"];

/** Classifies what the runtime says of a failed request ({@linkcode runtimeWords}, or a log's text). */
export function classifyWords(text: string, circumstances: RequestCircumstances): NetworkCause {
  const { hasAnswerBegun, hasProxy, tlsSide } = circumstances;
  const found = classOfNumber(text) ?? (hasProxy ? classOfWords(text, "proxyWords") : undefined) ??
    classOfWords(text, "words") ?? "other";
  if (OF_TIME.includes(found)) return timedOutStep(text, circumstances);
  // A body that is not in the encoding that its header names fails in the words of whatever decodes it.
  if (hasAnswerBegun && found === "other") return "answer_broken_off";
  // What breaks before a request was sent, once TCP stood, is the handshake; a proxy's or the issuer's.
  if (found === "connection_reset" && !hasProxy && /\(Connect\)/i.test(text)) {
    return "tls_handshake";
  }
  if (hasProxy && OF_CONNECTING.includes(found) && OWN_CONNECTION.test(text)) {
    return "proxy_unreachable";
  }
  return tlsSide === "proxy" && isTlsCause(found) ? `proxy_${found}` : found;
}

/** Whether a class is about TLS, whomever it was with but for what is known to be a proxy. */
export function isTlsCause(name: string): name is TlsCause {
  return name.startsWith("tls_");
}

/** Whether time ran out, ours or the system's. */
export function isTimeout(text: string): boolean {
  return OF_TIME.includes(classOfNumber(text) ?? classOfWords(text, "words") ?? "other");
}

const NETWORK_ROWS = Object.entries(NETWORK_CLASSES) as [NetworkCause, FailureRow][];

function classOfNumber(text: string): NetworkCause | undefined {
  const number = Number(/\(os error (\d+)\)/.exec(text)?.[1]);
  return NETWORK_ROWS.find(([, { systemErrors }]) => systemErrors?.includes(number))?.[0];
}

function classOfWords(text: string, kind: "words" | "proxyWords"): NetworkCause | undefined {
  return NETWORK_ROWS.find(([, row]) => row[kind]?.test(text))?.[0];
}

function timedOutStep(
  text: string,
  { hasAnswerBegun, hasProxy, acceptsConnections }: RequestCircumstances,
): NetworkCause {
  if (hasAnswerBegun) return "read_timeout";
  // The system gave up before our own limit.
  if (/tcp connect error/i.test(text)) return hasProxy ? "proxy_unreachable" : "connect_timeout";
  if (hasProxy) return acceptsConnections === false ? "proxy_unreachable" : "proxy_timeout";
  if (acceptsConnections === undefined) return "timeout";
  return acceptsConnections ? "read_timeout" : "connect_timeout";
}

/** What the runtime says of a thrown error and its causes, without URLs: a host may be called anything. */
export function runtimeWords(error: unknown): string {
  return Array.from(errorsIn(error), ({ name, message }) => {
    const isNameTelling = name === "NotCapable" || name === "TimeoutError";
    const words = message.replace(/[a-z]{1,10}:\/\/\S+/gi, "");
    return isNameTelling ? `${name} ${words}` : words;
  }).join(": ");
}
